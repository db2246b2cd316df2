"""The 271 beyond its grammar: that each patient is answered, and that a benefit makes sense."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final

from api.x12.check.common import get
from api.x12.check.eligibility_270_271 import loops
from api.x12.check.inquiries import InquiryRules
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.money import find_cents, parse_quantity

SETS: Final = ("271",)
_GUIDE: Final = "005010X279A1"
PERCENT: Final = rule(
    "benefit.percent",
    "EB08 is a fraction: .2 is 20 %, and more than 1 or less than 0 is no share",
    f"{_GUIDE}, EB08 [L]",
    sets=SETS,
)
NEGATIVE: Final = rule(
    "benefit.negative", "a benefit amount is negative", f"{_GUIDE}, EB07", sets=SETS, is_general_knowledge=True
)
VALUE: Final = rule(
    "benefit.value",
    "a coinsurance has a percentage, a copay, deductible or out-of-pocket maximum an amount",
    f"{_GUIDE}, EB07 and EB08",
    sets=SETS,
    is_general_knowledge=True,
    element_code="2",
)
REMAINING: Final = rule(
    "benefit.remaining",
    "more remains of a deductible or maximum than its total",
    f"{_GUIDE}, EB06 and EB07",
    sets=SETS,
    is_general_knowledge=True,
)
ENTITY_BOUNDS: Final = rule(
    "benefit.entity_bounds",
    "the entities of a benefit stand between LS and LE",
    f"{_GUIDE}, LS, 2120 and LE [L]",
    sets=SETS,
    segment_code="I6",
)
NO_ANSWER: Final = rule(
    "answer.nothing",
    "a patient has neither a benefit nor a rejection, nor has a level above him",
    f"{_GUIDE}, 2110C and AAA",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
REJECTED_WITH_BENEFITS: Final = rule(
    "answer.rejected_with_benefits",
    "a person is rejected, and yet benefits are stated",
    f"{_GUIDE}, 2100C AAA and 2110C",
    sets=SETS,
    is_general_knowledge=True,
)
TRACE_NOT_ECHOED: Final = rule(
    "trace.not_echoed",
    "an answer echoes no trace number of the question (TRN*2)",
    f"{_GUIDE}, 2000C TRN",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
_TOTALLED: Final = frozenset("CG")
_AMOUNTS: Final = frozenset("BCG")
_REMAINING: Final = frozenset({"29", "33"})
_MAX_TOTALS: Final = 1_000


class EligibilityResponseRules(InquiryRules):
    """Each patient is answered; each benefit makes sense."""

    parents: ClassVar[Mapping[str, str]] = loops.PARENTS
    hooks: ClassVar[Mapping[str, str]] = {
        "2000A/HL": "take_source",
        "2000A/AAA": "take_rejection_above",
        "2100A/AAA": "take_rejection_above",
        "2000B/HL": "take_receiver",
        "2100B/NM1": "take_provider",
        "2100B/AAA": "take_rejection_above",
        "2000C/HL": "take_subscriber",
        "2000D/HL": "take_dependent",
        "2000C/TRN": "take_echo",
        "2000D/TRN": "take_echo",
        "2100C/NM1": "take_name",
        "2100D/NM1": "take_name",
        "2100C/AAA": "take_subscriber_rejection",
        "2100D/AAA": "take_rejection",
        "2110C/EB": "take_eb",
        "2110D/EB": "take_eb",
        "2110C/LS": "take_ls",
        "2110D/LS": "take_ls",
        "2120C/NM1": "take_entity",
        "2120D/NM1": "take_entity",
        "2110C/LE": "take_le",
        "2110D/LE": "take_le",
        "/SE": "take_se",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._name_at = 0  # of the NM1 of the person at hand; 0 when he is no patient
        self._is_echoed = False
        self._has_benefits = False
        self._is_rejected = False
        self._rejected_levels: set[str] = set()  # of source, receiver and subscriber, those open
        self._totals: dict[tuple[str, ...], int] = {}
        self._left: list[tuple[tuple[str, ...], int, int]] = []
        self._ls_at = 0

    def take_source(self, elements: list[str], position: int) -> None:
        """2000A HL."""
        self.take_hl(elements, position)
        self._rejected_levels = set()

    def take_receiver(self, elements: list[str], position: int) -> None:
        """2000B HL."""
        self.take_hl(elements, position)
        self._rejected_levels -= {"2100B", "2100C"}

    def take_subscriber(self, elements: list[str], position: int) -> None:
        """2000C HL."""
        self.take_hl(elements, position)
        self._rejected_levels -= {"2100C"}

    def take_dependent(self, elements: list[str], position: int) -> None:
        """2000D HL: the subscriber above is no patient, unless he has benefits."""
        if not self._has_benefits:
            self._name_at = 0
        self.take_hl(elements, position)

    def take_echo(self, elements: list[str], _position: int) -> None:
        """TRN."""
        self._is_echoed = self._is_echoed or get(elements, 1) == "2"

    def take_name(self, _elements: list[str], position: int) -> None:
        """2100C and 2100D NM1."""
        self._name_at = position

    def take_rejection_above(self, _elements: list[str], _position: int) -> None:
        """AAA of source or receiver: it covers all below."""
        self._rejected_levels.add(self.report.loop)

    def take_subscriber_rejection(self, elements: list[str], position: int) -> None:
        """2100C AAA."""
        self._rejected_levels.add("2100C")
        self.take_rejection(elements, position)

    def take_rejection(self, _elements: list[str], _position: int) -> None:
        """2100D AAA."""
        self._is_rejected = True

    def take_eb(self, elements: list[str], position: int) -> None:
        """2110 EB."""
        self._close_entities()
        self._has_benefits = True
        add = self.report.add
        information, amount, percent = get(elements, 1), get(elements, 7), get(elements, 8)
        cents = find_cents(amount) if amount else None
        share = parse_quantity(percent) if percent else None
        if cents is not None and cents < 0:
            add(NEGATIVE, position, element="EB07", value=amount)
        if share is not None and not Decimal(0) <= share <= Decimal(1):
            add(PERCENT, position, element="EB08", value=percent, expected="0 to 1")
        if information == "A" and not percent:
            add(VALUE, position, element="EB08")
        elif information in _AMOUNTS and not amount:
            add(VALUE, position, element="EB07")
        if information in _TOTALLED and cents is not None:
            self._add_total(elements, position, cents)

    def _add_total(self, elements: list[str], position: int, cents: int) -> None:
        """Totals and what remains of them, by what they are for: EB01 to EB05 and EB12."""
        key = (*elements[1:6], get(elements, 12))
        if get(elements, 6) in _REMAINING:
            if len(self._left) < _MAX_TOTALS:
                self._left.append((key, cents, position))
        elif len(self._totals) < _MAX_TOTALS:
            self._totals[key] = max(cents, self._totals.get(key, 0))

    def take_ls(self, _elements: list[str], position: int) -> None:
        """LS."""
        self._ls_at = position

    def take_entity(self, _elements: list[str], position: int) -> None:
        """2120 NM1."""
        if not self._ls_at:
            self.report.add(ENTITY_BOUNDS, position, segment="LS", expected="LS")
            self._ls_at = position

    def take_le(self, _elements: list[str], position: int) -> None:
        """LE."""
        if not self._ls_at:
            self.report.add(ENTITY_BOUNDS, position, segment="LE", expected="LS before it")
        self._ls_at = 0

    def _close_entities(self) -> None:
        if self._ls_at:
            self.report.add(ENTITY_BOUNDS, self._ls_at, segment="LE", expected="LE")
        self._ls_at = 0

    def close_level(self) -> None:
        """A person is through."""
        self._close_entities()
        at, self._name_at = self._name_at, 0
        if at:
            self._close_person(at)
        for key, cents, position in self._left:
            if cents > self._totals.get(key, cents):
                self.report.add(REMAINING, position, element="EB07", loop="2110")
        self._is_echoed = self._has_benefits = self._is_rejected = False
        self._totals, self._left = {}, []

    def _close_person(self, at: int) -> None:
        self.claims += 1
        add = self.report.add
        if not self._has_benefits and not self._is_rejected and not self._rejected_levels:
            add(NO_ANSWER, at, segment="EB", loop="2110", expected="EB or AAA")
        if self._is_rejected and self._has_benefits:
            add(REJECTED_WITH_BENEFITS, at, segment="AAA", loop="2100")
        if not self._is_echoed:
            add(TRACE_NOT_ECHOED, at, segment="TRN", loop="2000", expected="TRN*2")
