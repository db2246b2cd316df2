"""A practice's leaving, asked for by its organization."""

from api.offboarding.look_up import offboarding
from api.offboarding.problems import LegalHold, RetentionNotOver, StepOutOfOrder, StepUnderWay
from api.offboarding.request import decide_retention, request_step
from api.offboarding.schemas import OffboardingOut, RetentionOrder, StepOrder
from tenants.routing import CurrentCall, PathId, organization_router

router = organization_router("practices")
OFFBOARD = "practices:offboard"


@router.operation(
    "POST",
    "/practices/{practice_id}/offboarding",
    scope=OFFBOARD,
    kind="write",
    status=202,
    summary="Take a step of a practice's leaving",
    model=OffboardingOut,
    problems=[StepOutOfOrder, StepUnderWay, LegalHold, RetentionNotOver],
    example={"step": "notice", "reason": "Contract ends on June 30"},
)
async def post_offboarding(call: CurrentCall, practice_id: PathId, order: StepOrder) -> OffboardingOut:
    """In order: notice, no_new_claims, run_out, exported, hold, shredded. Read it back until the step is done.

    `shredded` destroys the practice's key and can't be undone: nothing of the practice can be read afterwards.
    """
    return await request_step(call, practice_id, order)


@router.operation(
    "GET",
    "/practices/{practice_id}/offboarding",
    scope="practices:read",
    kind="read",
    summary="Get a practice's leaving",
    model=OffboardingOut,
)
async def get_offboarding(call: CurrentCall, practice_id: PathId) -> OffboardingOut:
    """Its state, what keeps its records, and every step with its manifest or certificate."""
    return await offboarding(call, practice_id)


@router.operation(
    "POST",
    "/practices/{practice_id}/retention",
    scope=OFFBOARD,
    kind="write",
    summary="Set a legal hold or the years of retention",
    model=OffboardingOut,
    example={"legal_hold": True, "reason": "Subpoena of May 4"},
)
async def post_retention(call: CurrentCall, practice_id: PathId, order: RetentionOrder) -> OffboardingOut:
    """A legal hold keeps everything, whatever the retention says. Ten years are the default, seven the least."""
    return await decide_retention(call, practice_id, order)
