"""The rules of elements, looked at one by one: only a segment its pattern did not take comes here."""

import re
from typing import Final

from api.x12.check.common import SEPARATOR
from api.x12.check.grammar import Element, Seg
from api.x12.check.report import Report
from api.x12.check.rule import Rule, rule
from api.x12.check.syntax import broken_notes
from api.x12.check.values import MONEY, fault, format_fault
from api.x12.money import parse_cents

_SOURCE: Final = "implementation guide, segment detail; X12 005010 data element dictionary"
_X12_6: Final = "X12.6 application control structure"
MISSING: Final = rule("element.missing", "a required element is missing", _SOURCE, element_code="1")
CONDITIONAL: Final = rule(
    "element.conditional", "an element is missing that another one calls for", _SOURCE, element_code="2"
)
EXCLUSION: Final = rule("element.exclusion", "two elements stand that exclude each other", _SOURCE, element_code="10")
NOT_USED: Final = rule("element.not_used", "an element stands that the guide does not use", _SOURCE, element_code="I10")
UNEXPECTED: Final = rule(
    "element.unexpected",
    "an element stands that the guide does not use, as far as is known without a map of it",
    _SOURCE,
    sets=("270", "271", "276"),
    is_general_knowledge=True,
    element_code="I10",
)
TOO_MANY: Final = rule("element.too_many", "a segment has more elements than it may have", _SOURCE, element_code="3")
SHORT: Final = rule("element.short", "an element is too short", _SOURCE, element_code="4")
LONG: Final = rule("element.long", "an element is too long", _SOURCE, element_code="5")
CHARACTER: Final = rule("element.character", "a character that X12 text may not hold", _X12_6, element_code="6")
NUMBER: Final = rule("element.number", "an element is not the number it must be", _X12_6, element_code="6")
CODE: Final = rule("element.code", "a code is not in its list", _SOURCE, element_code="7")
DATE: Final = rule("element.date", "an element is no date", _X12_6, element_code="8")
TIME: Final = rule("element.time", "an element is no time", _X12_6, element_code="9")
REPEATS: Final = rule("element.repeats", "an element repeats that may not repeat", _X12_6, element_code="12")
COMPONENTS: Final = rule("element.components", "an element has components it may not have", _SOURCE, element_code="13")
TRAILING: Final = rule("element.trailing", "empty elements at the end of a segment", _X12_6, element_code="3")
MONEY_UNREADABLE: Final = rule(
    "money.unreadable", "an amount that is summed cannot be read: at most 2 decimals", _X12_6, element_code="6"
)
MONEY_MISSING: Final = rule("money.missing", "an amount that is summed is missing", _SOURCE, element_code="1")
# Where an amount takes part in a sum, what cannot be read is more than a fault of form.
_SUMMED: Final = frozenset({"BPR", "CLP", "SVC", "CAS", "PLB", "CLM", "SV1", "SV2", "SVD"})
_BY_FAULT: Final[dict[str, Rule]] = {
    "short": SHORT,
    "long": LONG,
    "character": CHARACTER,
    "number": NUMBER,
    "date": DATE,
    "time": TIME,
}
# A code, another character than the separator, and more: HC>12345 under a colon.
_FOREIGN_MARK: Final = re.compile(r"[A-Z0-9]{1,3}[^A-Z0-9. -][A-Z0-9]")


class ElementCheck:
    """Looks at the elements of one segment and reports what is wrong with each."""

    def __init__(self, report: Report, *, has_map: bool = True) -> None:
        marks = report.delimiters
        self._not_used = NOT_USED if has_map else UNEXPECTED
        self._report = report
        self._component = marks.component
        self._repetition = marks.repetition
        self._position = 0
        self._loop = ""
        self._tag = ""
        self._offset: int | None = None

    def check(self, use: Seg, loop: str, elements: list[str], position: int, byte_offset: int | None = None) -> None:
        """Check one segment against its use in a loop. The report knows the offset of a segment of its ST."""
        self._offset = byte_offset
        self._position, self._loop, self._tag = position, loop or "header", use.tag
        if len(elements) > 1 and not elements[-1]:
            self._add(TRAILING, f"{use.tag}{len(elements) - 1:02d}", "")
        count = len(use.elements)
        before = ""
        for number, element in enumerate(use.elements, 1):
            value = elements[number] if number < len(elements) else ""
            self._element(element, f"{use.tag}{number:02d}", value, before)
            before = value
        for number in range(count + 1, len(elements)):
            if elements[number]:
                self._add(TOO_MANY, f"{use.tag}{number:02d}", elements[number], str(count))
                break
        is_present = [bool(value) for value in elements]
        for kind, numbers in broken_notes(use.tag, is_present):
            which = EXCLUSION if kind == "E" else CONDITIONAL
            absent = [number for number in numbers if number >= len(is_present) or not is_present[number]]
            self._add(which, f"{use.tag}{(absent or list(numbers))[-1]:02d}", "")

    def _element(self, element: Element, name: str, value: str, before: str) -> None:
        if not value:
            if element.usage == "R":
                is_summed = element.number == MONEY and self._tag in _SUMMED
                self._add(MONEY_MISSING if is_summed else MISSING, name, "")
            return
        if element.usage == "N":
            self._add(self._not_used, name, value)
            return
        values = value.split(self._repetition) if self._repetition and self._repetition in value else [value]
        if len(values) > 1 and not element.may_repeat:
            self._add(REPEATS, name, value)
            return
        for one in values:
            if element.parts:
                self._composite(element.parts, name, one)
            elif self._component in one:
                self._add(COMPONENTS, name, one)
            else:
                self._simple(element, name, one, before)

    def _composite(self, parts: tuple[Element, ...], name: str, value: str) -> None:
        values = value.split(self._component)
        if len(values) == 1 and parts[1].usage == "R" and _FOREIGN_MARK.match(value):
            self._add(SEPARATOR, name, value)
            return
        if len(values) > 1 and not values[-1]:
            self._add(TRAILING, f"{name}-{len(values)}", "")
        before = ""
        for number, part in enumerate(parts, 1):
            one = values[number - 1] if number <= len(values) else ""
            if one and part.usage != "N":
                self._simple(part, f"{name}-{number}", one, before)
            elif one:
                self._add(self._not_used, f"{name}-{number}", one)
            elif part.usage == "R":
                self._add(MISSING, f"{name}-{number}", "")
            before = one
        if len(values) > len(parts):
            self._add(COMPONENTS, name, value, str(len(parts)))

    def _simple(self, element: Element, name: str, value: str, before: str) -> None:
        data = element.data
        if data is None:
            return
        if data.number == MONEY and self._tag in _SUMMED and parse_cents(value) is None:
            self._add(MONEY_UNREADABLE, name, value, "at most 2 decimals")
            return
        if element.codes and value in element.codes:
            return
        what, expected = fault(value, data)
        if what:
            self._add(_BY_FAULT[what], name, value, expected)
        elif element.codes:
            expected = f"list {element.list_name}" if element.list_name else " ".join(sorted(element.codes))
            self._add(CODE, name, value, expected)
        elif data.number == "1251" and (what := format_fault(before, value)):
            self._add(_BY_FAULT[what], name, value, before)

    def _add(self, which: Rule, element: str, value: str, expected: str = "") -> None:
        self._report.add(
            which,
            self._position,
            f"{element}: {which.meaning}",
            segment=self._tag,
            element=element,
            loop=self._loop,
            value=value,
            expected=expected,
            byte_offset=self._offset,
        )
