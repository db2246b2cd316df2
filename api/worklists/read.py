"""Read the worklist: of a practice, or of all practices that the caller may enter."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.problems import NotFound
from api.worklists import store
from api.worklists.schemas import NoteOut, WorkItemDetail, WorkItemOut, WorkItemPage
from tenants.context import Call, Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items; None takes all."""

    state: str | None
    kind: str | None
    due_before: date | None
    assignee_id: UUID | None

    def params(self) -> dict[str, Any]:
        """As the statements take it."""
        return {
            "state": self.state,
            "kind": self.kind,
            "due_before": self.due_before,
            "assignee_id": self.assignee_id,
        }

    def listing(self) -> str:
        """What binds a cursor to this list."""
        return f"work-items|{self.state}|{self.kind}|{self.due_before}|{self.assignee_id}"


async def list_items(work: Work, wanted: Filter, cursor: str | None, limit: int) -> WorkItemPage:
    """A page of a practice's items. Raises CursorInvalid."""
    position = work.position(wanted.listing(), cursor)
    audit = work.read_audit("work_item.list", "work_item")
    rows = await store.items_page(work.tx, audit | wanted.params() | store.after(position) | {"limit": limit + 1})
    return _page(work, wanted, rows, limit)


async def list_items_across(call: Call, wanted: Filter, cursor: str | None, limit: int) -> WorkItemPage:
    """A page of the items of every practice the caller may enter now. Raises CursorInvalid."""
    position = call.position(f"across|{wanted.listing()}", cursor)
    params = wanted.params() | store.after(position) | {"limit": limit + 1}
    rows = await store.items_page_across(call.tx, list(call.practice_ids), params)
    return _page(call, wanted, rows, limit, "across|")


async def get_item(work: Work, item_id: UUID) -> WorkItemDetail:
    """An item with its notes. Raises NotFound."""
    row = await store.read_item(work.tx, work.read_audit("work_item.read", "work_item", item_id), item_id)
    if row is None:
        raise NotFound
    notes = [
        NoteOut(
            id=note["id"],
            content=work.keys.open_text("work_note", "content", note["id"], bytes(note["content"])),
            created_at=note["created_at"],
            created_by=note["created_by"],
        )
        for note in await store.notes_of(work.tx, work.owner_id, item_id)
    ]
    return WorkItemDetail(**row, notes=notes)


def _page(work: Work, wanted: Filter, rows: list[Row], limit: int, prefix: str = "") -> WorkItemPage:
    more = work.more(prefix + wanted.listing(), rows, limit, "due_on", "id")
    return WorkItemPage(items=[WorkItemOut(**row) for row in rows[:limit]], next_cursor=more)
