"""Practices of an organization."""

from typing import Annotated

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import NotFound
from api.onboarding.schemas import PracticeCreate, PracticeOut, PracticePage
from api.onboarding.set_up import create_practice
from tenants.practices import practice, practices_page
from tenants.routing import CurrentCall, PathId, organization_router

router = organization_router("practices")


@router.operation(
    "POST",
    "/practices",
    scope="practices:write",
    kind="write",
    status=202,
    summary="Set a practice up",
    model=PracticeOut,
    example={"name": "Elm Street Family Medicine", "time_zone": "America/Chicago", "mode": "test"},
)
async def post_practice(call: CurrentCall, order: PracticeCreate) -> PracticeOut:
    """Read it back until `state` is `active`. The caller may act in it; grant others through clients."""
    return await create_practice(call, order)


@router.operation(
    "GET", "/practices", scope="practices:read", kind="read", summary="List practices", model=PracticePage
)
async def get_practices(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> PracticePage:
    """Oldest first."""
    position = call.position("practices", cursor)
    rows = await practices_page(call.tx, call.owner_id, position[0] if position else None, limit + 1)
    await call.audit("practice.list", "practice", None, count=min(len(rows), limit))
    more = call.more("practices", rows, limit)
    return PracticePage(items=[PracticeOut(**row) for row in rows[:limit]], next_cursor=more)


@router.operation(
    "GET",
    "/practices/{practice_id}",
    scope="practices:read",
    kind="read",
    summary="Get a practice",
    model=PracticeOut,
)
async def get_practice(call: CurrentCall, practice_id: PathId) -> PracticeOut:
    """Its state tells whether it is set up."""
    row = await practice(call.tx, call.owner_id, practice_id)
    await call.audit("practice.read", "practice", practice_id)
    if row is None:
        raise NotFound
    return PracticeOut(**row)
