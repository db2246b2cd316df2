"""First-pass and denial rates of a practice and across practices."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.kit.schemas import Month
from api.reports.definitions import Cohort, Metric
from api.reports.first_pass import first_pass_across, first_pass_breakdown, first_pass_families, first_pass_rate
from api.reports.schemas import (
    Breakdown,
    BreakdownBy,
    FamilyQuery,
    FirstPassAcross,
    FirstPassFamilies,
    FirstPassRate,
)
from tenants.reading import across_router
from tenants.routing import CurrentCall, practice_router

practice = practice_router("reports")
across = across_router("reports")

MetricQuery = Annotated[
    Metric,
    Query(
        description="fprr: resolved at first adjudication; strict: and paid; any_payment: the definition behind the"
        " field's benchmarks; by_line: lines. fpar: accepted at first try. idr: initially denied, in full, on any line,"
        " in money"
    ),
]
CohortQuery = Annotated[
    Cohort | None,
    Query(
        description="What puts a family in a month. By first_submission, claims that were rejected and not sent again,"
        " or are silent for more than 120 days, count as failed"
    ),
]
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
    summary="Get a rate",
    model=FirstPassRate,
)
async def get_first_pass(
    call: CurrentCall,
    metric: MetricQuery,
    cohort_basis: CohortQuery = None,
    month: MonthQuery = None,
    payer_id: PayerQuery = None,
) -> FirstPassRate:
    """Integers with their definition's version; a late file restates a month, so each answer has `as_of`."""
    return await first_pass_rate(call, metric, cohort_basis, month, payer_id)


@practice.operation(
    "GET",
    "/reports/first-pass/breakdown",
    scope="reports:read",
    kind="read",
    summary="Break a rate down by month, payer or billing provider",
    model=Breakdown,
    problems=[CursorInvalid],
)
async def get_first_pass_breakdown(
    call: CurrentCall,
    metric: MetricQuery,
    by: Annotated[BreakdownBy, Query(description="The dimension")],
    cohort_basis: CohortQuery = None,
    month_from: MonthQuery = None,
    month_to: MonthQuery = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> Breakdown:
    """Only parts with families are listed."""
    return await first_pass_breakdown(call, metric, cohort_basis, by, (month_from, month_to), cursor, limit)


@practice.operation(
    "GET",
    "/reports/first-pass/claims",
    scope="reports:read",
    kind="read",
    summary="List the claims behind a rate",
    model=FirstPassFamilies,
    problems=[CursorInvalid],
)
async def get_first_pass_claims(call: CurrentCall, query: Annotated[FamilyQuery, Query()]) -> FirstPassFamilies:
    """Each with what kept it out of the numerator, and the event or claim payment that did."""
    return await first_pass_families(call, query)


@across.operation(
    "GET",
    "/reports/first-pass",
    scope="reports:read",
    kind="read",
    summary="Get a rate of every practice",
    model=FirstPassAcross,
)
async def get_first_pass_across(
    call: CurrentCall, metric: MetricQuery, cohort_basis: CohortQuery = None, month: MonthQuery = None
) -> FirstPassAcross:
    """The practices that the caller may enter now."""
    return await first_pass_across(call, metric, cohort_basis, month)
