"""Elements no record keeps: those a guide does not use, by set and segment. A reader notes each that is filled.

`3-` is the third element and all after it. A test puts a value in every place of every segment: it comes back when the
record is written, or the reader has noted it.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from api.x12.lexer import MAX_ELEMENTS

_PARTY: Final = "HL 5-, N3 3-, N4 5-6 8-, NM1 10-, PER 9-, PRV 4-"
_CLAIM: Final = (
    f"{_PARTY}, AMT 3-, BHT 7-, CAS 20-, CLM 3-4 13-19 21-, CTP 1-3 6-, DMG 4-, DTP 4-, LIN 1 4-, LX 2-, NTE 3-, OI 1-2"
    " 5 7-, SBR 6-8 10-, SVD 7-"
)
_DROPPED: Final = {
    "270": f"{_PARTY}, AMT 3-, BHT 7-, DTP 4-, EQ 6-, III 5-",
    "271": f"{_PARTY.replace('NM1 10-', 'NM1 11-')}, AAA 5-, BHT 7-, DTP 4-, EB 15-, HSD 9-, LE 2-, LS 2-, MSG 2 4-",
    "276": f"{_PARTY}, AMT 3-, BHT 6-, DMG 4-, DTP 4-, SVC 3 5-6 8-, TRN 3-",
    "277": f"{_PARTY}, BHT 7-, DTP 4-, STC 13-, SVC 5-6 8-, TRN 3-",
    "277CA": f"{_PARTY}, AMT 3-, BHT 7-, DTP 4-, QTY 3-, STC 5-9 13-, SVC 3 5-6 8-, TRN 3-",
    "835": "BPR 17-, CAS 20-, DTM 3-, LX 2-, N1 5-, N3 3-, N4 5-6 8-, PER 9-, PLB 15-, SVC 8-, TRN 5-",
    "837I": f"{_CLAIM}, CL1 4-, PWK 4 7-, SV2 6 8-",
    "837P": f"{_CLAIM}, PWK 4 7-, QTY 3-, SV1 6 8 10 13-14 16-",
    "999": "AK1 4-, AK2 4-, AK9 10-, IK3 5-, IK4 5-, IK5 7-",
}


class Dropped(NamedTuple):
    """The elements of a segment that no record keeps: some between others, and all from `rest` on."""

    between: tuple[int, ...]
    rest: int


@lru_cache(maxsize=16)
def dropped_elements(set_name: str) -> dict[str, Dropped]:
    """What no record of a set keeps, by segment id."""
    found = {}
    for entry in _DROPPED.get(set_name, "").split(", "):
        tag, *spans = entry.split(" ")
        rest = min([int(span[:-1]) for span in spans if span.endswith("-")], default=MAX_ELEMENTS)
        between = [number for span in spans if not span.endswith("-") for number in _numbers(span)]
        found[tag] = Dropped(tuple(between), rest)
    return found


def _numbers(span: str) -> range:
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)
