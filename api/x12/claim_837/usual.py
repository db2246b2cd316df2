"""The usual beginning of a subscriber and of a dependent, each read by one match: who he is, where he lives, who pays.

What is read so is what steps from segment to segment would have read, and they can go on wherever it ends.
"""

import re
from functools import lru_cache
from typing import Any

from api.x12.claim_837.records import Patient, Subscriber
from api.x12.dates import parse_date
from api.x12.lexer import Delimiters, all_but
from api.x12.parts import Address, Party

_NAMED = 9  # elements of an NM1 behind its id


class Pieces:
    """Patterns of segments, each with its terminator, under one set of delimiters."""

    def __init__(self, marks: Delimiters) -> None:
        self.element, self._terminator = re.escape(marks.element), re.escape(marks.segment)
        self.anything = all_but(marks.element + marks.segment) + "*+"
        self.value = f"({self.anything})"
        self.some = f"({all_but(marks.element + marks.segment)}++)"
        self.rest = f"([^{self._terminator}]*+)"  # of a segment
        street = self.segment("N3", self.value + self.maybe(self.element + self.value))
        self.address = street + self.segment("N4", *[self.value] * 3)
        self.birth = self.segment("DMG", "D8", r"(\d{8})", self.value)

    def segment(self, *elements: str) -> str:
        """One segment."""
        return self.element.join(elements) + self._terminator

    def maybe(self, text: str) -> str:
        """What may be left out. Possessive: what fits is taken and never given back."""
        return f"(?:{text})?+"


class UsualLevels:
    """Reads the usual levels of an 837, under one set of delimiters."""

    def __init__(self, marks: Delimiters) -> None:
        p = Pieces(marks)
        number = r"(\d{1,12}+)"
        address, birth = p.maybe(p.address), p.maybe(p.birth)
        self._element = marks.element
        self._subscriber = re.compile(
            p.segment("HL", number, number, "22", "[01]")
            + p.segment("SBR", *[p.value] * 5, "", "", "", p.value)
            + p.segment("NM1", "IL", *[p.value] * 8)
            + address
            + birth
            + p.segment("NM1", "PR", *[p.value] * 8)
            + address,
            re.ASCII,
        ).match
        self._patient = re.compile(
            p.segment("HL", number, number, "23", "0")
            + p.segment("PAT", p.value)
            + p.segment("NM1", "QC", p.rest)
            + address
            + birth,
            re.ASCII,
        ).match

    def subscriber(self, text: str, at: int) -> tuple[str, str, int, Subscriber[Any]] | None:
        """HL01, HL02, where the usual ends, and the subscriber whose HL opens at `at`; None when it is unusual."""
        found = self._subscriber(text, at)
        if found is None:
            return None
        (
            number, parent, sequence, relationship, group, group_name, insurance, filing,
            kind, last, first, middle, prefix, suffix, qualifier, member,
            line1, line2, city, state, zip_code, birth, sex,
            payer_kind, payer_last, payer_first, payer_middle, payer_prefix, payer_suffix, payer_qualifier, payer_id,
            payer_line1, payer_line2, payer_city, payer_state, payer_zip,
        ) = found.groups()  # fmt: skip
        born = None if birth is None else parse_date(birth)
        if born is None and birth is not None:
            return None
        subscriber: Subscriber[Any] = Subscriber(
            sequence=sequence,
            relationship=relationship,
            group_number=group,
            group_name=group_name,
            insurance_type=insurance,
            filing_indicator=filing,
            party=Party(
                entity_code="IL",
                entity_type=kind,
                last_name=last,
                first_name=first,
                middle_name=middle,
                prefix=prefix,
                suffix=suffix,
                id_qualifier=qualifier,
                id=member,
                address=None if line1 is None else _address(line1, line2, city, state, zip_code),
            ),
            birth_date=born,
            sex=sex or "",
            payer=Party(
                entity_code="PR",
                entity_type=payer_kind,
                last_name=payer_last,
                first_name=payer_first,
                middle_name=payer_middle,
                prefix=payer_prefix,
                suffix=payer_suffix,
                id_qualifier=payer_qualifier,
                id=payer_id,
                address=None
                if payer_line1 is None
                else _address(payer_line1, payer_line2, payer_city, payer_state, payer_zip),
            ),
        )
        return number, parent, found.end(), subscriber

    def patient(self, text: str, at: int) -> tuple[str, str, int, Patient[Any]] | None:
        """The same of a dependent."""
        found = self._patient(text, at)
        if found is None:
            return None
        number, parent, relationship, names, line1, line2, city, state, zip_code, birth, sex = found.groups()
        born = None if birth is None else parse_date(birth)
        elements = names.split(self._element)
        if (born is None and birth is not None) or len(elements) >= _NAMED:
            return None
        kind, last, first, middle, prefix, suffix, qualifier, member = (*elements, *[""] * _NAMED)[: _NAMED - 1]
        patient: Patient[Any] = Patient(
            relationship=relationship,
            party=Party(
                entity_code="QC",
                entity_type=kind,
                last_name=last,
                first_name=first,
                middle_name=middle,
                prefix=prefix,
                suffix=suffix,
                id_qualifier=qualifier,
                id=member,
                address=None if line1 is None else _address(line1, line2, city, state, zip_code),
            ),
            birth_date=born,
            sex=sex or "",
        )
        return number, parent, found.end(), patient


def _address(line1: str, line2: str | None, city: str, state: str, zip_code: str) -> Address | None:
    if not (line1 or line2 or city or state or zip_code):
        return None
    return Address(line1=line1, line2=line2 or "", city=city, state=state, zip=zip_code)


@lru_cache(maxsize=64)
def usual_levels(marks: Delimiters) -> UsualLevels:
    """The reader of usual levels under these delimiters."""
    return UsualLevels(marks)
