"""Read an 837I, claim by claim or whole; the tree around the claims is read as in every 837."""

from decimal import Decimal
from typing import ClassVar

from api.x12.claim_837.read import ClaimTreeReader
from api.x12.claim_837i.health_codes import read_health_codes
from api.x12.claim_837i.records import InstitutionalBatch, InstitutionalClaim, InstitutionalLine
from api.x12.envelope import Transaction
from api.x12.reading import get, read_procedure
from api.x12.versions import CLAIM_837I


class InstitutionalClaimReader(ClaimTreeReader[InstitutionalClaim, InstitutionalLine]):
    """The claims of one ST as an iterator. `batch` is filled as far as reading has come."""

    _guide: ClassVar[str] = CLAIM_837I.version
    _kept: ClassVar[tuple[str, ...]] = ("CN1", "K3", "CRC", "HCP")

    def __init__(self, transaction: Transaction, *, keep_tree: bool = False) -> None:
        super().__init__(transaction, keep_tree=keep_tree)
        self._handlers |= {"CL1": self._cl1, "HI": self._hi, "SV2": self._sv2}

    def _new_claim(self, claim_id: str, charge_cents: int, location: list[str]) -> InstitutionalClaim:
        facility_type, qualifier, frequency = location
        return InstitutionalClaim(
            claim_id=claim_id,
            charge_cents=charge_cents,
            facility_type=facility_type,
            facility_qualifier=qualifier,
            frequency=frequency,
        )

    def _new_line(self) -> InstitutionalLine:
        return InstitutionalLine(revenue_code="", charge_cents=0)

    def _cl1(self, elements: list[str]) -> None:
        claim = self._claim
        if claim is None:
            self._unknown(elements)
            return
        claim.admission_type, claim.admission_source = get(elements, 1), get(elements, 2)
        claim.patient_status = get(elements, 3)

    def _hi(self, elements: list[str]) -> None:
        claim, kept = self._claim, self._notes.keep(elements)
        if claim is None:
            self._unknown(elements)
        elif not read_health_codes(claim, kept[1:]):
            self._notes.add(
                "claim.health_code",
                "an HI holds what is no code of this set; it is kept as it stood",
                segment="HI",
                loop="2300",
                source=self._guide,
            )
            claim.extra.append(kept)

    def _sv2(self, elements: list[str]) -> None:
        line, notes = self._line, self._notes
        if line is None:
            self._unknown(elements)
            return
        full = elements + [""] * 8
        line.revenue_code = full[1]
        line.procedure = read_procedure(full[2], notes.component) if full[2] else None
        line.charge_cents = notes.cents(full[3], "SV203", "2400")
        line.unit = full[4]
        line.units = notes.quantity(full[5], "SV205") or Decimal(0)
        line.noncovered_cents = notes.cents(full[7], "SV207", "2400") if full[7] else None


def read_institutional_claims(transaction: Transaction) -> InstitutionalBatch:
    """One ST of an 837I, whole, with its findings."""
    return InstitutionalClaimReader(transaction, keep_tree=True).whole()
