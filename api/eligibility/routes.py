"""Eligibility checks of a practice."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.eligibility.look_up import eligibility_check, eligibility_checks
from api.eligibility.problems import CheckRefused
from api.eligibility.request_check import request_check
from api.eligibility.schemas import CheckOut, CheckPage, CheckRequest
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("eligibility")


@router.operation(
    "POST",
    "/eligibility-checks",
    scope="eligibility:write",
    kind="write",
    status=202,
    summary="Ask a payer about a coverage",
    model=CheckOut,
    problems=[CheckRefused],
    example={"coverage_external_id": "COV-1", "service_date": "2026-11-30", "service_types": ["30"]},
)
async def post_check(call: CurrentCall, order: CheckRequest) -> CheckOut:
    """A 270 goes out by a job. Read the check back until its `state` is `answered`; ask again for a fresh answer."""
    return await request_check(call, order)


@router.operation(
    "GET",
    "/eligibility-checks",
    scope="eligibility:read",
    kind="read",
    summary="List eligibility checks",
    model=CheckPage,
    problems=[CursorInvalid],
)
async def get_checks(
    call: CurrentCall,
    coverage_id: Annotated[UUID | None, Query(description="Only of this coverage")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> CheckPage:
    """Newest first."""
    return await eligibility_checks(call, coverage_id, cursor, limit)


@router.operation(
    "GET",
    "/eligibility-checks/{check_id}",
    scope="eligibility:read",
    kind="read",
    summary="Get an eligibility check",
    model=CheckOut,
)
async def get_check(call: CurrentCall, check_id: PathId) -> CheckOut:
    """Benefits by service type in words and cents; what the payer refused, with what to put right."""
    return await eligibility_check(call, check_id)
