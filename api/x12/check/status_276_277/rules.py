"""The 276 and the 277 beyond their grammars: levels, what a claim is looked for by, statuses that make sense."""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import get
from api.x12.check.inquiries import InquiryRules
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.money import find_cents
from api.x12.status_276_277.classes import status_class

SETS: Final = ("276", "277")
_GUIDE: Final = "005010X212"
_PARENTS: Final = {"20": "", "21": "20", "19": "21", "22": "19", "23": "22"}
NO_CLAIM: Final = rule(
    "claim_status.no_claim",
    "a patient without a claim: TRN is missing",
    f"{_GUIDE}, 2200D and 2200E",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
DEMOGRAPHICS: Final = rule(
    "claim_status.demographics",
    "a subscriber who is the patient has DMG",
    f"{_GUIDE}, 2000D DMG",
    sets=("276",),
    is_general_knowledge=True,
    segment_code="I6",
)
SEARCH: Final = rule(
    "claim_status.search",
    "a claim is looked for without any number of it (1K, EJ) and without service date",
    f"{_GUIDE}, section 1.4",
    sets=("276",),
    is_general_knowledge=True,
    segment_code="I6",
)
PAID_OVER_CHARGE: Final = rule(
    "claim_status.paid_over_charge",
    "more was paid than was charged",
    f"{_GUIDE}, STC04 and STC05",
    sets=("277",),
    is_general_knowledge=True,
)
DENIED_PAID: Final = rule(
    "claim_status.denied_paid",
    "a denied claim (F2) with a payment",
    f"{_GUIDE}, STC01 and STC05",
    sets=("277",),
    is_general_knowledge=True,
)
MIXED: Final = rule(
    "claim_status.mixed",
    "one STC says both that the claim is final and that it is pending",
    f"{_GUIDE}, STC01, STC10 and STC11",
    sets=("277",),
    is_general_knowledge=True,
)
_DENIED: Final = "F2"
_KEYS: Final = frozenset({"1K", "EJ"})


class StatusRules(InquiryRules):
    """Levels, and that each patient has a claim."""

    parents: ClassVar[Mapping[str, str]] = _PARENTS
    hooks: ClassVar[Mapping[str, str]] = {
        "2000A/HL": "take_hl",
        "2000B/HL": "take_hl",
        "2000C/HL": "take_hl",
        "2100C/NM1": "take_provider",
        "2000D/HL": "take_hl",
        "2000E/HL": "take_dependent",
        "2100D/NM1": "take_patient",
        "2100E/NM1": "take_patient",
        "2200D/TRN": "take_claim",
        "2200E/TRN": "take_claim",
        "/SE": "take_se",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.patient_at = 0  # of the NM1 of the patient at hand; 0 when he is none
        self.has_claim = False

    def take_dependent(self, elements: list[str], position: int) -> None:
        """2000E HL: the subscriber above is no patient, unless he has claims."""
        if not self.has_claim:
            self.patient_at = 0
        self.take_hl(elements, position)

    def take_patient(self, _elements: list[str], position: int) -> None:
        """2100D and 2100E NM1."""
        self.patient_at = position

    def take_claim(self, _elements: list[str], _position: int) -> None:
        """2200 TRN."""
        self.claims += 1
        self.has_claim = True

    def close_level(self) -> None:
        """A patient is through."""
        at, self.patient_at = self.patient_at, 0
        if at and not self.has_claim:
            self.report.add(NO_CLAIM, at, segment="TRN", loop="2200", expected="TRN")
        self.has_claim = False


class StatusRequestRules(StatusRules):
    """The 276: what a claim is looked for by."""

    hooks: ClassVar[Mapping[str, str]] = {
        **StatusRules.hooks,
        "2000D/HL": "take_subscriber",
        "2000D/DMG": "take_dmg",
        "2000E/DMG": "take_dmg",
        "2200D/REF": "take_reference",
        "2200E/REF": "take_reference",
        "2200D/DTP": "take_asked_date",
        "2200E/DTP": "take_asked_date",
        "2210D/DTP": "take_asked_date",
        "2210E/DTP": "take_asked_date",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._is_subscriber = False
        self._claim_at = 0
        self._can_be_found = False

    def take_subscriber(self, elements: list[str], position: int) -> None:
        """2000D HL."""
        self.take_hl(elements, position)
        self._is_subscriber = True

    def take_claim(self, elements: list[str], position: int) -> None:
        """2200 TRN."""
        self._close_claim()
        super().take_claim(elements, position)
        self.take_trace(elements, position)
        self._claim_at, self._can_be_found = position, False

    def take_reference(self, elements: list[str], _position: int) -> None:
        """2200 REF."""
        self._can_be_found = self._can_be_found or get(elements, 1) in _KEYS

    def take_asked_date(self, elements: list[str], position: int) -> None:
        """2200 and 2210 DTP."""
        super().take_asked_date(elements, position)
        self._can_be_found = True

    def _close_claim(self) -> None:
        at, self._claim_at = self._claim_at, 0
        if at and not self._can_be_found:
            self.report.add(SEARCH, at, segment="REF", loop="2200", expected="REF*EJ, REF*1K or DTP")

    def close_level(self) -> None:
        """A patient is through."""
        self._close_claim()
        if self._is_subscriber and self.has_claim and not self._birth_date:
            self.report.add(DEMOGRAPHICS, self.patient_at, segment="DMG", loop="2000D", expected="DMG")
        self._is_subscriber = False
        super().close_level()


class StatusResponseRules(StatusRules):
    """The 277: statuses that make sense."""

    hooks: ClassVar[Mapping[str, str]] = {
        **StatusRules.hooks,
        "2200B/STC": "take_stc",
        "2200C/STC": "take_stc",
        "2200D/STC": "take_stc",
        "2200E/STC": "take_stc",
        "2220D/STC": "take_stc",
        "2220E/STC": "take_stc",
    }

    def take_stc(self, elements: list[str], position: int) -> None:
        """STC of any level."""
        categories = [get(elements, number).partition(self.component)[0] for number in (1, 10, 11)]
        charge, paid = get(elements, 4), get(elements, 5)
        charge_cents, paid_cents = (find_cents(text) if text else None for text in (charge, paid))
        add = self.report.add
        if charge_cents is not None and paid_cents is not None and paid_cents > charge_cents >= 0:
            add(PAID_OVER_CHARGE, position, element="STC05", value=paid)
        if categories[0] == _DENIED and paid_cents:
            add(DENIED_PAID, position, element="STC05", value=paid)
        if {"final", "pending"} <= {status_class(category) for category in categories}:
            add(MIXED, position, element="STC01")
