"""The syntax notes of the segments: which elements come together, need each other or exclude each other.

P all or none, R at least one, E at most one, C if the first then the others, L if the first then one of the others.
Source: ASC X12 005010 segment directory [P].
"""

from functools import lru_cache
from typing import Final

from api.x12.check.grammar import Element

_NOTES: Final[dict[str, str]] = {
    "BPR": "P0607 C0809 P1213 C1415 P1819 C2021",
    "CAS": "L050607 C0605 C0705 L080910 C0908 C1008 L111213 C1211 C1311 L141516 C1514 C1614 L171819 C1817 C1917",
    "CR1": "P0102 P0506",
    "CR2": "P0102 C0403 P0506",
    "CR3": "P0203",
    "CTP": "P0405 C0607 C0902 C1002 C1103",
    "DMG": "P0102 P1011 C1105",
    "EB": "P0910",
    "EQ": "R0102",
    "HCP": "R0113 P0910 P1112",
    "HSD": "P0102 C0605",
    "III": "P0102",
    "INS": "P1112",
    "FRM": "R02030405",
    "LIN": "P0405 P0607 P0809",
    "MEA": "R03050608 L050412 L060412 L07030506 E0803 P1112",
    "MPI": "P0607",
    "N1": "R0203 P0304",
    "N4": "E0207 C0605 C0704",
    "NM1": "P0809 C1110 C1203",
    "PAT": "P0506 P0708",
    "PER": "P0304 P0506 P0708",
    "LQ": "C0102",
    "PLB": "P0506 P0708 P0910 P1112 P1314",
    "PRV": "P0203",
    "PWK": "P0506",
    "QTY": "R0204 E0204",
    "REF": "R0203",
    "DTM": "R020305 C0403 P0506",
    "SV1": "P0304",
    "SV5": "R0405 C0604",
}

_PAIR: Final = 2
NEVER: Final = 0  # among the blocked: a note that no pattern of this segment can say

Note = tuple[str, tuple[int, ...]]


@lru_cache(maxsize=256)
def notes_of(tag: str) -> tuple[Note, ...]:
    """The notes of a segment: kind and element numbers."""
    text = _NOTES.get(tag, "")
    return tuple((note[0], tuple(int(note[at : at + 2]) for at in range(1, len(note), 2))) for note in text.split())


def broken_notes(tag: str, is_present: list[bool]) -> list[Note]:
    """The notes that do not hold; `is_present[n]` says whether element n holds something."""

    def there(number: int) -> bool:
        return number < len(is_present) and is_present[number]

    broken = []
    for kind, numbers in notes_of(tag):
        first, rest = there(numbers[0]), [there(number) for number in numbers[1:]]
        holds = {
            "P": all(rest) if first else not any(rest),
            "R": first or any(rest),
            "E": first + sum(rest) <= 1,
            "C": not first or all(rest),
            "L": not first or any(rest),
        }[kind]
        if not holds:
            broken.append((kind, numbers))
    return broken


def residual_notes(tag: str, elements: tuple[Element, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """The situational elements a note speaks of, and of adjacent pairs the second: what usage alone leaves open.

    An element under a note is kept out of the pattern of its segment, but for pairs, which it can say.
    """
    blocked: set[int] = set()
    pairs: set[int] = set()
    if tag == "CAS":  # its triplets are said by the pattern itself
        return frozenset(), frozenset()
    usages = ["", *(element.usage for element in elements)]
    for kind, numbers in notes_of(tag):
        free = [number for number in numbers if usages[number] == "S"]
        required = [number for number in numbers if usages[number] == "R"]
        if not free or (kind in "RL" and set(numbers[kind == "L" :]) & set(required)):
            continue
        if kind in "CL" and (usages[numbers[0]] == "N" or set(numbers[1:]) <= set(required)):
            continue
        if kind == "P" and len(free) == len(numbers) == _PAIR and free[1] == free[0] + 1:
            pairs.add(free[1])
        elif kind == "R" or (required and kind in "PL") or (kind == "C" and numbers[0] in required):
            blocked.add(NEVER)
        elif kind in "CL":
            blocked.add(numbers[0])  # without what calls for others, nothing is called for
        else:
            blocked |= set(free[1:] if kind == "E" and not required else free)
    return frozenset(blocked), frozenset(pairs)
