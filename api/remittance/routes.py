"""Remittances of a practice."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query
from starlette.responses import Response

from api.claims import hold_claim
from api.files import TooManyTransactions
from api.kit.etags import require_match
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import NotFound, PreconditionFailed, PreconditionRequired
from api.remittance.finish_insurance import finish_insurance
from api.remittance.offsets import release_takeback
from api.remittance.problems import NextPayerUndecided, NothingHeld, NotRemittance, NotWaiting, PayeeUnknown
from api.remittance.read import (
    claim_payments_page,
    payer_balances,
    read_remittance,
    read_takeback,
    remittances_page,
    takebacks_page,
)
from api.remittance.release import release_claim_payment, today
from api.remittance.schemas import (
    ClaimPaymentPage,
    InsuranceFinished,
    PayerBalances,
    ReasonIn,
    Released,
    RemittanceDetail,
    RemittancePage,
    RemittanceState,
    RemittanceUpload,
    TakebackOut,
    TakebackPage,
    TakebackState,
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
    "POST",
    "/claim-payments/{claim_payment_id}/release",
    scope="remittances:write",
    kind="write",
    summary="Take a claim payment of before the practice came out of unapplied cash",
    model=Released,
    problems=[NotWaiting],
    example={"reason": "Paid before go-live"},
)
async def post_claim_payment_release(call: CurrentCall, claim_payment_id: PathId, order: ReasonIn) -> Released:
    """A 22 without its original, with the correction beside it; the service does it by itself after a while."""
    return Released(
        ledger_batch_id=await release_claim_payment(call, claim_payment_id, await today(call), order.reason)
    )


@router.operation(
    "GET",
    "/takebacks",
    scope="remittances:read",
    kind="read",
    summary="List takebacks",
    model=TakebackPage,
)
async def get_takebacks(
    call: CurrentCall,
    state: TakebackState | None = None,
    claim_id: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> TakebackPage:
    """Money that checks kept back by a PLB alone. `state=waiting` is what nobody could explain yet."""
    return await takebacks_page(call, state, claim_id, cursor, limit)


@router.operation(
    "GET",
    "/takebacks/{takeback_id}",
    scope="remittances:read",
    kind="read",
    summary="Get a takeback",
    model=TakebackOut,
)
async def get_takeback(call: CurrentCall, takeback_id: PathId) -> TakebackOut:
    """What a check kept back, of which claim, and what became of it."""
    return await read_takeback(call, takeback_id)


@router.operation(
    "POST",
    "/takebacks/{takeback_id}/release",
    scope="remittances:write",
    kind="write",
    summary="Take a takeback of before the practice came out of unapplied cash",
    model=Released,
    problems=[NotWaiting],
    example={"reason": "Paid before go-live"},
)
async def post_takeback_release(call: CurrentCall, takeback_id: PathId, order: ReasonIn) -> Released:
    """One that waits; the service does it by itself after a while."""
    return Released(ledger_batch_id=await release_takeback(call, takeback_id, await today(call), order.reason))


@router.operation(
    "GET",
    "/payer-balances",
    scope="remittances:read",
    kind="read",
    summary="List what is due to payers",
    model=PayerBalances,
)
async def get_payer_balances(call: CurrentCall) -> PayerBalances:
    """What payers deferred and have not taken yet, by PLB reference; it runs out to zero."""
    return await payer_balances(call)


@router.operation(
    "POST",
    "/claims/{claim_id}/finish-insurance",
    scope="claims:write",
    kind="write",
    summary="Say that no further payer is expected",
    model=InsuranceFinished,
    problems=[NothingHeld, NextPayerUndecided, PreconditionFailed, PreconditionRequired],
    example={"reason": "The secondary coverage had ended"},
)
async def post_finish_insurance(
    call: CurrentCall, claim_id: PathId, order: ReasonIn, if_match: Annotated[str | None, Header()] = None
) -> InsuranceFinished:
    """Takes `If-Match` with the claim's version. The patient's part that waits for a later payer is posted."""
    del if_match  # read from the call; named here so that the contract shows it
    held = await hold_claim(call, claim_id)
    if held is None:
        raise NotFound
    require_match(call.if_match, held.version)
    cents = await finish_insurance(call, claim_id, order.reason)
    return InsuranceFinished(claim_id=held.receivable_claim_id, patient_share_cents=cents)


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
    match_state: Annotated[str | None, Query(pattern="^(matched|unmatched|pre_go_live)$")] = None,
    claim_id: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> ClaimPaymentPage:
    """`match_state=unmatched` lists what waits in unapplied cash, with why; `claim_id` those of a claim."""
    return await claim_payments_page(call, cursor, limit, match_state=match_state, claim_id=claim_id)
