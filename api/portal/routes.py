"""Releases: ordered and listed by the organization, read by the partner they are for."""

from typing import Annotated

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.portal.order import list_releases, order_release, read_release
from api.portal.problems import ReleaseInvalid
from api.portal.rates import released_rates
from api.portal.schemas import ReleaseCreate, ReleasedRates, ReleaseOut, ReleasePage
from tenants.reading import partner_router
from tenants.routing import CurrentCall, PathId, organization_router

organization = organization_router("releases")
partner = partner_router("releases")
MAX_CELLS = 1000


@organization.operation(
    "POST",
    "/releases",
    scope="releases:write",
    kind="write",
    status=202,
    summary="Release first-pass rates to a partner",
    model=ReleaseOut,
    problems=[ReleaseInvalid],
    example={
        "partner_id": "01960000-0000-7000-8000-000000000000",
        "month_from": "2026-01",
        "month_to": "2026-03",
    },
)
async def post_release(call: CurrentCall, order: ReleaseCreate) -> ReleaseOut:
    """Read it back until `state` is `released`. A rate of fewer than 11 claims is suppressed.

    So is one that would differ from what was shown of it before by fewer than 11.
    """
    return await order_release(call, order)


@organization.operation(
    "GET",
    "/releases",
    scope="releases:read",
    kind="read",
    summary="List releases",
    model=ReleasePage,
    problems=[CursorInvalid],
)
async def get_releases(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ReleasePage:
    """Oldest first, to every partner."""
    return await list_releases(call, cursor, limit)


@organization.operation(
    "GET", "/releases/{release_id}", scope="releases:read", kind="read", summary="Get a release", model=ReleaseOut
)
async def get_release(call: CurrentCall, release_id: PathId) -> ReleaseOut:
    """Its state tells whether it is computed; its counts how much of it is suppressed."""
    return await read_release(call, release_id)


@partner.operation(
    "GET",
    "/first-pass-rates",
    scope="releases:read",
    kind="read",
    summary="Read the newest release",
    model=ReleasedRates,
    problems=[CursorInvalid],
)
async def get_first_pass_rates(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_CELLS)] = MAX_LIMIT,
) -> ReleasedRates:
    """First-pass rates by practice and month, as they were released. A suppressed one has nulls and the reason."""
    return await released_rates(call, cursor, limit)
