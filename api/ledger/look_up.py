"""What stages ask of the ledger: what is open on a line, what was allocated and still stands, what a CLP has posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.ledger import store
from api.ledger.entries import Entry
from tenants.context import Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class LineOpen:
    """A line's balance, in cents. Line 0 is the claim itself."""

    charge_cents: int
    insurance_receivable_cents: int
    patient_receivable_cents: int
    insurance_paid_cents: int
    patient_paid_cents: int
    adjusted_cents: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """Money put on a line (cents > 0), or taken off it again (cents < 0).

    `standing_cents` is what is left of a positive one after all that took parts of it back, never below zero; 0 for a
    negative one. `reverses` names what a reversal takes back: (allocation, positive cents).
    """

    id: UUID
    entry_id: UUID
    batch_id: UUID
    claim_id: UUID
    line_no: int
    receivable: str
    """insurance_receivable or patient_receivable."""
    payer_id: UUID | None
    source: str
    cents: int
    business_date: date
    remittance_id: UUID | None
    claim_payment_id: UUID | None
    standing_cents: int
    reverses: tuple[tuple[UUID, int], ...]


async def receivable_of(
    work: Work, claim_ids: Sequence[UUID], *, lock: bool = False
) -> dict[tuple[UUID, int], LineOpen]:
    """Balances by (claim, line number), line 0 too. With `lock` the claims are held to the end of the transaction."""
    if lock:
        await store.lock_balances(work.tx, work.owner_id, sorted(set(claim_ids)))
    rows = await store.lines_open(work.tx, work.owner_id, list(claim_ids))
    return {(row.pop("claim_id"), row.pop("line_no")): LineOpen(**row) for row in rows}


async def allocations_of(work: Work, batch_id: UUID) -> list[Allocated]:
    """Those of one batch, in the order they were posted."""
    return [_allocated(row) for row in await store.allocations_of_batch(work.tx, work.owner_id, batch_id)]


async def allocations_of_claims(work: Work, claim_ids: Sequence[UUID]) -> list[Allocated]:
    """Those of claims, newest first: what a takeback or a refund unwinds by default."""
    return [_allocated(row) for row in await store.allocations_of_claims(work.tx, work.owner_id, list(claim_ids))]


async def entries_of(work: Work, claim_ids: Sequence[UUID], claim_payment_ids: Sequence[UUID]) -> list[Entry]:
    """What claim payments have posted on claims, but for what is undone or undoes: `Entry.undone` reverses each."""
    rows = await store.entries_of_claim_payments(work.tx, work.owner_id, list(claim_ids), list(claim_payment_ids))
    return [Entry(**row) for row in rows]


async def entries_by_id(work: Work, entry_ids: Sequence[UUID]) -> list[Entry]:
    """Entries that are not undone, in the order they were posted."""
    return [Entry(**row) for row in await store.entries_by_id(work.tx, work.owner_id, list(entry_ids))]


async def entries_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """All that was posted on a claim, in the order it was, each with its batch's dates; the caller audits."""
    return await store.entries_of_claim(work.tx, work.owner_id, claim_id)


def _allocated(row: dict[str, object]) -> Allocated:
    reverses = row.pop("reverses")
    parts = reverses if isinstance(reverses, list) else []
    return Allocated(**row, reverses=tuple((UUID(part[0]), int(part[1])) for part in parts))  # type: ignore[arg-type]
