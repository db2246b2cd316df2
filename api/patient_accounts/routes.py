"""Patients' accounts: what is owed and why, payments, where they were put, refunds."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Header, Query, Response

from api.kit.etags import etag
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import PreconditionFailed, PreconditionRequired
from api.patient_accounts.allocate import allocate
from api.patient_accounts.bounce import bounce
from api.patient_accounts.problems import (
    InsuranceNotFinished,
    MoreThanAllocated,
    MoreThanOpen,
    MoreThanUnapplied,
    NothingOpen,
    PatientAccountInvalid,
    PaymentRefunded,
    RefundSent,
)
from api.patient_accounts.read import get_balance, get_payment, get_refund, list_payments, list_refunds
from api.patient_accounts.receive_payment import receive_payment
from api.patient_accounts.refund import refund, send_refund
from api.patient_accounts.release import release
from api.patient_accounts.schemas import (
    AllocateIn,
    PatientBalance,
    PaymentIn,
    PaymentOut,
    PaymentPage,
    PaymentReleaseIn,
    PaymentReturnIn,
    RefundIn,
    RefundOut,
    RefundPage,
    RefundSendIn,
)
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("patient-accounts")
READ, WRITE = "patient_accounts:read", "patient_accounts:write"
STALE: list[Any] = [PreconditionFailed, PreconditionRequired]
IfMatch = Annotated[str | None, Header()]
"""Read from the call; named in each signature so that the contract shows it."""
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]

_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


@router.operation(
    "GET",
    "/patients/{patient_id}/balance",
    scope=READ,
    kind="read",
    summary="Read what a patient owes, and why",
    model=PatientBalance,
)
async def get_patient_balance(call: CurrentCall, patient_id: PathId) -> PatientBalance:
    """By claim, line and reason; what was paid, what is unapplied, what insurance still holds and waits for."""
    return await get_balance(call, patient_id)


@router.operation(
    "POST",
    "/patient-payments",
    scope=WRITE,
    kind="write",
    status=201,
    summary="Record a patient's payment",
    model=PaymentOut,
    problems=[PatientAccountInvalid],
    example={
        "patient_external_id": "MRN-1",
        "method": "check",
        "source": "desk",
        "cents": 2500,
        "received_on": "2026-01-15",
        "reference": "Check 1041",
    },
)
async def post_payment(call: CurrentCall, order: PaymentIn, response: Response) -> PaymentOut:
    """Unapplied money. With `claim_id` it goes to that claim, or to its correction, once the share is posted."""
    return await _payment(call, await receive_payment(call, order), response)


@router.operation(
    "GET",
    "/patient-payments",
    scope=READ,
    kind="read",
    summary="List patients' payments",
    model=PaymentPage,
)
async def get_payments(
    call: CurrentCall,
    patient_id: Annotated[UUID | None, Query(description="Only this patient's")] = None,
    unapplied: Annotated[bool, Query(description="Only those with unapplied money")] = False,  # noqa: FBT002
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> PaymentPage:
    """Newest first."""
    return await list_payments(call, patient_id, cursor, limit, unapplied=unapplied)


@router.operation(
    "GET",
    "/patient-payments/{payment_id}",
    scope=READ,
    kind="read",
    summary="Get a patient's payment",
    model=PaymentOut,
)
async def get_payment_by_id(call: CurrentCall, payment_id: PathId, response: Response) -> PaymentOut:
    """With its allocations and refunds, and its version as ETag."""
    return await _payment(call, payment_id, response)


@router.operation(
    "POST",
    "/patient-payments/{payment_id}/allocate",
    scope=WRITE,
    kind="write",
    summary="Put a payment on patient shares",
    model=PaymentOut,
    problems=[
        *STALE,
        PatientAccountInvalid,
        InsuranceNotFinished,
        NothingOpen,
        MoreThanOpen,
        MoreThanUnapplied,
    ],
    example={"allocations": [{"claim_id": _ID, "line_no": 1, "cents": 2500}]},
)
async def post_allocate(
    call: CurrentCall, payment_id: PathId, order: AllocateIn, response: Response, if_match: IfMatch = None
) -> PaymentOut:
    """Takes `If-Match`. On claims that are named, on all that is open (`oldest_first`), or, with an empty body, on the
    claim it is meant for. All of it or nothing; never more than is open.
    """
    del if_match
    await allocate(call, payment_id, order)
    return await _payment(call, payment_id, response)


@router.operation(
    "POST",
    "/patient-payments/{payment_id}/release",
    scope=WRITE,
    kind="write",
    summary="Take a payment off patient shares",
    model=PaymentOut,
    problems=[*STALE, PatientAccountInvalid, MoreThanAllocated],
    example={"allocations": [{"allocation_id": _ID, "cents": 500}]},
)
async def post_release(
    call: CurrentCall, payment_id: PathId, order: PaymentReleaseIn, response: Response, if_match: IfMatch = None
) -> PaymentOut:
    """Takes `If-Match`. The money is unapplied again: allocate it elsewhere, or refund it."""
    del if_match
    await release(call, payment_id, order)
    return await _payment(call, payment_id, response)


@router.operation(
    "POST",
    "/patient-payments/{payment_id}/return",
    scope=WRITE,
    kind="write",
    summary="Record a returned check or a chargeback",
    model=RefundOut,
    problems=[*STALE, PatientAccountInvalid, PaymentRefunded],
    example={"reason": "returned_check", "returned_on": "2026-01-20"},
)
async def post_return(
    call: CurrentCall, payment_id: PathId, order: PaymentReturnIn, response: Response, if_match: IfMatch = None
) -> RefundOut:
    """Takes `If-Match`. A refund of the whole payment that has left already: what it paid is open again."""
    del if_match
    return await _refund(call, await bounce(call, payment_id, order), response)


@router.operation(
    "POST",
    "/patient-refunds",
    scope=WRITE,
    kind="write",
    status=201,
    summary="Refund a patient",
    model=RefundOut,
    problems=[PatientAccountInvalid, MoreThanAllocated, MoreThanUnapplied],
    example={"claim_id": _ID, "cents": 1000},
)
async def post_refund(call: CurrentCall, order: RefundIn, response: Response) -> RefundOut:
    """Of a claim (its latest allocations first), of named allocations, or of a payment's unapplied cash."""
    return await _refund(call, await refund(call, order), response)


@router.operation(
    "GET", "/patient-refunds", scope=READ, kind="read", summary="List patients' refunds", model=RefundPage
)
async def get_refunds(
    call: CurrentCall,
    patient_id: Annotated[UUID | None, Query(description="Only this patient's")] = None,
    state: Annotated[Literal["made", "sent"] | None, Query(description="Made: owed, not gone yet")] = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> RefundPage:
    """Newest first."""
    return await list_refunds(call, patient_id, state, cursor, limit)


@router.operation(
    "GET",
    "/patient-refunds/{refund_id}",
    scope=READ,
    kind="read",
    summary="Get a patient's refund",
    model=RefundOut,
)
async def get_refund_by_id(call: CurrentCall, refund_id: PathId, response: Response) -> RefundOut:
    """With what it takes back, and its version as ETag."""
    return await _refund(call, refund_id, response)


@router.operation(
    "POST",
    "/patient-refunds/{refund_id}/send",
    scope=WRITE,
    kind="write",
    summary="Record that a refund has left",
    model=RefundOut,
    problems=[*STALE, PatientAccountInvalid, RefundSent],
    example={"sent_on": "2026-01-22"},
)
async def post_send(
    call: CurrentCall, refund_id: PathId, order: RefundSendIn, response: Response, if_match: IfMatch = None
) -> RefundOut:
    """Takes `If-Match`. Once."""
    del if_match
    await send_refund(call, refund_id, order)
    return await _refund(call, refund_id, response)


async def _payment(call: CurrentCall, payment_id: UUID, response: Response) -> PaymentOut:
    found = await get_payment(call, payment_id)
    response.headers["ETag"] = etag(found.version)
    return found


async def _refund(call: CurrentCall, refund_id: UUID, response: Response) -> RefundOut:
    found = await get_refund(call, refund_id)
    response.headers["ETag"] = etag(found.version)
    return found
