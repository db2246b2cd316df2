"""Watch crossovers: what the next payer has not answered by its day becomes work."""

from datetime import date

from api.coordination import store
from api.coordination.work_items import open_work
from tenants.context import Work

BATCH = 1_000


async def watch_crossovers(work: Work, day: date) -> int:
    """Open `bill_secondary` for each crossover due by `day` that no row of the next payer has met; how many.

    Again for the same day it finds nothing.
    """
    total = 0
    while rows := await store.take_overdue(work.tx, work.owner_id, day, BATCH):
        facts = {row["claim_id"]: {"announced_on": row["announced_on"].isoformat()} for row in rows}
        await open_work(work, list(facts), facts)
        total += len(rows)
    return total
