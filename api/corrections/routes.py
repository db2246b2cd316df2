"""Corrections of claims."""

from typing import Annotated

from fastapi import Header, Response

from api.coding import EditsFailed
from api.corrections.correct import correct_claim
from api.corrections.problems import (
    AlreadyCorrected,
    ClaimInFlight,
    ClaimWithdrawn,
    ControlNumberMissing,
    CorrectionByOtherMeans,
    CorrectionInvalid,
    CorrectionLate,
    LaterPayerBilled,
    MethodNotTaken,
    NotAdjudicated,
    OtherMethodAdvised,
    PayerChanged,
    StillWithThePayer,
)
from api.corrections.schemas import CorrectionIn, CorrectionOut, WithdrawalIn, WithdrawalOut
from api.corrections.withdraw import withdraw_claim
from api.kit.etags import etag
from api.kit.problems import PreconditionFailed, PreconditionRequired
from tenants.practices import PracticeLeaving
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("corrections")


@router.operation(
    "POST",
    "/claims/{claim_id}/corrections",
    scope="claims:write",
    kind="write",
    status=201,
    summary="Correct a claim",
    model=CorrectionOut,
    problems=[
        AlreadyCorrected,
        ClaimInFlight,
        ClaimWithdrawn,
        ControlNumberMissing,
        CorrectionByOtherMeans,
        MethodNotTaken,
        PayerChanged,
        NotAdjudicated,
        CorrectionLate,
        LaterPayerBilled,
        OtherMethodAdvised,
        CorrectionInvalid,
        EditsFailed,
        PracticeLeaving,
        PreconditionFailed,
        PreconditionRequired,
    ],
    example={"reason": "The second diagnosis was missing", "changes": {"diagnoses": ["J06.9", "J02.9"]}},
)
async def post_correction(
    call: CurrentCall,
    claim_id: PathId,
    order: CorrectionIn,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> CorrectionOut:
    """Takes `If-Match` with the version you have read. The payer's way is chosen and told, unless `method` names one.

    The new claim joins the family and waits to be sent; the old one keeps its history and holds no receivable.
    """
    del if_match  # read from the call; named here so that the contract shows it
    made = await correct_claim(call, claim_id, order)
    response.headers["ETag"] = etag(made.version)
    return made


@router.operation(
    "POST",
    "/claims/{claim_id}/withdrawal",
    scope="claims:write",
    kind="write",
    summary="Withdraw a claim",
    model=WithdrawalOut,
    problems=[AlreadyCorrected, StillWithThePayer, PreconditionFailed, PreconditionRequired],
    example={"reason": "The visit was billed twice"},
)
async def post_withdrawal(
    call: CurrentCall,
    claim_id: PathId,
    order: WithdrawalIn,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> WithdrawalOut:
    """Takes `If-Match` with the version you have read. For a claim that no payer has to decide on.

    Its charges leave the receivable. A claim that a payer holds is voided by a correction instead.
    """
    del if_match  # read from the call; named here so that the contract shows it
    withdrawn = await withdraw_claim(call, claim_id, order)
    response.headers["ETag"] = etag(withdrawn.version)
    return withdrawn
