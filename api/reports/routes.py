"""First-pass rates of a practice and across practices."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.reports.first_pass import first_pass_across, first_pass_families, first_pass_rate
from api.reports.schemas import FirstPassAcross, FirstPassFamilies, FirstPassRate, Metric, Month, Outcome
from tenants.reading import across_router
from tenants.routing import CurrentCall, practice_router

practice = practice_router("reports")
across = across_router("reports")

MetricQuery = Annotated[Metric, Query(description="fprr: resolved at first adjudication. fpar: accepted at first try")]
MonthQuery = Annotated[
    Month | None,
    Query(
        description="YYYY-MM; fprr: of the first adjudication (pending: of the first submission), fpar: of the latter"
    ),
]
PayerQuery = Annotated[UUID | None, Query(description="Only this payer's claims")]


@practice.operation(
    "GET",
    "/reports/first-pass",
    scope="reports:read",
    kind="read",
    summary="Get a first-pass rate",
    model=FirstPassRate,
)
async def get_first_pass(
    call: CurrentCall, metric: MetricQuery, month: MonthQuery = None, payer_id: PayerQuery = None
) -> FirstPassRate:
    """Integers with their definition's version; a late file restates a month, so each answer has `as_of`."""
    return await first_pass_rate(call, metric, month, payer_id)


@practice.operation(
    "GET",
    "/reports/first-pass/claims",
    scope="reports:read",
    kind="read",
    summary="List the claims behind a first-pass rate",
    model=FirstPassFamilies,
    problems=[CursorInvalid],
)
async def get_first_pass_claims(
    call: CurrentCall,
    metric: MetricQuery,
    outcome: Annotated[Outcome, Query(description="numerator and broken are the denominator")],
    month: MonthQuery = None,
    payer_id: PayerQuery = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> FirstPassFamilies:
    """Each with what kept it out of the numerator, and the event or claim payment that did."""
    return await first_pass_families(call, metric, outcome, month, payer_id, cursor, limit)


@across.operation(
    "GET",
    "/reports/first-pass",
    scope="reports:read",
    kind="read",
    summary="Get a first-pass rate of every practice",
    model=FirstPassAcross,
)
async def get_first_pass_across(call: CurrentCall, metric: MetricQuery, month: MonthQuery = None) -> FirstPassAcross:
    """The practices that the caller may enter now."""
    return await first_pass_across(call, metric, month)
