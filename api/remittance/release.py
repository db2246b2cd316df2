"""Money of claims from before the practice came: out of unapplied cash, by a person or after a while."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.kit.clock import now
from api.kit.problems import NotFound, field_error
from api.ledger import movement, open_batch
from api.remittance import store
from api.remittance.problems import NotWaiting
from api.remittance.standing import REVERSAL
from api.remittance.waiting import KINDS, PARTNERLESS, REVERSALS
from api.worklists import close_items
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def release_claim_payment(work: Work, claim_payment_id: UUID, day: date, reason: str) -> UUID:
    """(pre_go_live_receivable, unapplied_cash, cents) for a 22 without its original; the ledger batch.

    What the same check says under the same CLP01 and CLP07 goes with it: the correction beside a 22. Of money that
    came in, the sides are swapped; of a claim of the practice it is the claim's, never of before. Raises NotFound,
    NotWaiting.
    """
    found = await store.lock_unmatched(work.tx, work.owner_id, claim_payment_id)
    if not found:
        raise NotFound if not await store.has_claim_payment(work.tx, work.owner_id, claim_payment_id) else NotWaiting
    asked = next(row for row in found if row["id"] == claim_payment_id)
    if not _is_releasable(asked):
        raise NotWaiting(errors=[_ours(asked["match_reason"])])
    found = [row for row in found if _is_releasable(row)]
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
    for kind in KINDS:
        await close_items(work, kind, ids, "pre_go_live")
    await work.audit("claim_payment.release", "claim_payment", claim_payment_id, reason=reason)
    return batch.id


def _is_releasable(row: Row) -> bool:
    return row["status_code"] == REVERSAL or row["paid_cents"] < 0 or not row["is_ours"]


def _ours(reason: str) -> dict[str, Any]:
    step = "ask the payer whether it paid twice, and refund it or let it take the money back"
    if reason in PARTNERLESS:
        step = "it is matched when the answer that it waits for is posted"
    return field_error("/claim_payment_id", "claim_is_ours", f"it is money of a claim of this practice: {step}")


async def today(work: Work) -> date:
    """The practice's day."""
    return (await profile_of(work.tx)).business_date(now())


async def waiting_reversals(work: Work, before: datetime) -> list[UUID]:
    """The 22s that have found nothing since before a moment."""
    return await store.waiting_reversals(work.tx, work.owner_id, before, sorted(REVERSALS))
