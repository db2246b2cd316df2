"""The worklist of a practice and of an organization's staff across practices."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.worklists.problems import AssigneeUnknown, SettledElsewhere, WorkItemClosed
from api.worklists.read import Filter, get_item, list_items, list_items_across
from api.worklists.schemas import (
    Assignment,
    Closing,
    Kind,
    NewNote,
    NoteOut,
    State,
    WorkItemDetail,
    WorkItemPage,
)
from api.worklists.work_on import assign, close, note
from tenants.reading import across_router
from tenants.routing import CurrentCall, PathId, practice_router

practice = practice_router("worklists")
across = across_router("worklists")
READ, WRITE = "worklists:read", "worklists:write"

StateQuery = Annotated[State | None, Query(description="Without it, open and done")]
KindQuery = Annotated[Kind | None, Query(description="Only this kind")]
DueQuery = Annotated[date | None, Query(description="Only what is due before this day")]
AssigneeQuery = Annotated[UUID | None, Query(description="Only what this client or person works on")]
LimitQuery = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@practice.operation(
    "GET",
    "/work-items",
    scope=READ,
    kind="read",
    summary="List work items",
    model=WorkItemPage,
    problems=[CursorInvalid],
)
async def get_work_items(
    call: CurrentCall,
    state: StateQuery = None,
    kind: KindQuery = None,
    due_before: DueQuery = None,
    assignee_id: AssigneeQuery = None,
    cursor: str | None = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> WorkItemPage:
    """What is due first comes first; what has no day, last."""
    return await list_items(call, Filter(state, kind, due_before, assignee_id), cursor, limit)


@across.operation(
    "GET",
    "/work-items",
    scope=READ,
    kind="read",
    summary="List work items of every practice",
    model=WorkItemPage,
    problems=[CursorInvalid],
)
async def get_work_items_across(
    call: CurrentCall,
    state: StateQuery = None,
    kind: KindQuery = None,
    due_before: DueQuery = None,
    assignee_id: AssigneeQuery = None,
    cursor: str | None = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> WorkItemPage:
    """Of the practices that the caller may enter now, in one order."""
    return await list_items_across(call, Filter(state, kind, due_before, assignee_id), cursor, limit)


@practice.operation(
    "GET",
    "/work-items/{work_item_id}",
    scope=READ,
    kind="read",
    summary="Get a work item",
    model=WorkItemDetail,
)
async def get_work_item(call: CurrentCall, work_item_id: PathId) -> WorkItemDetail:
    """With its notes."""
    return await get_item(call, work_item_id)


@practice.operation(
    "POST",
    "/work-items/{work_item_id}/assign",
    scope=WRITE,
    kind="write",
    summary="Assign a work item",
    model=WorkItemDetail,
    problems=[WorkItemClosed, AssigneeUnknown],
    example={},
)
async def post_assignment(call: CurrentCall, work_item_id: PathId, order: Assignment) -> WorkItemDetail:
    """To a client or person with a grant in this practice; null gives it back to everyone."""
    return await assign(call, work_item_id, order)


@practice.operation(
    "POST",
    "/work-items/{work_item_id}/notes",
    scope=WRITE,
    kind="write",
    status=201,
    summary="Write a note on a work item",
    model=NoteOut,
    example={"content": "Called the payer: the records have arrived"},
)
async def post_note(call: CurrentCall, work_item_id: PathId, order: NewNote) -> NoteOut:
    """Kept sealed; notes are added, never changed."""
    return await note(call, work_item_id, order)


@practice.operation(
    "POST",
    "/work-items/{work_item_id}/close",
    scope=WRITE,
    kind="write",
    summary="Close a work item",
    model=WorkItemDetail,
    problems=[WorkItemClosed, SettledElsewhere],
    example={"outcome": "done"},
)
async def post_closing(call: CurrentCall, work_item_id: PathId, order: Closing) -> WorkItemDetail:
    """Most items close by themselves, when what they are about is settled."""
    return await close(call, work_item_id, order)
