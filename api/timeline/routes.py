"""The timeline of a claim."""

from api.timeline.schemas import Timeline
from api.timeline.tell import tell
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("claims")


@router.operation(
    "GET",
    "/claims/{claim_id}/timeline",
    scope="claims:read",
    kind="read",
    summary="Follow a claim",
    model=Timeline,
)
async def get_claim_timeline(call: CurrentCall, claim_id: PathId) -> Timeline:
    """Every state it went through, the bytes that went out and came back, the ledger, its denials and fees."""
    return await tell(call, claim_id)
