"""Put work on the list, in the transaction of what caused it."""

from collections.abc import Sequence

from api.events import NewEvent, record
from api.kit.ids import new_id
from api.worklists import store
from api.worklists.items import NewItem
from tenants.context import Work


async def open_items(work: Work, items: Sequence[NewItem]) -> None:
    """One open item a kind and subject: one that is open already stays as it is, whoever works on it."""
    await _open(work, items)


async def set_items(work: Work, items: Sequence[NewItem]) -> None:
    """The same, and one that is open already takes the new cents, due day and data."""
    if items:
        await store.change_open(work.tx, work.owner_id, items)
        await _open(work, items)


async def _open(work: Work, items: Sequence[NewItem]) -> None:
    if not items:
        return
    ids = [new_id() for _ in items]
    opened = await store.insert_items(work.tx, work.owner_id, ids, items)
    if not opened:
        return
    by_id = dict(zip(ids, items, strict=True))
    await work.audit("work_item.open", "work_item", None, count=len(opened))
    await record(
        work,
        [
            NewEvent(
                "work_item.opened",
                "work_item",
                item_id,
                {
                    "kind": by_id[item_id].kind,
                    "subject_kind": by_id[item_id].subject_kind,
                    "subject_id": str(by_id[item_id].subject_id),
                    "claim_id": str(by_id[item_id].claim_id) if by_id[item_id].claim_id else None,
                    "cents": by_id[item_id].cents,
                },
            )
            for item_id in opened
        ],
    )
