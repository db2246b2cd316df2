# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Read an 837P, claim by claim or whole.

`ClaimReader` gives each claim with its billing provider, subscriber and patient and lets go of it;
`read_claims` builds the whole tree.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, Final

from api.x12.claim_837.read import ClaimTreeReader
from api.x12.claim_837p.records import Claim, ClaimBatch, ServiceLine
from api.x12.dates import parse_date
from api.x12.envelope import Transaction
from api.x12.lexer import Delimiters
from api.x12.money import parse_cents, parse_quantity
from api.x12.parts import DatePeriod, Diagnosis, Quantity, Reference
from api.x12.reading import get, read_procedure
from api.x12.versions import CLAIM_837P

_DIAGNOSES: Final = frozenset({"ABK", "ABF", "BK", "BF"})
_USUAL: Final = 8  # elements of an SV1 up to its pointers, its id included
_SV1_PAD: Final = [""] * 22
_NO_UNITS: Final = Decimal(0)


class ClaimReader(ClaimTreeReader[Claim, ServiceLine]):
    """The claims of one ST as an iterator. `batch` is filled as far as reading has come."""

    _guide: ClassVar[str] = CLAIM_837P.version
    _kept: ClassVar[tuple[str, ...]] = ("CN1", "K3", "CR1", "CR2", "CR3", "CRC", "HCP", "SV5", "MEA", "PS1")

    def __init__(self, transaction: Transaction, *, keep_tree: bool = False) -> None:
        super().__init__(transaction, keep_tree=keep_tree)
        self._line_match = _line_pattern(transaction.delimiters).match
        self._terminator = transaction.delimiters.segment
        self._handlers |= {
            "HI": self._hi,
            "SV1": self._sv1,
            "QTY": self._qty,
            "LQ": self._form,
            "FRM": self._form,
        }

    def _new_claim(self, claim_id: str, charge_cents: int, location: list[str]) -> Claim:
        place, facility, frequency = location
        return Claim(
            claim_id=claim_id,
            charge_cents=charge_cents,
            place_of_service=place,
            facility_qualifier=facility,
            frequency=frequency,
        )

    def _new_line(self) -> ServiceLine:
        return ServiceLine(procedure=read_procedure("", self._notes.component), charge_cents=0)

    def _usual_lines(self, text: str, at: int) -> int:
        """LX, SV1, a day of service and perhaps REF*6R, and nothing more: three lines of four, read without a step a
        segment. What differs, and what would have to be noted, is left to the handlers.
        """
        claim, component, terminator = self._claim, self._notes.component, self._terminator
        if claim is None:
            return at
        lines, first, end = claim.lines, self._notes.position, at
        while (found := self._line_match(text, end)) is not None:
            number, procedure, charge, unit, units, place, pointed, day_text, reference = found.groups()
            day, (pointers, are_numbers) = parse_date(day_text), _read_pointers(pointed, component)
            if number != str(len(lines) + 1) or day is None or not are_numbers:
                break
            lines.append(
                ServiceLine(
                    procedure=read_procedure(procedure, component),
                    charge_cents=parse_cents(charge) or 0,
                    unit=unit,
                    units=parse_quantity(units) or _NO_UNITS,
                    place_of_service=place,
                    pointers=pointers,
                    dates=[DatePeriod("472", day, day)],
                    references=[] if reference is None else [Reference("6R", reference)],
                    position=first + text.count(terminator, at, end),
                )
            )
            end = found.end()
        if end > at:
            self._party = self._drug = self._adjudication = None
            self._line = lines[-1]
        return end

    def _hi(self, elements: list[str]) -> None:
        if self._claim is None:
            self._unknown(elements)
            return
        component = self._notes.component
        if len(elements) < 2 or elements[1].partition(component)[0] not in _DIAGNOSES:
            self._claim.extra.append(self._notes.keep(elements))
            return
        for text in elements[1:]:
            qualifier, _, rest = text.partition(component)
            code = rest.partition(component)[0]
            if qualifier or rest.strip(component):
                self._claim.diagnoses.append(Diagnosis(qualifier, code))

    def _sv1(self, elements: list[str]) -> None:
        line, notes = self._line, self._notes
        if line is None:
            self._unknown(elements)
            return
        full = elements if len(elements) == _USUAL else (elements + _SV1_PAD)[: len(_SV1_PAD)]
        _, procedure, charge, line.unit, units, line.place_of_service, _, pointers = full[:_USUAL]
        line.procedure = read_procedure(procedure, notes.component)
        line.charge_cents = notes.cents(charge, "SV102", "2400")
        line.units = notes.quantity(units, "SV104") or _NO_UNITS
        line.pointers, are_numbers = _read_pointers(pointers, notes.component)
        if not are_numbers:
            self._error("line.pointer", "SV107 is no number", element="SV107", loop="2400", value=pointers)
        if len(full) > _USUAL:
            line.emergency, line.epsdt, line.family_planning, line.copay_status = full[9], full[11], full[12], full[15]

    def _qty(self, elements: list[str]) -> None:
        if self._line is None:
            self._unknown(elements)
        else:
            value = self._notes.quantity(get(elements, 2), "QTY02")
            self._line.quantities.append(Quantity(get(elements, 1), value))

    def _form(self, elements: list[str]) -> None:
        if self._line is None:
            self._unknown(elements)
        else:
            self._party = self._drug = self._adjudication = None
            self._line.forms.append(self._notes.keep(elements))


@lru_cache(maxsize=64)
def _line_pattern(marks: Delimiters) -> re.Pattern[str]:
    e, t = re.escape(marks.element), re.escape(marks.segment)
    value, amount = f"([^{e}{t}]*+)", r"(-?\d{1,10}+(?:\.\d{1,2}+)?+)"
    sv1 = e.join(("SV1", value, amount, value, r"(\d{1,9}+(?:\.\d{1,3}+)?+)", value, "", f"([^{e}{t}]++)"))
    date, reference = e.join(("DTP", "472", "D8", r"(\d{8})")), e.join(("REF", "6R", f"([^{e}{t}]++)"))
    ends = f"(?=(?:LX|HL|CLM|SE){e})"
    return re.compile(f"LX{e}(\\d{{1,3}}+){t}{sv1}{t}{date}{t}(?:{reference}{t})?+{ends}", re.ASCII)


@lru_cache(maxsize=1_024)
def _read_pointers(text: str, component: str) -> tuple[tuple[int, ...], bool]:
    """SV107, and whether all of it are numbers."""
    pointers = text.split(component) if text else []
    numbers = tuple(int(pointer) for pointer in pointers if pointer.isdecimal() and len(pointer) <= 2)
    return numbers, len(numbers) == len(pointers)


def read_claims(transaction: Transaction) -> ClaimBatch:
    """One ST of an 837P, whole, with its findings."""
    return ClaimReader(transaction, keep_tree=True).whole()
