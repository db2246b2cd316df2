"""Takebacks that nobody could explain: out of unapplied cash, as money of before the practice came."""

from datetime import date, datetime
from uuid import UUID

from api.kit.problems import NotFound
from api.ledger import movement, open_batch
from api.remittance.offsets import store
from api.remittance.problems import NotWaiting
from api.worklists import close_items
from tenants.context import Work


async def waiting_takebacks(work: Work, before: datetime) -> list[UUID]:
    """Those that have waited since before a moment."""
    return await store.waiting_since(work.tx, work.owner_id, before)


async def release_takeback(work: Work, takeback_id: UUID, day: date, reason: str) -> UUID:
    """(pre_go_live_receivable, unapplied_cash, cents): the claim was paid before the practice came; the ledger batch.

    Raises NotFound, NotWaiting.
    """
    found = await store.lock_takeback(work.tx, work.owner_id, takeback_id)
    if found is None:
        raise NotFound
    if found["state"] != "waiting":
        raise NotWaiting
    batch = await open_batch(work, "release", takeback_id, day, remittance_id=found["remittance_id"])
    await batch.add(movement("pre_go_live_receivable", "unapplied_cash", found["cents"], reason_code="WO"))
    await store.release(work.tx, work.owner_id, [takeback_id])
    await close_items(work, "takeback", [takeback_id], "pre_go_live")
    await work.audit("takeback.release", "takeback", takeback_id, reason=reason)
    return batch.id
