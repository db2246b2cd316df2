"""Take work off the list when something has settled it."""

from collections.abc import Collection
from uuid import UUID

from api.events import NewEvent, record
from api.worklists import store
from tenants.context import Work


async def close_items(work: Work, kind: str, subject_ids: Collection[UUID], outcome: str) -> None:
    """Close the open items of these subjects; a subject without one is left out. `outcome` says what settled them."""
    if not subject_ids:
        return
    closed = await store.close_open(work.tx, work.owner_id, kind, sorted(subject_ids), outcome)
    if closed:
        await work.audit("work_item.close", "work_item", None, count=len(closed))
        await record(
            work,
            [
                NewEvent(
                    "work_item.closed",
                    "work_item",
                    row["id"],
                    {"kind": kind, "subject_id": str(row["subject_id"]), "outcome": outcome},
                )
                for row in closed
            ],
        )
