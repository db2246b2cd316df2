"""Claims to later payers."""

from fastapi import Response

from api.claims import ClaimCorrected
from api.coordination.bill_next_payer import bill_next_payer
from api.coordination.problems import (
    AlreadyBilled,
    CrossoverRunning,
    DecisionUnbalanced,
    InsuranceFinished,
    NoLaterCoverage,
    NotDecided,
    NothingLeft,
    NotThePrimaryClaim,
)
from api.coordination.schemas import SecondaryClaimIn, SecondaryClaimOut
from api.kit.etags import etag
from tenants.practices import PracticeLeaving
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("coordination")


@router.operation(
    "POST",
    "/claims/{claim_id}/secondary-claims",
    scope="claims:write",
    kind="write",
    status=201,
    summary="Bill the next payer",
    model=SecondaryClaimOut,
    problems=[
        NotThePrimaryClaim,
        ClaimCorrected,
        NotDecided,
        NoLaterCoverage,
        AlreadyBilled,
        InsuranceFinished,
        DecisionUnbalanced,
        CrossoverRunning,
        NothingLeft,
        PracticeLeaving,
    ],
    example={"override_reason": "The crossover never came, says the payer"},
)
async def post_secondary_claim(
    call: CurrentCall, claim_id: PathId, order: SecondaryClaimIn, response: Response
) -> SecondaryClaimOut:
    """A claim to the payer of the patient's next coverage, with what the payers before it decided, to the cent.

    `claim_id` is the primary claim. The new one has a number of its own and bills the primary's lines: no charge is
    opened twice.
    """
    made = await bill_next_payer(call, claim_id, order)
    response.headers["ETag"] = etag(made.version)
    return made
