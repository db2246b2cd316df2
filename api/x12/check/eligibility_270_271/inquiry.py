"""The 270 (005010X279A1) in check mode.

Source: the guide as linuxforhealth-x12 models it [L]; what else is known of it warns.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import get
from api.x12.check.eligibility_270_271 import loops
from api.x12.check.grammar import Loop, Seg, grammar, loop, seg
from api.x12.check.inquiries import InquiryRules
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.check.transaction_set import register

SETS: Final = ("270",)
_GUIDE: Final = "005010X279A1"
_TRACE: Final = seg("TRN", "S", 2, "R=1 R R S", "Trace Number")


def _dates() -> Seg:
    return seg("DTP", "S", 2, "R=102,291 R=D8,RD8 R", "Date")


def _inquiry(loop_id: str) -> Loop:
    return loop(
        loop_id,
        "S",
        99,
        seg(
            "EQ",
            "R",
            1,
            f"S^={loops.SERVICE_TYPE_CODES} S({loops.PROCEDURE}) S={loops.COVERAGE_LEVELS} S S(R S S S)",
            "Eligibility or Benefit Inquiry",
        ),
        seg("AMT", "S", 1, "R=R R", "Spend Down Amount"),
        seg("AMT", "S", 1, "R=PB R", "Spend Down Total Billed Amount"),
        seg("III", "S", 10, loops.PLACES, "Additional Inquiry Information"),
        seg("REF", "S", 1, "R=9F,G1 R", "Additional Information"),
        seg("DTP", "S", 1, "R=291 R=D8,RD8 R", "Eligibility Date"),
    )


GRAMMAR: Final = grammar(
    "270",
    _GUIDE,
    seg("BHT", "R", 1, "R=0022 R=01,13,36 S R R S=RT", "Beginning of Hierarchical Transaction"),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Information Source Level"),
        loop("2100A", "R", 1, loops.source_name()),
        loop(
            "2000B",
            "R",
            0,
            seg("HL", "R", 1, "R R R=21 R=1", "Information Receiver Level"),
            loop(
                "2100B",
                "R",
                1,
                loops.receiver_name(),
                loops.receiver_references(),
                *loops.address(),
                loops.receiver_role(),
            ),
            loop(
                "2000C",
                "R",
                0,
                seg("HL", "R", 1, "R R R=22 R=0,1", "Subscriber Level"),
                _TRACE,
                loop(
                    "2100C",
                    "R",
                    1,
                    seg("NM1", "R", 1, "R=IL R=1,2 S S S N S S=II,MI S", "Subscriber Name"),
                    loops.person_references(),
                    *loops.address(),
                    loops.person_role(),
                    seg("DMG", "S", 1, "S=D8 S S=F,M", "Subscriber Demographic Information"),
                    loops.insured("Y", "18"),
                    loops.diagnoses(),
                    _dates(),
                    _inquiry("2110C"),
                ),
                loop(
                    "2000D",
                    "S",
                    0,
                    seg("HL", "R", 1, "R R R=23 R=0", "Dependent Level"),
                    _TRACE,
                    loop(
                        "2100D",
                        "R",
                        1,
                        seg("NM1", "R", 1, "R=03 R=1,2 S S S N S", "Dependent Name"),
                        loops.person_references(),
                        *loops.address(),
                        loops.person_role(),
                        seg("DMG", "S", 1, "S=D8 S S=F,M", "Dependent Demographic Information"),
                        loops.insured("N", "01,19,34"),
                        loops.diagnoses(),
                        _dates(),
                        _inquiry("2110D"),
                    ),
                ),
            ),
        ),
    ),
    has_map=False,
)

NOTHING_ASKED: Final = rule(
    "inquiry.nothing_asked",
    "nothing is asked about a patient: EQ is missing",
    f"{_GUIDE}, 2110C and 2110D",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
SEARCH: Final = rule(
    "inquiry.search",
    "a patient is looked for without member id, and without name and birth date together",
    f"{_GUIDE}, section 1.4.8",
    sets=SETS,
    is_general_knowledge=True,
    element_code="2",
)
ORIGINATOR: Final = rule(
    "trace.originator",
    "TRN03 begins with 1 (tax id), 3 (DUNS) or 9 (chosen)",
    f"{_GUIDE}, TRN03",
    sets=SETS,
    is_general_knowledge=True,
)


class EligibilityInquiryRules(InquiryRules):
    """Who is asked about, and that something is asked."""

    parents: ClassVar[Mapping[str, str]] = loops.PARENTS
    hooks: ClassVar[Mapping[str, str]] = {
        "2000A/HL": "take_hl",
        "2000B/HL": "take_hl",
        "2000C/HL": "take_subscriber",
        "2000D/HL": "take_dependent",
        "2100B/NM1": "take_provider",
        "2000C/TRN": "take_trace",
        "2000D/TRN": "take_trace",
        "2100C/NM1": "take_subscriber_name",
        "2100D/NM1": "take_dependent_name",
        "2100C/DMG": "take_dmg",
        "2100D/DMG": "take_dmg",
        "2100C/DTP*291": "take_asked_date",
        "2100D/DTP*291": "take_asked_date",
        "2110C/EQ": "take_eq",
        "2110D/EQ": "take_eq",
        "2110C/DTP": "take_asked_date",
        "2110D/DTP": "take_asked_date",
        "/SE": "take_se",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._name_at = 0  # of the NM1 of the person at hand; 0 when he is no patient
        self._is_named = False
        self._has_id = False
        self._is_asked_about = False

    def take_subscriber(self, elements: list[str], position: int) -> None:
        """2000C HL."""
        self.take_hl(elements, position)
        self._has_id = False

    def take_dependent(self, elements: list[str], position: int) -> None:
        """2000D HL: the subscriber above is no patient, unless something is asked about him."""
        if not self._is_asked_about:
            self._name_at = 0
        self.take_hl(elements, position)

    def take_subscriber_name(self, elements: list[str], position: int) -> None:
        """2100C NM1."""
        self._has_id = bool(get(elements, 9))
        self.take_dependent_name(elements, position)

    def take_dependent_name(self, elements: list[str], position: int) -> None:
        """2100D NM1: he is found through his subscriber's member id."""
        self._name_at, self._is_named = position, bool(get(elements, 3) and get(elements, 4))

    def take_trace(self, elements: list[str], position: int) -> None:
        """TRN."""
        super().take_trace(elements, position)
        originator = get(elements, 3)
        if originator and originator[0] not in "139":
            self.report.add(ORIGINATOR, position, element="TRN03", value=originator, expected="1, 3 or 9 first")

    def take_eq(self, _elements: list[str], _position: int) -> None:
        """2110 EQ."""
        self._is_asked_about = True

    def close_level(self) -> None:
        """A person is through."""
        at, self._name_at = self._name_at, 0
        is_asked_about, self._is_asked_about = self._is_asked_about, False
        if not at:
            return
        self.claims += 1
        if not is_asked_about:
            self.report.add(NOTHING_ASKED, at, segment="EQ", loop="2110", expected="EQ")
        if not self._has_id and not (self._is_named and self._birth_date):
            self.report.add(SEARCH, at, element="NM109", loop="2100")


SET_270: Final = register("005010X279", "270", GRAMMAR, EligibilityInquiryRules)
