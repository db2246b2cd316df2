"""The event feed of a practice."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from api.events import store
from api.kit.schemas import Output
from tenants.routing import CurrentCall, practice_router

router = practice_router("events")
MAX_EVENTS = 500


class EventOut(Output):
    """One event. `sequence` counts 1, 2, 3 ... without a gap."""

    sequence: int
    id: UUID
    occurred_at: datetime
    kind: str
    subject_kind: str
    subject_id: UUID
    actor_id: UUID | None
    reason: str
    data: dict[str, Any]


class Feed(Output):
    """Events in order. Ask again with `next_after` as `after`; it stays the same while nothing new is sealed."""

    items: list[EventOut]
    next_after: int


@router.operation("GET", "/events", scope="events:read", kind="read", summary="Read the event feed", model=Feed)
async def get_events(
    call: CurrentCall,
    after: Annotated[int, Query(ge=0, description="The last sequence seen")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = 100,
) -> Feed:
    """Every event exactly once, in one order; a new event appears within seconds."""
    rows = await store.feed(call.tx, call.read_audit("event.list", "event"), after, limit)
    return Feed(items=[EventOut(**row) for row in rows], next_after=rows[-1]["sequence"] if rows else after)
