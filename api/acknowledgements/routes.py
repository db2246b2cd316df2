"""What came back before adjudication."""

from api.acknowledgements import look_up
from api.acknowledgements.schemas import BatchAcknowledgements, ClaimAcknowledgements
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("acknowledgements")


@router.operation(
    "GET",
    "/claims/{claim_id}/acknowledgements",
    scope="claims:read",
    kind="read",
    summary="List what came back about a claim",
    model=ClaimAcknowledgements,
)
async def get_claim_acknowledgements(call: CurrentCall, claim_id: PathId) -> ClaimAcknowledgements:
    """Accepted, rejected or on its way, with reasons in words. Rejected is not denied: no payer has decided."""
    return await look_up.of_claim(call, claim_id)


@router.operation(
    "GET",
    "/submissions/{submission_id}/acknowledgements",
    scope="claims:read",
    kind="read",
    summary="List what came back about a batch",
    model=BatchAcknowledgements,
)
async def get_submission_acknowledgements(call: CurrentCall, submission_id: PathId) -> BatchAcknowledgements:
    """Its TA1 and 999. An acceptance here says nothing of the claims."""
    return await look_up.of_submission(call, submission_id)
