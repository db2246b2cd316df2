"""Make a claim: its balances, number, rows and event. The one way there is; what it says comes from the caller."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from api.claims.models import Claim, ServiceLine
from api.claims.numbers import new_number
from api.claims.snapshot import Snapshot
from api.claims.states import ClaimState
from api.events import NewEvent, record
from api.files import register_claim_numbers
from api.kit.clock import now
from api.kit.ids import new_id
from api.ledger import ClaimOpening, open_claims
from tenants.context import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDraft:
    """A claim to be made. `content` needs no numbers: they are drawn here.

    `family_id` and `receivable_claim_id` stand for themselves when None. With `opens_charges` false the claim enters
    the ledger with balances of zero: a void, or a claim whose receivable is on another. `data` goes into the event.
    """

    content: Snapshot
    encounter_id: UUID
    patient_id: UUID
    coverage_id: UUID
    payer_id: UUID
    billing_provider_id: UUID
    family_id: UUID | None = None
    receivable_claim_id: UUID | None = None
    correction_method: str = ""
    opens_charges: bool = True
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim that was made."""

    id: UUID
    number: str
    family_id: UUID


async def make_claim(work: Work, draft: ClaimDraft) -> MadeClaim:
    """Make the claim in state ready, with (insurance_receivable, charges, charge) a line if it opens its charges.

    Writes the event `claim.created`. The draft's lines are numbered from 1 without a gap.
    """
    claim_id, number, at = new_id(), new_number(), now()
    snapshot = draft.content.numbered(number)
    opening = ClaimOpening(
        claim_id=claim_id,
        patient_id=draft.patient_id,
        payer_id=draft.payer_id,
        lines=[(line.line_no, line.charge_cents if draft.opens_charges else 0) for line in snapshot.lines],
        effective_date=snapshot.service_from,
    )
    await open_claims(work, [opening])
    await register_claim_numbers(work, [(number, claim_id)])
    claim = _claim(work, draft, snapshot, claim_id, at)
    await work.tx.insert(claim, *_lines(work, snapshot, claim_id))
    await work.audit("claim.create", "claim", claim_id)
    facts = {
        "number": number,
        "family_id": str(claim.family_id),
        "receivable_claim_id": str(claim.receivable_claim_id),
        "frequency": snapshot.frequency,
        "state": ClaimState.READY,
        "encounter_id": str(draft.encounter_id),
        "payer_id": str(draft.payer_id),
        "payer_sequence": snapshot.payer_sequence,
        "charge_cents": snapshot.charge_cents,
    }
    await record(work, [NewEvent("claim.created", "claim", claim_id, draft.data | facts)])
    return MadeClaim(claim_id, number, claim.family_id)


def _claim(work: Work, draft: ClaimDraft, snapshot: Snapshot, claim_id: UUID, at: datetime) -> Claim:
    return Claim(
        tenant_id=work.owner_id,
        id=claim_id,
        number=snapshot.number,
        family_id=draft.family_id or claim_id,
        receivable_claim_id=draft.receivable_claim_id or claim_id,
        correction_method=draft.correction_method,
        frequency=snapshot.frequency,
        encounter_id=draft.encounter_id,
        patient_id=draft.patient_id,
        coverage_id=draft.coverage_id,
        payer_id=draft.payer_id,
        billing_provider_id=draft.billing_provider_id,
        payer_sequence=snapshot.payer_sequence,
        state=ClaimState.READY,
        service_from=snapshot.service_from,
        service_to=snapshot.service_to,
        charge_cents=snapshot.charge_cents,
        snapshot=work.keys.seal("claim", "snapshot", claim_id, snapshot.encode()),
        content_hash=snapshot.content_hash(),
        created_at=at,
        updated_at=at,
    )


def _lines(work: Work, snapshot: Snapshot, claim_id: UUID) -> list[ServiceLine]:
    return [
        ServiceLine(
            tenant_id=work.owner_id,
            claim_id=claim_id,
            line_no=line.line_no,
            control_number=line.control_number,
            service_date=line.service_date,
            procedure=line.procedure,
            modifiers=list(line.modifiers),
            units=line.units,
            charge_cents=line.charge_cents,
        )
        for line in snapshot.lines
    ]
