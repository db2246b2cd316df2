# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Read an 837P, claim by claim or whole.

`ClaimReader` gives each claim with its billing provider, subscriber and patient and lets go of it;
`read_claims` builds the whole tree.
"""

from collections.abc import Callable
from typing import ClassVar, Final

from api.x12.claim_837.read import ClaimTreeReader
from api.x12.claim_837p.records import Claim, ClaimBatch, ServiceLine
from api.x12.claim_837p.usual import DIAGNOSES, NO_UNITS, read_pointers, usual_claims
from api.x12.envelope import Transaction
from api.x12.parts import Diagnosis, Quantity
from api.x12.reading import get, read_procedure
from api.x12.versions import CLAIM_837P

_USUAL: Final = 8  # elements of an SV1 up to its pointers, its id included
_SV1_PAD: Final = [""] * 22


class ClaimReader(ClaimTreeReader[Claim, ServiceLine]):
    """The claims of one ST as an iterator. `batch` is filled as far as reading has come."""

    _guide: ClassVar[str] = CLAIM_837P.version
    _kept: ClassVar[tuple[str, ...]] = ("CN1", "K3", "CR1", "CR2", "CR3", "CRC", "HCP", "SV5", "MEA", "PS1")

    def __init__(self, transaction: Transaction, *, keep_tree: bool = False) -> None:
        super().__init__(transaction, keep_tree=keep_tree)
        self._read_claim, self._read_lines = usual_claims(transaction.delimiters)
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

    def _usual_forms(self) -> dict[str, Callable[[str, int], int]]:
        element = self._transaction.delimiters.element
        return super()._usual_forms() | {"CLM": self._usual_claim, f"LX{element}": self._usual_lines}

    def _usual_claim(self, text: str, at: int) -> int:
        subscriber, notes = self._subscriber, self._notes
        if self._billing is None or subscriber is None or not (subscriber.party.id or self._patient):
            return at
        position = notes.position
        found = self._read_claim(text, at, position)
        if found is None:
            return at
        claim, end, after = found
        notes.index += after - position - 1
        self._claim, self._party = claim, None
        if claim.lines:
            self._open_last_line(claim)
        elif claim.providers:
            self._party = claim.providers[-1]
        return end

    def _usual_lines(self, text: str, at: int) -> int:
        claim, notes = self._claim, self._notes
        if claim is None:
            return at
        position = notes.position
        end, after = self._read_lines(text, at, position, claim.lines)
        if end > at:
            notes.index += after - position - 1
            self._party = self._drug = None
            self._open_last_line(claim)
        return end

    def _open_last_line(self, claim: Claim) -> None:
        line = self._line = claim.lines[-1]
        self._adjudication = line.adjudications[-1] if line.adjudications else None

    def _hi(self, elements: list[str]) -> None:
        if self._claim is None:
            self._unknown(elements)
            return
        component = self._notes.component
        if len(elements) < 2 or elements[1].partition(component)[0] not in DIAGNOSES:
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
        line.units = notes.quantity(units, "SV104") or NO_UNITS
        line.pointers, are_numbers = read_pointers(pointers, notes.component)
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


def read_claims(transaction: Transaction) -> ClaimBatch:
    """One ST of an 837P, whole, with its findings."""
    return ClaimReader(transaction, keep_tree=True).whole()
