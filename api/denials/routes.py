"""Denials of a practice and across practices; what people do about them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response

from api.denials.appeal import appeal, decide
from api.denials.problems import (
    AppealDecided,
    AppealPending,
    DayImpossible,
    DenialClosed,
    MoreThanOpen,
    NoAppeal,
    NothingOpen,
    TooLate,
)
from api.denials.read import Filter, get_denial, list_denials, list_denials_across
from api.denials.scenarios import DenialScenario
from api.denials.schemas import AppealOrder, DenialDetail, DenialPage, OutcomeOrder, State, WriteOffOrder
from api.denials.write_off import write_off
from api.kit.etags import etag
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.kit.problems import PreconditionFailed, PreconditionRequired
from tenants.reading import across_router
from tenants.routing import CurrentCall, PathId, practice_router

practice = practice_router("denials")
across = across_router("denials")
READ, WRITE = "denials:read", "denials:write"

StateQuery = Annotated[State | None, Query(description="Without it, in any state")]
ScenarioQuery = Annotated[DenialScenario | None, Query(description="Only this business scenario")]
PayerQuery = Annotated[UUID | None, Query(description="Only this payer's")]
ClaimQuery = Annotated[UUID | None, Query(description="Only this claim's")]
DueQuery = Annotated[date | None, Query(description="Only what is due before this day")]
LimitQuery = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@practice.operation(
    "GET",
    "/denials",
    scope=READ,
    kind="read",
    summary="List denials",
    model=DenialPage,
    problems=[CursorInvalid],
)
async def get_denials(
    call: CurrentCall,
    state: StateQuery = None,
    scenario: ScenarioQuery = None,
    payer_id: PayerQuery = None,
    claim_id: ClaimQuery = None,
    due_before: DueQuery = None,
    cursor: str | None = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> DenialPage:
    """One a claim payment, line, group and reason, from the cents of the 835; what is due first comes first."""
    return await list_denials(call, Filter(state, scenario, payer_id, due_before, claim_id), cursor, limit)


@across.operation(
    "GET",
    "/denials",
    scope=READ,
    kind="read",
    summary="List denials of every practice",
    model=DenialPage,
    problems=[CursorInvalid],
)
async def get_denials_across(
    call: CurrentCall,
    state: StateQuery = None,
    scenario: ScenarioQuery = None,
    payer_id: PayerQuery = None,
    due_before: DueQuery = None,
    cursor: str | None = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> DenialPage:
    """Of the practices that the caller may enter now, in one order."""
    return await list_denials_across(call, Filter(state, scenario, payer_id, due_before), cursor, limit)


@practice.operation("GET", "/denials/{denial_id}", scope=READ, kind="read", summary="Get a denial", model=DenialDetail)
async def get_denial_by_id(call: CurrentCall, denial_id: PathId, response: Response) -> DenialDetail:
    """With its appeals and write-offs, and its version as ETag."""
    return _tagged(response, await get_denial(call, denial_id))


@practice.operation(
    "POST",
    "/denials/{denial_id}/write-off",
    scope=WRITE,
    kind="write",
    summary="Write a denial off",
    model=DenialDetail,
    problems=[DenialClosed, NothingOpen, MoreThanOpen, PreconditionFailed, PreconditionRequired],
    example={"reason": "not_covered"},
)
async def post_write_off(
    call: CurrentCall,
    denial_id: PathId,
    order: WriteOffOrder,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> DenialDetail:
    """Takes `If-Match` with the version you have read. Never more than the insurance still owes on the line."""
    del if_match  # read from the call; named here so that the contract shows it
    return _tagged(response, await write_off(call, denial_id, order))


@practice.operation(
    "POST",
    "/denials/{denial_id}/appeals",
    scope=WRITE,
    kind="write",
    status=201,
    summary="Record an appeal or a reopening",
    model=DenialDetail,
    problems=[DenialClosed, NoAppeal, TooLate, AppealPending, DayImpossible],
    example={"kind": "appeal", "sent_on": "2026-02-10", "reference": "GRV-1009"},
)
async def post_appeal(call: CurrentCall, denial_id: PathId, order: AppealOrder, response: Response) -> DenialDetail:
    """What was sent to the payer by letter or portal. An unprocessable claim takes neither."""
    return _tagged(response, await appeal(call, denial_id, order))


@practice.operation(
    "POST",
    "/appeals/{appeal_id}/outcome",
    scope=WRITE,
    kind="write",
    summary="Record the outcome of an appeal or a reopening",
    model=DenialDetail,
    problems=[AppealDecided, DayImpossible],
    example={"outcome": "granted", "decided_on": "2026-03-02"},
)
async def post_outcome(call: CurrentCall, appeal_id: PathId, order: OutcomeOrder, response: Response) -> DenialDetail:
    """The denial stays as it is until an 835 says more: a letter moves no money."""
    return _tagged(response, await decide(call, appeal_id, order))


def _tagged(response: Response, denial: DenialDetail) -> DenialDetail:
    response.headers["ETag"] = etag(denial.version)
    return denial
