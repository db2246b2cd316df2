"""Post: the only way money is written.

Steps, in one transaction of the practice:
1. business date: the practice's local day; if its month is closed, the first day of the first open one (the month
   after the last is added when none is open). The month's row is held in share, so a close waits for the posting and a
   posting for the close.
2. one batch a source. A source that has a batch posts nothing: AlreadyPostedError.
3. entries in any number of calls: claims locked in id order, entries, reversals and allocations inserted, balances
   changed, all set-based. An entry that reverses another takes its allocation back whole; one with `unwinds` takes back
   parts of several.

Guarantees: debits equal credits by construction (one row has both); a batch is written by one transaction and never
added to; balances of line and claim equal the sum of their entries (`check`); an entry is reversed once (the second
time is refused by the database).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.kit.clock import month_of, now
from api.kit.ids import new_id
from api.ledger import store
from api.ledger.entries import Delta, Entry, deltas
from tenants.context import Work
from tenants.practices import profile_of


class AlreadyPostedError(RuntimeError):
    """The source has a batch: what it says is in the ledger."""


@dataclass(slots=True)
class OpenBatch:
    """A batch of the running transaction."""

    work: Work
    id: UUID
    business_date: date
    remittance_id: UUID | None
    allocation_source: str
    entries_posted: int = field(default=0)

    async def add(self, entries: Sequence[Entry]) -> None:
        """Post entries and change the balances they touch. Their lines must exist (see `open_claims`)."""
        if not entries:
            return
        tx, tenant_id = self.work.tx, self.work.owner_id
        by_line = deltas(entries)
        by_claim = _by_claim(by_line)
        await store.lock_balances(tx, tenant_id, sorted(by_claim))
        await store.insert_entries(tx, tenant_id, self.id, self.entries_posted, self.remittance_id, entries)
        self.entries_posted += len(entries)
        undoing = [entry for entry in entries if entry.reverses is not None]
        if undoing:
            await store.insert_reversals(tx, tenant_id, undoing)
        allocated = {new_id(): entry for entry in entries if entry.allocated_cents}
        if allocated:
            await store.insert_allocations(tx, tenant_id, self.id, self.allocation_source, allocated)
            await self._take_back(allocated)
        await store.change_line_balances(tx, tenant_id, by_line)
        await store.change_claim_balances(tx, tenant_id, by_claim)

    async def _take_back(self, allocated: dict[UUID, Entry]) -> None:
        """Say which allocations these take back: those of reversed entries whole, those of `unwinds` in part."""
        tx, tenant_id = self.work.tx, self.work.owner_id
        whole = {id_: entry.reverses for id_, entry in allocated.items() if entry.reverses is not None}
        if whole:
            await store.insert_whole_reversals(tx, tenant_id, whole)
        parts = [(id_, reversed_id, cents) for id_, entry in allocated.items() for reversed_id, cents in entry.unwinds]
        if parts:
            await store.insert_partial_reversals(tx, tenant_id, parts)


async def open_batch(
    work: Work,
    source_kind: str,
    source_id: UUID,
    effective_date: date,
    *,
    remittance_id: UUID | None = None,
    allocation_source: str = "insurance",
) -> OpenBatch:
    """Start the one batch of a source. Raises AlreadyPostedError."""
    profile = await profile_of(work.tx)
    posted_at = now()
    today = profile.business_date(posted_at)
    month = await _open_month(work, month_of(today))
    batch = OpenBatch(
        work=work,
        id=new_id(),
        business_date=today if month == month_of(today) else month,
        remittance_id=remittance_id,
        allocation_source=allocation_source,
    )
    is_new = await store.insert_batch(
        work.tx,
        {
            "tenant_id": work.owner_id,
            "id": batch.id,
            "source_kind": source_kind,
            "source_id": source_id,
            "posted_at": posted_at,
            "business_date": batch.business_date,
            "effective_date": effective_date,
            "period_month": month,
        },
    )
    if not is_new:
        raise AlreadyPostedError(source_kind)
    return batch


async def _open_month(work: Work, first: date) -> date:
    """The first open month from `first` on. When all that are there are closed, the next one is added."""
    while True:
        month = await store.open_month(work.tx, work.owner_id, first) or await store.add_month(
            work.tx, work.owner_id, first
        )
        if month is not None:
            return month


def _by_claim(by_line: dict[tuple[UUID, int], Delta]) -> dict[UUID, Delta]:
    by_claim: dict[UUID, Delta] = {}
    for (claim_id, _), line in by_line.items():
        claim = by_claim.setdefault(claim_id, Delta())
        claim.charge += line.charge
        claim.insurance_receivable += line.insurance_receivable
        claim.patient_receivable += line.patient_receivable
        claim.insurance_paid += line.insurance_paid
        claim.patient_paid += line.patient_paid
        claim.adjusted += line.adjusted
    return by_claim
