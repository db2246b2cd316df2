"""A claim enters the ledger: its lines (and line 0) get balances, its charges become receivable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.ledger import store
from api.ledger.entries import Entry
from api.ledger.post import open_batch
from tenants.context import Work


@dataclass(frozen=True, slots=True)
class ClaimOpening:
    """A new claim: `lines` are (line number from 1, charge in cents)."""

    claim_id: UUID
    patient_id: UUID
    payer_id: UUID
    lines: list[tuple[int, int]]
    effective_date: date


async def open_claims(work: Work, openings: Sequence[ClaimOpening]) -> None:
    """Balances at zero, then (insurance_receivable, charges, charge) a line. Comes before the claims' own rows."""
    await store.insert_balances(
        work.tx,
        work.owner_id,
        [opening.claim_id for opening in openings],
        [
            (opening.claim_id, line_no)
            for opening in openings
            for line_no in (0, *(number for number, _ in opening.lines))
        ],
    )
    for opening in openings:
        batch = await open_batch(work, "claim", opening.claim_id, opening.effective_date)
        await batch.add(
            [
                Entry(
                    "insurance_receivable",
                    "charges",
                    charge_cents,
                    claim_id=opening.claim_id,
                    line_no=line_no,
                    patient_id=opening.patient_id,
                    payer_id=opening.payer_id,
                )
                for line_no, charge_cents in opening.lines
                if charge_cents
            ]
        )
