"""The usual subscriber of an 837P: the patient himself or one dependent, with original claims on one payer, balanced.

Anything else is walked segment by segment: several dependents, other payers, replacements, drugs, and whatever is
wrong.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol, cast

from api.x12.check.claim_837.professional import GRAMMAR
from api.x12.check.hierarchy import Hierarchy
from api.x12.check.usual import Part, usual_pattern
from api.x12.lexer import Delimiters
from api.x12.money import find_cents
from api.x12.npi import is_npi

_AMOUNT: Final = r"\d{1,10}+(?:\.\d{1,2}+)?+"
_UNITS: Final = r"[1-9]\d{0,5}+(?:\.\d{1,2}+)?+"
_STREET: Final = "N3<e><t>{1,55}+(?:<e><t>{1,55}+)?+"


def _address(loop: str, least: int) -> tuple[Part, Part]:
    return Part(f"{loop}/N3", 1, least, instead=((0, _STREET),)), Part(f"{loop}/N4", 3, least)


_SUBSCRIBER: Final = (
    Part("2000B/HL", 4, 1, 1, (1, 2), ((1, r"\d{1,12}"), (2, r"\d{1,12}"), (4, "0"))),
    Part("2000B/SBR", 9, 1, 1, instead=((2, "18"),)),
    Part("2010BA/NM1", 9, 1, 1),
    *_address("2010BA", 1),
    Part("2010BA/DMG", 3, 1, 1, (2,)),
    Part("2010BB/NM1", 9, 1, 1),
    *_address("2010BB", 0),
)
_DEPENDENT: Final = (
    Part("2000B/HL", 4, 1, 1, (1, 2), ((1, r"\d{1,12}"), (2, r"\d{1,12}"), (4, "1"))),
    Part("2000B/SBR", 9, 1, 1, instead=((2, ""),)),
    Part("2010BA/NM1", 9, 1, 1),
    *_address("2010BA", 0),
    Part("2010BA/DMG", 3),
    Part("2010BB/NM1", 9, 1, 1),
    *_address("2010BB", 0),
    Part("2000C/HL", 4, 1, 1, (1, 2), ((1, r"\d{1,12}"), (2, r"\d{1,12}"))),
    Part("2000C/PAT", 1, 1, 1),
    Part("2010CA/NM1", 4, 1, 1),
    *_address("2010CA", 1),
    Part("2010CA/DMG", 3, 1, 1, (2,)),
)
_CLAIM: Final = (
    Part("2300/CLM", 9, 1, 1, (1, 2), ((1, "<t>{1,20}+"), (2, _AMOUNT), (5, r"\d\d<c>B<c>1"))),
    Part("2300/DTP*431", 3),
    Part("2300/DTP*439", 3),
    Part("2300/DTP*435", 3),
    Part("2300/AMT", 2),
    Part("2300/REF*9F", 2),
    Part("2300/REF*G1", 2),
    Part("2300/REF*X4", 2),
    Part("2300/REF*D9", 2),
    Part("2300/REF*EA", 2),
    Part("2300/NTE", 2),
    Part(
        "2300/HI*ABK",
        1,
        1,
        1,
        instead=((0, "HI<e>(ABK<c>[A-Z0-9]{3,7}(?:<e>ABF<c>[A-Z0-9]{3,7}){0,11})"),),
    ),
    Part("2310A/NM1", 9, groups=(9,), instead=((1, "DN"), (8, "XX"))),
    (Part("2310B/NM1", 9, 1, 1, groups=(9,), instead=((8, "XX"),)), Part("2310B/PRV", 3)),
    (
        Part("2310C/NM1", 9, 1, 1, groups=(9,), instead=((8, "XX"),)),
        Part("2310C/N3", 1, 1, 1, instead=((0, f"({_STREET})"),)),
        Part("2310C/N4", 3, 1, 1, instead=((3, r"\d{9}"),)),
    ),
)
_LINE: Final = (
    Part("2400/LX", 1, 1, 1, (1,)),
    Part("2400/SV1", 7, 1, 1, (2, 7), ((2, _AMOUNT), (4, _UNITS))),
    Part("2400/DTP*472", 3, 1, 1, (3,), ((2, "D8"),)),
    Part("2400/REF*6R", 2, groups=(2,)),
)
_ENDS: Final = r"(?=SE<e>|HL<e>\d+<e>\d*<e>2[02]<e>)"
_MAX_CLAIMS: Final = 5_000
_MAX_OF_ONE: Final = 90
_MAX_LINES: Final = 50
_LINE_NUMBERS: Final = tuple(str(number) for number in range(1, _MAX_LINES + 1))
PO_BOX: Final = re.compile(r"\b(?:P\.? ?O\.? ?B(?:OX)?\b|POST OFFICE BOX\b|POB ?\d)", re.IGNORECASE)
# Every amount a pattern has matched can be read.
_read: Final = cast("Callable[[str], int]", find_cents)


class Owner(Protocol):
    """What the usual form shares with the rules of its ST."""

    claims: int
    hierarchy: Hierarchy

    def knows(self, code: str) -> bool:
        """Whether a diagnosis is in the code set."""

    def is_new(self, claim_id: str) -> bool:
        """Whether no claim before has this CLM01."""

    def take_ids(self, claim_ids: list[str]) -> None:
        """Count claims under their CLM01."""


@lru_cache(maxsize=64)
def _patterns(marks: Delimiters) -> tuple[re.Pattern[str], ...]:
    return (
        usual_pattern(GRAMMAR, marks, _SUBSCRIBER),
        usual_pattern(GRAMMAR, marks, _DEPENDENT),
        usual_pattern(GRAMMAR, marks, _CLAIM),
        usual_pattern(GRAMMAR, marks, _LINE),
        usual_pattern(GRAMMAR, marks, (), _ENDS),
    )


@lru_cache(maxsize=4_096)
def _highest(pointers: str, component: str) -> int:
    return max(int(pointer) for pointer in pointers.split(component) if pointer)


class UsualProfessional:
    """Takes the usual subscribers of one ST with their claims."""

    def __init__(self, marks: Delimiters, owner: Owner) -> None:
        matches = [pattern.match for pattern in _patterns(marks)]
        self._subscriber, self._dependent, self._claim, self._line, self._ends = matches
        self._marks = marks
        self._owner = owner
        self._diagnoses: dict[str, int] = {}
        # What the last run took: the number of levels, and the codes of the last ones.
        self.levels = 0
        self.last: tuple[str, ...] = ()

    def run(self, text: str, at: int) -> int:
        """Take subscribers from `at` on; see `UsualForm`."""
        owner, subscriber, dependent, take_claims = self._owner, self._subscriber, self._dependent, self._take_claims
        self.levels = 0
        expected = owner.hierarchy.expects("22")
        if expected is None:
            return at
        number, parent = expected
        while (opened := subscriber(text, at) or dependent(text, at)) is not None:
            level, above, *below, birth_date = opened.groups()
            if level != str(number) or above != parent or (below and below != [str(number + 1), level]):
                break
            claim_ids: list[str] = []
            end = take_claims(text, opened.end(), birth_date, claim_ids)
            if not end or not claim_ids or self._ends(text, end) is None:
                break
            owner.take_ids(claim_ids)
            self.last = ("22", "23") if below else ("22",)
            self.levels += len(self.last)
            number += len(self.last)
            at = end
        return at

    def _take_claims(self, text: str, at: int, birth_date: str, claim_ids: list[str]) -> int:
        """Where the claims of a subscriber end; 0 when one is wrong or unusual."""
        claim, owner, take_lines, counts = self._claim, self._owner, self._take_lines, self._diagnoses
        while (opened := claim(text, at)) is not None:
            claim_id, charge, diagnoses, referring, rendering, place, street = opened.groups()
            count = counts.get(diagnoses) or self._count_diagnoses(diagnoses)
            if not all(map(is_npi, filter(None, (referring, rendering, place)))):
                return 0
            if street is not None and PO_BOX.search(street):
                return 0
            at, total = take_lines(text, opened.end(), birth_date, count)
            if total != (int(charge.replace(".", "")) if charge[-3:-2] == "." else _read(charge)):
                return 0
            if not owner.is_new(claim_id) or claim_id in claim_ids or len(claim_ids) >= _MAX_OF_ONE:
                return 0
            claim_ids.append(claim_id)
        is_crossing = owner.claims <= _MAX_CLAIMS < owner.claims + len(claim_ids)
        return 0 if is_crossing else at

    def _take_lines(self, text: str, at: int, birth_date: str, count: int) -> tuple[int, int]:
        """Where the lines of a claim end, and the sum of their charges: -1 when one is wrong or unusual."""
        line, read, component = self._line, _read, self._marks.component
        total, number = 0, 0
        controls: list[str] = []
        while (opened := line(text, at)) is not None:
            lx, charge, pointers, day, control = opened.groups()
            if number >= _MAX_LINES or lx != _LINE_NUMBERS[number] or day < birth_date:
                return at, -1
            if (int(pointers) if len(pointers) == 1 else _highest(pointers, component)) > count:
                return at, -1
            if control is not None:
                if control in controls:
                    return at, -1
                controls.append(control)
            total += int(charge.replace(".", "")) if charge[-3:-2] == "." else read(charge)
            number += 1
            at = opened.end()
        return at, total if number else -1

    def _count_diagnoses(self, text: str) -> int:
        """How many diagnoses an HI has; 0 when one is unknown. Lists that were looked at are kept."""
        marks = self._marks
        codes = [element.partition(marks.component)[2] for element in text.split(marks.element)]
        count = len(codes) if all(map(self._owner.knows, codes)) else 0
        if len(self._diagnoses) >= _MAX_CLAIMS:
            self._diagnoses.clear()
        self._diagnoses[text] = count
        return count
