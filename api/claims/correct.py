"""What a correction does to the claim it corrects: it is taken, then superseded, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.claims import store
from api.claims.models import ClaimCorrection
from api.claims.snapshot import Snapshot, decode
from api.claims.states import ClaimState
from api.events import NewEvent, record
from api.kit.clock import now
from api.ledger import Entry, movement
from tenants.context import Work


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim with what it says, locked to the end of the transaction."""

    id: UUID
    number: str
    family_id: UUID
    receivable_claim_id: UUID
    superseded_by: UUID | None
    correction_method: str
    frequency: str
    encounter_id: UUID
    patient_id: UUID
    coverage_id: UUID
    payer_id: UUID
    billing_provider_id: UUID
    payer_sequence: str
    state: ClaimState
    service_from: date
    service_to: date
    charge_cents: int
    payer_claim_control_number: str | None
    snapshot: Snapshot
    version: int

    @property
    def holds_receivable(self) -> bool:
        """Whether its own lines hold the receivable: false for a secondary or tertiary claim."""
        return self.receivable_claim_id == self.id


async def hold_claim(work: Work, claim_id: UUID) -> HeldClaim | None:
    """A claim of the practice, locked and opened; None when it has none of this id. The caller audits."""
    row = await store.lock_whole(work.tx, work.owner_id, claim_id)
    if row is None:
        return None
    sealed = bytes(row.pop("snapshot"))
    state = ClaimState(row.pop("state"))
    return HeldClaim(**row, state=state, snapshot=decode(work.keys.open("claim", "snapshot", claim_id, sealed)))


async def supersede(
    work: Work, held: HeldClaim, by: UUID, method: str, reason: str, data: dict[str, Any] | None = None
) -> None:
    """Name `by` as the claim that corrects this one, and say so in the event `claim.corrected`.

    What it holds of the receivable is the caller's to move out (`leaving`).
    """
    at = now()
    await work.tx.insert(
        ClaimCorrection(
            tenant_id=work.owner_id,
            id=by,
            corrects_id=held.id,
            method=method,
            reason=reason,
            created_at=at,
            created_by=work.actor_id,
        )
    )
    await store.set_superseded(work.tx, work.owner_id, held.id, by)
    await work.audit("claim.correct", "claim", held.id, method=method)
    facts = {
        "number": held.number,
        "family_id": str(held.family_id),
        "corrected_by": str(by),
        "method": method,
        "state": held.state,
        "payer_id": str(held.payer_id),
    }
    await record(work, [NewEvent("claim.corrected", "claim", held.id, (data or {}) | facts, reason)])


def leaving(
    claim_id: UUID, patient_id: UUID, payer_id: UUID, open_cents: Mapping[int, int], *, why: str = "superseded"
) -> list[Entry]:
    """What takes the open insurance receivable off a claim that another replaces, or that is withdrawn.

    (charges, insurance_receivable) a line; `open_cents` by line. A claim that is overpaid as a whole keeps its credit:
    the payer's money must not vanish.
    """
    if sum(open_cents.values()) <= 0:
        return []
    return [
        entry
        for line_no, cents in sorted(open_cents.items())
        for entry in movement(
            "charges",
            "insurance_receivable",
            cents,
            claim_id=claim_id,
            line_no=line_no,
            patient_id=patient_id,
            payer_id=payer_id,
            reason_code=why,
        )
    ]
