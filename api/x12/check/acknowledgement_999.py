# ruff: noqa: PLR2004 - the numbers are the element numbers of the guide
"""The 999 (005010X231A1) in check mode: a group is answered, and the counts of the answer add up."""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import get
from api.x12.check.grammar import grammar, loop, seg
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.check.transaction_set import SetRules, register

SETS: Final = ("999",)
_GUIDE: Final = "005010X231A1"
_SET_CODES: Final = "1,2,3,4,5,6,7,8,9,10,11,12,13,15,16,17,18,19,23,24,25,26,27,I5,I6"
_GROUP_CODES: Final = "1,2,3,4,5,6,10,11,12,13,14,15,16,17,18,19,23,24,25,26"
_CONTEXT: Final = "R^(R=SITUATIONAL_TRIGGER) R R S S(R S S) S(R)"
_UNITS: Final = "TRN02,NM109,PATIENT_NAME_NM109,SUBSCRIBER_NAME_NM109,ENT01,SUBSCRIBER_NUMBER_REF02,CLM01"

GRAMMAR: Final = grammar(
    "999",
    "005010X231A1",
    seg("AK1", "R", 1, "R=BE,HB,HC,HI,HN,HP,HR,HS,RA R R", "Functional Group Response Header"),
    loop(
        "2000",
        "S",
        0,
        seg("AK2", "R", 1, "R=270,271,276,277,278,820,834,835,837 R S", "Transaction Set Response Header"),
        loop(
            "2100",
            "S",
            0,
            seg("IK3", "R", 1, "R R S S=1,2,3,4,5,6,7,8,I4,I6,I7,I8,I9", "Error Identification"),
            seg("CTX", "S", 9, _CONTEXT, "Segment Context"),
            seg("CTX", "S", 1, f"R^(R={_UNITS} R) N N N S(R S S)", "Business Unit Identifier"),
            loop(
                "2110",
                "S",
                0,
                seg(
                    "IK4",
                    "R",
                    1,
                    "R(R S S) S R=1,2,3,4,5,6,7,8,9,10,11,12,13,I6,I9,I10,I11,I12,I13 S",
                    "Implementation Data Element Note",
                ),
                seg("CTX", "S", 10, _CONTEXT, "Element Context"),
            ),
        ),
        seg("IK5", "R", 1, f"R=A,E,M,R,W,X {' '.join([f'S={_SET_CODES}'] * 5)}", "Transaction Set Response Trailer"),
    ),
    seg("AK9", "R", 1, f"R=A,E,M,P,R,W,X R R R {' '.join([f'S={_GROUP_CODES}'] * 5)}", "Group Response Trailer"),
)

COUNT: Final = rule(
    "ack.counts",
    "AK903 less the sets rejected is AK904, and no more sets are answered than were received",
    f"{_GUIDE}, AK902 to AK904 [P]",
    sets=SETS,
)
RECEIVED: Final = rule(
    "ack.received",
    "more sets were received than the group claimed (AK903, AK902)",
    f"{_GUIDE}, AK902 and AK903",
    sets=SETS,
    is_general_knowledge=True,
)
GROUP_STATUS: Final = rule(
    "ack.group_status",
    "AK901 says what AK904 counts: A or E all accepted, P some, R none",
    f"{_GUIDE}, AK901 [P]",
    sets=SETS,
)
SET_STATUS: Final = rule(
    "ack.set_status",
    "IK501 A says that nothing was found, and yet errors stand above it",
    f"{_GUIDE}, IK501 [P]",
    sets=SETS,
)
NO_REASON: Final = rule(
    "ack.no_reason",
    "a set is rejected without a reason, neither IK3 nor IK502",
    f"{_GUIDE}, IK501 and IK502",
    sets=SETS,
    is_general_knowledge=True,
)
ELEMENT_ERRORS: Final = rule(
    "ack.element_errors", "IK4 goes with IK304 8, and IK304 8 with IK4", f"{_GUIDE}, IK304 [P]", sets=SETS
)
_ACCEPTED: Final = frozenset({"A", "E"})


class AcknowledgementRules(SetRules):
    """Counts and statuses of a 999."""

    hooks: ClassVar[Mapping[str, str]] = {
        "2000/AK2": "take_ak2",
        "2100/IK3": "take_ik3",
        "2110/IK4": "take_ik4",
        "2000/IK5": "take_ik5",
        "/AK9": "take_ak9",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._answered = 0
        self._rejected = 0
        self._errors = 0
        self._segment_code = ""
        self._segment_at = 0
        self._elements = 0

    def take_ak2(self, _elements: list[str], _position: int) -> None:
        """AK2: the answer to one set."""
        self._answered += 1
        self._errors = 0

    def take_ik3(self, elements: list[str], position: int) -> None:
        """IK3: a segment in error."""
        self._close_segment()
        self._errors += 1
        self._segment_code, self._segment_at, self._elements = get(elements, 4), position, 0

    def take_ik4(self, _elements: list[str], _position: int) -> None:
        """IK4: an element in error."""
        self._elements += 1

    def _close_segment(self) -> None:
        at, self._segment_at = self._segment_at, 0
        if at and self._segment_code and (self._segment_code == "8") != bool(self._elements):
            self.report.add(ELEMENT_ERRORS, at, element="IK304", loop="2100", value=self._segment_code)

    def take_ik5(self, elements: list[str], position: int) -> None:
        """IK5: the verdict on the set."""
        self._close_segment()
        status = get(elements, 1)
        if status not in _ACCEPTED:
            self._rejected += 1
            if not self._errors and not get(elements, 2):
                self.report.add(NO_REASON, position, element="IK502", loop="2000")
        elif status == "A" and self._errors:
            self.report.add(SET_STATUS, position, element="IK501", loop="2000", value=status, expected="E or R")

    def take_ak9(self, elements: list[str], position: int) -> None:
        """AK9: the verdict on the group."""
        numbers = [get(elements, number) for number in (2, 3, 4)]
        if not all(number.isdecimal() and len(number) <= 6 for number in numbers):
            return
        included, received, accepted = map(int, numbers)
        add = self.report.add
        if received < self._answered or (self._answered and received - self._rejected != accepted):
            expected = "AK903 less the sets rejected"
            add(COUNT, position, element="AK904", loop="header", value=numbers[2], expected=expected)
        if accepted > received:
            add(COUNT, position, element="AK904", loop="header", value=numbers[2], expected="at most AK903")
        if received > included:
            add(RECEIVED, position, element="AK903", loop="header", value=numbers[1], expected="at most AK902")
        expected_status = {"P"} if 0 < accepted < received else {"A", "E"} if accepted else {"R", "M", "W", "X"}
        status = get(elements, 1)
        if status in "AEMPRWX" and received and status not in expected_status:
            expected = " ".join(sorted(expected_status))
            add(GROUP_STATUS, position, element="AK901", loop="header", value=status, expected=expected)


SET_999: Final = register("005010X231", "999", GRAMMAR, AcknowledgementRules)
