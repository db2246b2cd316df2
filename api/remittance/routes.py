"""Remittances of a practice."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from api.files import TooManyTransactions
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import NotFound
from api.remittance.problems import NotRemittance, PayeeUnknown
from api.remittance.read import claim_payments_page, read_remittance, remittances_page
from api.remittance.schemas import (
    ClaimPaymentPage,
    RemittanceDetail,
    RemittancePage,
    RemittanceState,
    RemittanceUpload,
)
from api.remittance.upload import upload
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("remittances")
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.operation(
    "POST",
    "/remittances",
    scope="remittances:write",
    kind="write",
    status=202,
    summary="Upload an 835 file",
    model=RemittanceUpload,
    problems=[NotRemittance, TooManyTransactions, PayeeUnknown],
    media="application/edi-x12",
)
async def post_remittances(call: CurrentCall) -> RemittanceUpload | Response:
    """Each ST becomes a remittance that a job balances and posts; read it back by its id.

    The same bytes again are the same remittance. An ST that pays somebody else, that is cut off, or that holds a
    control character is refused whole. A file may hold 10,000 ST, as many GS, and 1,000 ISA; of what is wrong with it
    500 findings are shown, those that block first.
    """
    taken = await upload(call, call.body)
    # Returned, not raised: the refused file stays kept.
    return RemittanceUpload(items=taken.items) if taken.problem is None else taken.problem.response()


@router.operation(
    "GET",
    "/remittances",
    scope="remittances:read",
    kind="read",
    summary="List remittances",
    model=RemittancePage,
)
async def get_remittances(
    call: CurrentCall,
    state: RemittanceState | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> RemittancePage:
    """Newest first. `state=quarantined` is the work queue: each says what is off, at which level, by how many cents."""
    return await remittances_page(call, state, cursor, limit)


@router.operation(
    "GET",
    "/remittances/{remittance_id}",
    scope="remittances:read",
    kind="read",
    summary="Get a remittance",
    model=RemittanceDetail,
)
async def get_remittance(call: CurrentCall, remittance_id: PathId) -> RemittanceDetail:
    """The check, its state, and how it adds up."""
    found = await read_remittance(call, remittance_id)
    if found is None:
        raise NotFound
    return found


@router.operation(
    "GET",
    "/remittances/{remittance_id}/claim-payments",
    scope="remittances:read",
    kind="read",
    summary="List a remittance's claim payments",
    model=ClaimPaymentPage,
)
async def get_claim_payments(
    call: CurrentCall, remittance_id: PathId, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> ClaimPaymentPage:
    """In the order of the file, with service lines and adjustments."""
    if await read_remittance(call, remittance_id) is None:
        raise NotFound
    return await claim_payments_page(call, cursor, limit, remittance_id=remittance_id)


@router.operation(
    "GET",
    "/claim-payments",
    scope="remittances:read",
    kind="read",
    summary="List claim payments",
    model=ClaimPaymentPage,
)
async def get_all_claim_payments(
    call: CurrentCall,
    match_state: Annotated[str | None, Query(pattern="^(matched|unmatched)$")] = None,
    claim_id: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> ClaimPaymentPage:
    """`match_state=unmatched` lists what waits in unapplied cash, with why; `claim_id` those of a claim."""
    return await claim_payments_page(call, cursor, limit, match_state=match_state, claim_id=claim_id)
