"""What the segments of remittances say over and over, read once: none of it tells of whom."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from api.x12.dates import parse_date
from api.x12.dropped import dropped_elements
from api.x12.known import Known
from api.x12.lexer import MAX_ELEMENTS, Delimiters
from api.x12.money import find_cents, parse_quantity
from api.x12.parts import Adjustment, Amount, Contact, DateReference, Procedure, Quantity, Reference, Remark, RemarkSet
from api.x12.reading import read_contact, read_procedure
from api.x12.versions import REMITTANCE_835

_LONGEST: Final = {tag: dropped.rest for tag, dropped in dropped_elements(REMITTANCE_835.short_name).items()}
_USUAL: Final = 3  # elements of a DTM, QTY and LQ, their id included
_SVC_REST: Final = 4

# SVC04 to SVC07: revenue code, units, submitted procedure and units.
_Rest = tuple[str, Decimal | None, Procedure | None, Decimal | None]


class Unusual(Exception):
    """A segment has a form that is not usual, or holds what cannot be read."""


class Values:
    """The values of one set of delimiters, by the text of an element, of a segment or of a run of segments.

    Unusual is raised where a reader would have to note something.
    """

    def __init__(self, marks: Delimiters) -> None:
        self._element, self._component, self._terminator = marks.element, marks.component, marks.segment
        self.cents = Known(_cents)
        self.contacts = Known(self._read_contacts)
        self.dates = Known(self._read_dates)
        self.procedures = Known(self._read_procedure)
        self.quantities = Known(self._read_quantities)
        self.remarks = Known(self._read_remarks)
        self.remark_sets = Known(self._read_remark_set)
        self.rests = Known(self._read_rest)
        self._shares = Known(self._read_shares)

    def split(self, run: str) -> list[list[str]]:
        """The elements of each segment of a run."""
        return [self._elements(segment) for segment in run[:-1].split(self._terminator)] if run else []

    def _elements(self, segment: str) -> list[str]:
        """A segment that holds more than its record keeps is unusual: a reader notes that."""
        elements = segment.split(self._element)
        if len(elements) > _LONGEST.get(elements[0], MAX_ELEMENTS):
            raise Unusual
        return elements

    def _split_usual(self, run: str) -> list[list[str]]:
        segments = self.split(run)
        if any(len(elements) != _USUAL for elements in segments):
            raise Unusual
        return segments

    def adjust(self, run: str, into: list[Adjustment]) -> int:
        """Add what a run of CAS says; returns its sum."""
        total = 0
        for segment in run[:-1].split(self._terminator):
            adjustments, cents = self._shares[segment]
            into += adjustments
            total += cents
        return total

    def amounts(self, run: str) -> list[Amount]:
        """AMT."""
        return [Amount(qualifier, self.cents[amount]) for _, qualifier, amount in self._split_usual(run)]

    def references(self, run: str) -> list[Reference]:
        """REF."""
        return [Reference(qualifier, number) for _, qualifier, number in self._split_usual(run)]

    def _read_shares(self, segment: str) -> tuple[tuple[Adjustment, ...], int]:
        """The triplets of a CAS, and the sum of their amounts."""
        _, group, *rest = self._elements(segment)
        rest += ["", ""]
        triplets = list(zip(rest[::3], rest[1::3], rest[2::3], strict=False))
        if any(quantity and not (carc or amount) for carc, amount, quantity in triplets):
            raise Unusual
        found = [
            Adjustment(group, carc, _cents(amount), _quantity(quantity))
            for carc, amount, quantity in triplets
            if carc or amount
        ]
        return tuple(found), sum(adjustment.cents for adjustment in found)

    def _read_contacts(self, run: str) -> tuple[Contact, ...]:
        return tuple(map(read_contact, self.split(run)))

    def _read_dates(self, run: str) -> tuple[DateReference, ...]:
        found = [DateReference(qualifier, parse_date(text)) for _, qualifier, text in self._split_usual(run)]
        if any(date.date is None for date in found):
            raise Unusual
        return tuple(found)

    def _read_procedure(self, text: str) -> Procedure:
        if self._component not in text:
            raise Unusual
        return read_procedure(text, self._component)

    def _read_quantities(self, run: str) -> tuple[Quantity, ...]:
        found = [Quantity(qualifier, parse_quantity(text)) for _, qualifier, text in self._split_usual(run)]
        if any(quantity.value is None for quantity in found):
            raise Unusual
        return tuple(found)

    def _read_remarks(self, run: str) -> tuple[Remark, ...]:
        return tuple([Remark(qualifier, code) for _, qualifier, code in self._split_usual(run)])

    def _read_remark_set(self, text: str) -> RemarkSet:
        return read_remark_set(self._elements(text))

    def _read_rest(self, text: str) -> _Rest:
        elements = text.split(self._element)
        if len(elements) > _SVC_REST:
            raise Unusual
        revenue, units, submitted, submitted_units = (*elements, "", "", "")[:_SVC_REST]
        return (
            revenue,
            _quantity(units),
            read_procedure(submitted, self._component) if submitted else None,
            _quantity(submitted_units),
        )


def read_remark_set(elements: list[str]) -> RemarkSet:
    """MIA or MOA: remark codes are MIA05 and 20-23, MOA03-07."""
    at = (5, 20, 21, 22, 23) if elements[0] == "MIA" else (3, 4, 5, 6, 7)
    codes = tuple(elements[n] for n in at if n < len(elements) and elements[n])
    return RemarkSet(tuple(elements[1:]), codes)


def _cents(text: str) -> int:
    cents = find_cents(text)
    if cents is None:
        raise Unusual
    return cents


def _quantity(text: str) -> Decimal | None:
    value = parse_quantity(text) if text else None
    if value is None and text:
        raise Unusual
    return value


@lru_cache(maxsize=4)
def values_of(marks: Delimiters) -> Values:
    """The values known so far under these delimiters."""
    return Values(marks)
