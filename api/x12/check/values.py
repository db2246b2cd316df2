"""What the value of an element must look like, by its type; the same said as patterns and as a test of one value.

The pattern of a type accepts only what the test accepts, and nearly all of it: what it does not take is looked at
again by the test, which knows what exactly is wrong.
"""

import re
from typing import Final

from api.x12.check.dictionary import DataElement
from api.x12.dates import parse_date
from api.x12.lexer import Delimiters

# Years 1800 to 2199; the last line is 29 February of a leap year.
_DAY: Final = (
    r"(?:(?:18|19|20|21)\d\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
    r"|(?:(?:18|19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)0229)"
)
_CLOCK: Final = r"(?:[01]\d|2[0-3])[0-5]\d"
_TIME: Final = rf"{_CLOCK}(?:[0-5]\d(?:\d{{1,2}})?)?"
FORMATS: Final[dict[str, str]] = {
    "D8": _DAY,
    "RD8": f"{_DAY}-{_DAY}",
    "DT": _DAY + _CLOCK,
    "TM": _CLOCK,
    "D6": r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    "RD": f"{_DAY}-{_DAY}",
    "RTM": f"{_CLOCK}-{_CLOCK}",
    "RDT": f"{_DAY}{_CLOCK}-{_DAY}{_CLOCK}",
}
RANGES: Final = frozenset({"RD8", "RD", "RTM", "RDT"})
_WHOLE: Final = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_TIME_TEST: Final = re.compile(_TIME, re.ASCII)
# The basic and extended character sets of X12.5, as the writer has them.
_ALLOWED: Final = "A-Za-z0-9 !\"&'()+,\\-./;?=%@\\[\\]_{}\\\\|<>#$:*~^`"
_FOREIGN: Final = re.compile(f"[^{_ALLOWED}]")
MONEY: Final = "782"
_MOMENTS: Final = frozenset({"DT", "TM"})
_NUMBERS: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "N0": (_WHOLE, "a whole number"),
    "R": (_DECIMAL, "a decimal number"),
}
_FULL_DATE: Final = 8  # CCYYMMDD
_SHORT_R: Final = 3


def text_class(marks: Delimiters) -> str:
    """The characters a text may hold, those of X12 without the delimiters, as a pattern."""
    used = {marks.element, marks.repetition, marks.component, marks.segment}
    allowed = [chr(code) for code in range(32, 127) if not _FOREIGN.match(chr(code)) and chr(code) not in used]
    return "[" + "".join(re.escape(char) for char in allowed) + "]"


def pattern(data: DataElement, characters: str) -> str:
    """The form of a value of this type and length, as a pattern; possessive, as no value holds what comes after it."""
    least, most = data.shortest, data.longest
    match data.kind:
        case "N0":
            return rf"-?\d{{{least},{most}}}+"
        case "R" if least > 1 or most <= _SHORT_R:  # digits alone: all a fast look has to take
            return rf"\d{{{least},{most}}}+"
        case "R":
            return rf"-?(?:\d{{1,{most - 2}}}+(?:\.\d{{1,2}}+)?+|\.\d{{1,2}}+)"
        case "DT":
            return _DAY if most == _FULL_DATE else FORMATS["D6"]
        case "TM":
            return _TIME
    return f"{characters}{{{least},{most}}}+"


def fault(value: str, data: DataElement) -> tuple[str, str]:
    """What is wrong with a value, and what was expected: (short, long, character, number, date, time); empty when
    nothing is.
    """
    if _FOREIGN.search(value):
        return "character", "the X12 character set"
    if data.kind in _MOMENTS:
        return _moment_fault(value, data)
    digits = value.lstrip("-").replace(".", "") if data.kind in _NUMBERS else value
    number, expected = _NUMBERS.get(data.kind, (None, ""))
    if number is not None and not number.fullmatch(value):
        return "number", expected
    if len(digits) < data.shortest:
        return "short", f"at least {data.shortest}"
    if len(digits) > data.longest:
        return "long", f"at most {data.longest}"
    return "", ""


def _moment_fault(value: str, data: DataElement) -> tuple[str, str]:
    if data.kind == "TM":
        return ("", "") if _TIME_TEST.fullmatch(value) else ("time", "HHMM[SS[D[D]]]")
    full = value if data.longest == _FULL_DATE else f"20{value}"
    return ("", "") if len(value) == data.longest and parse_date(full) else ("date", f"{data.longest} digits")


def format_fault(form: str, value: str) -> str:
    """Whether a value is what its format qualifier (element 1250) says: empty, `date` or `time`."""
    known = FORMATS.get(form)
    if known is None:
        return ""
    match form:
        case "D8":
            return "" if parse_date(value) else "date"
        case "RD8" | "RD":
            first, dash, last = value.partition("-")
            start, end = parse_date(first), parse_date(last)
            return "" if dash and start and end and start <= end else "date"
        case "DT":
            is_good = parse_date(value[:8]) and re.fullmatch(_CLOCK, value[8:])
            return "" if is_good else "date"
    return "" if re.fullmatch(known, value, re.ASCII) else "time" if "TM" in form else "date"
