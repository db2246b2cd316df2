"""Money of claims from before the practice came: out of unapplied cash, by a person or after a while."""

from datetime import date, datetime
from uuid import UUID

from api.kit.clock import now
from api.kit.problems import NotFound
from api.ledger import movement, open_batch
from api.remittance import store
from api.remittance.problems import NotWaiting
from api.remittance.waiting import REVERSALS
from api.worklists import close_items
from tenants.context import Work
from tenants.practices import profile_of


async def release_claim_payment(work: Work, claim_payment_id: UUID, day: date, reason: str) -> UUID:
    """(pre_go_live_receivable, unapplied_cash, cents) for a 22 without its original; the ledger batch.

    What the same check says under the same CLP01 and CLP07 goes with it: the correction beside a 22. Of money that
    came in, the sides are swapped. Raises NotFound, NotWaiting.
    """
    found = await store.lock_unmatched(work.tx, work.owner_id, claim_payment_id)
    if not found:
        raise NotFound if not await store.has_claim_payment(work.tx, work.owner_id, claim_payment_id) else NotWaiting
    batch = await open_batch(work, "release", claim_payment_id, day, remittance_id=found[0]["remittance_id"])
    await batch.add(
        [
            entry
            for row in found
            for entry in movement(
                "pre_go_live_receivable",
                "unapplied_cash",
                -row["paid_cents"],
                claim_payment_id=row["id"],
                reason_code="pre_go_live",
            )
        ]
    )
    ids = [row["id"] for row in found]
    await store.set_pre_go_live(work.tx, work.owner_id, ids)
    await close_items(work, "reversal_waiting", ids, "pre_go_live")
    await work.audit("claim_payment.release", "claim_payment", claim_payment_id, reason=reason)
    return batch.id


async def today(work: Work) -> date:
    """The practice's day."""
    return (await profile_of(work.tx)).business_date(now())


async def waiting_reversals(work: Work, before: datetime) -> list[UUID]:
    """The 22s that have found nothing since before a moment."""
    return await store.waiting_reversals(work.tx, work.owner_id, before, sorted(REVERSALS))
