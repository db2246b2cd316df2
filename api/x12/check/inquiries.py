"""Rules that questions and answers share (270, 271, 276, 277): levels, providers, and what is asked about."""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import NPI, get
from api.x12.check.hierarchy import Hierarchy
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.check.transaction_set import SetRules
from api.x12.npi import is_npi

_QUESTIONS: Final = ("270", "276")
_MAX_KNOWN_TRACES: Final = 50_000
BORN_LATER: Final = rule(
    "inquiry.born_later",
    "the birth date lies after the day that is asked about",
    "005010X279A1 and 005010X212, DMG02",
    sets=_QUESTIONS,
    is_general_knowledge=True,
    element_code="8",
)
TRACE_REPEATED: Final = rule(
    "trace.repeated",
    "a trace number is used twice: the answers cannot be told apart",
    "005010X279A1 and 005010X212, TRN02",
    sets=_QUESTIONS,
    is_general_knowledge=True,
)


class InquiryRules(SetRules):
    """The levels of one ST, and the NPI of a provider."""

    parents: ClassVar[Mapping[str, str]] = {}

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.hierarchy = Hierarchy(report, self.parents)
        self._traces: set[str] = set()
        self._birth_date = ""

    def take_hl(self, elements: list[str], position: int) -> None:
        """HL: a level opens, the one before it is through."""
        self.close_level()
        self._birth_date = ""
        self.hierarchy.take_hl(elements, position)

    def close_level(self) -> None:
        """A level is through."""

    def take_provider(self, elements: list[str], position: int) -> None:
        """NM1 of a provider: an NPI has its check digit."""
        number = get(elements, 9)
        if number and get(elements, 8) == "XX" and not is_npi(number):
            self.report.add(NPI, position, element="NM109", value=number)

    def take_trace(self, elements: list[str], position: int) -> None:
        """TRN of a question."""
        number = get(elements, 2)
        if number in self._traces:
            self.report.add(TRACE_REPEATED, position, element="TRN02", value=number)
        elif len(self._traces) < _MAX_KNOWN_TRACES:
            self._traces.add(number)

    def take_dmg(self, elements: list[str], _position: int) -> None:
        """DMG02."""
        self._birth_date = get(elements, 2)

    def take_asked_date(self, elements: list[str], position: int) -> None:
        """DTP of what is asked about."""
        if get(elements, 3)[:8] < self._birth_date:
            self.report.add(BORN_LATER, position, element="DTP03")

    def take_se(self, _elements: list[str], _position: int) -> None:
        """SE: everything is through."""
        self.close_level()
        self.hierarchy.finish()
