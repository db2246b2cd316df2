"""What the value of an element must look like, by its type; the same said as patterns and as a test of one value.

The pattern of a type accepts only what the test accepts, and nearly all of it: what it does not take is looked at
again by the test, which knows what exactly is wrong.
"""

import re
from typing import Final

from api.x12.check.dictionary import DataElement
from api.x12.dates import parse_date
from api.x12.lexer import Delimiters

# Years 1800 to 2199; 29 February is left to the test.
_DAY: Final = (
    r"(?:(?:18|19|20|21)\d\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8])))"
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
_WHOLE: Final = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_TIME_TEST: Final = re.compile(_TIME, re.ASCII)
# The basic and extended character sets of X12.5, as the writer has them.
_ALLOWED: Final = "A-Za-z0-9 !\"&'()+,\\-./;?=%@\\[\\]_{}\\\\|<>#$:*~^`"
_FOREIGN: Final = re.compile(f"[^{_ALLOWED}]")
MONEY: Final = "782"


def text_class(marks: Delimiters) -> str:
    """The characters a text may hold: those of X12 without the delimiters."""
    used = re.escape(f"{marks.element}{marks.repetition}{marks.component}{marks.segment}")
    return f"(?:(?![{used}])[{_ALLOWED}])"


def plain_class(marks: Delimiters) -> str:
    """The same as one set of characters, which is matched much faster."""
    used = {marks.element, marks.repetition, marks.component, marks.segment}
    allowed = [chr(code) for code in range(32, 127) if not _FOREIGN.match(chr(code)) and chr(code) not in used]
    return "[" + "".join(re.escape(char) for char in allowed) + "]"


def pattern(data: DataElement, characters: str) -> str:
    """The form of a value of this type and length, as a pattern."""
    least, most = data.shortest, data.longest
    match data.kind:
        case "N0":
            return rf"-?\d{{{least},{most}}}"
        case "R" if least > 1:
            return rf"\d{{{least},{most}}}"
        case "R" if most <= 3:  # noqa: PLR2004 - a digit before the point and two behind it
            return rf"\d{{1,{most}}}"
        case "R":
            return rf"-?(?:\d{{1,{most - 2}}}(?:\.\d{{1,2}})?|\.\d{{1,2}})"
        case "DT":
            return _DAY if most == 8 else FORMATS["D6"]  # noqa: PLR2004 - CCYYMMDD
        case "TM":
            return _TIME
    return f"{characters}{{{least},{most}}}"


def fault(value: str, data: DataElement) -> tuple[str, str]:
    """What is wrong with a value, and what was expected: (short, long, character, number, date, time); empty when
    nothing is.
    """
    if _FOREIGN.search(value):
        return "character", "the X12 character set"
    least, most = data.shortest, data.longest
    length = len(value)
    match data.kind:
        case "N0":
            if not _WHOLE.fullmatch(value):
                return "number", "a whole number"
            length = len(value.lstrip("-"))
        case "R":
            if not _DECIMAL.fullmatch(value):
                return "number", "a decimal number"
            length = len(value.lstrip("-").replace(".", ""))
        case "DT":
            if length != most:
                return "date", f"{most} digits"
            full = value if most == 8 else f"20{value}"  # noqa: PLR2004 - CCYYMMDD
            return ("", "") if parse_date(full) else ("date", "CCYYMMDD")
        case "TM":
            return ("", "") if _TIME_TEST.fullmatch(value) else ("time", "HHMM[SS[D[D]]]")
    if length < least:
        return "short", f"at least {least}"
    if length > most:
        return "long", f"at most {most}"
    return "", ""


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
