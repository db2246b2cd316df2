"""What a person does with an item: take it, write on it, close it."""

from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import NotFound
from api.worklists import store
from api.worklists.models import WorkNote
from api.worklists.problems import AssigneeUnknown, SettledElsewhere, WorkItemClosed
from api.worklists.read import get_item
from api.worklists.schemas import Assignment, Closing, NewNote, NoteOut, WorkItemDetail
from tenants.context import Work
from tenants.grants import may_enter
from tenants.practices import profile_of
from tenants.session import Row

SETTLED_BY = {
    "denial": "A denial's item is open as long as the denial: write it off, correct its claim, or appeal it; the"
    " payer's new answer closes it"
}
"""Kinds that are never closed by hand, and what closes them."""


async def assign(work: Work, item_id: UUID, order: Assignment) -> WorkItemDetail:
    """Give an item to somebody, or back to everyone. Raises NotFound, WorkItemClosed, AssigneeUnknown."""
    await _open_item(work, item_id)
    if order.assignee_id is not None:
        await _require_grant(work, order.assignee_id)
    await store.assign(work.tx, work.owner_id, item_id, order.assignee_id)
    await work.audit("work_item.assign", "work_item", item_id)
    return await get_item(work, item_id)


async def note(work: Work, item_id: UUID, order: NewNote) -> NoteOut:
    """Write on an item, closed or not. Raises NotFound."""
    await _item(work, item_id)
    kept = await _keep_note(work, item_id, order.content)
    await work.audit("work_item.note", "work_item", item_id)
    return NoteOut(id=kept.id, content=order.content, created_at=kept.created_at, created_by=kept.created_by)


async def close(work: Work, item_id: UUID, order: Closing) -> WorkItemDetail:
    """Take an item off the list. Raises NotFound, WorkItemClosed, SettledElsewhere."""
    row = await _open_item(work, item_id)
    if row["kind"] in SETTLED_BY:
        raise SettledElsewhere(SETTLED_BY[row["kind"]])
    if order.note:
        await _keep_note(work, item_id, order.note)
    await store.close(work.tx, work.owner_id, item_id, order.outcome)
    await work.audit("work_item.close", "work_item", item_id)
    facts = {"kind": row["kind"], "subject_id": str(row["subject_id"]), "outcome": order.outcome}
    await record(work, [NewEvent("work_item.closed", "work_item", item_id, facts)])
    return await get_item(work, item_id)


async def _item(work: Work, item_id: UUID) -> Row:
    row = await store.lock_item(work.tx, work.owner_id, item_id)
    if row is None:
        raise NotFound
    return row


async def _open_item(work: Work, item_id: UUID) -> Row:
    row = await _item(work, item_id)
    if row["state"] != "open":
        raise WorkItemClosed
    return row


async def _keep_note(work: Work, item_id: UUID, content: str) -> WorkNote:
    note_id = new_id()
    kept = WorkNote(
        tenant_id=work.owner_id,
        id=note_id,
        work_item_id=item_id,
        content=work.keys.seal_text("work_note", "content", note_id, content),
        created_at=now(),
        created_by=work.actor_id,
    )
    await work.tx.insert(kept)
    return kept


async def _require_grant(work: Work, principal_id: UUID) -> None:
    """Grants are the organization's: the practice's transaction can't read them, `identity` does."""
    profile = await profile_of(work.tx)
    async with work.services.database.identity() as tx:
        if not await may_enter(tx, profile.organization_id, principal_id, work.owner_id, now()):
            raise AssigneeUnknown
