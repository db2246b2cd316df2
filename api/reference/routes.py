"""Payers of an organization, and those a practice is enrolled with."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.schemas import Output
from api.reference import store
from api.reference.payers import PayerExists, create_payer
from api.reference.schemas import PayerCreate, PayerOut, PayerPage
from tenants.routing import CurrentCall, organization_router, practice_router

organization = organization_router("payers")
practice = practice_router("payers")


class EnrolledPayer(Output):
    """A payer the practice can bill."""

    id: UUID
    identifier: str
    name: str
    filing_indicator: str
    channel: str


class EnrolledPayers(Output):
    """All payers the practice can bill."""

    items: list[EnrolledPayer]


@organization.operation(
    "POST",
    "/payers",
    scope="payers:write",
    kind="write",
    status=201,
    summary="Create a payer",
    model=PayerOut,
    problems=[PayerExists],
    example={
        "identifier": "SBXCO",
        "name": "Sandbox Commercial",
        "filing_indicator": "CI",
        "channel": "sandbox",
    },
)
async def post_payer(call: CurrentCall, order: PayerCreate) -> PayerOut:
    """Each practice of the organization is enrolled with it by a job."""
    return await create_payer(call, order)


@organization.operation("GET", "/payers", scope="payers:read", kind="read", summary="List payers", model=PayerPage)
async def get_payers(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> PayerPage:
    """Oldest first."""
    position = call.position("payers", cursor)
    rows = await store.payers_page(call.tx, call.owner_id, position[0] if position else None, limit + 1)
    await call.audit("payer.list", "payer", None, count=min(len(rows), limit))
    more = call.more("payers", rows, limit)
    return PayerPage(items=[PayerOut(**row) for row in rows[:limit]], next_cursor=more)


@practice.operation(
    "GET",
    "/payers",
    scope="registration:read",
    kind="read",
    summary="List the practice's payers",
    model=EnrolledPayers,
)
async def get_enrolled(call: CurrentCall) -> EnrolledPayers:
    """What `payer_id` of a coverage may be."""
    rows = await store.enrollments(call.tx, call.owner_id)
    await call.audit("payer.list", "payer", None, count=len(rows))
    return EnrolledPayers(items=[EnrolledPayer(id=row.pop("payer_id"), **row) for row in rows])
