"""Encounters as they were billed. Sending one makes a claim, so it is an operation of `api.claims`."""

from api.coding.read import get_encounter
from api.coding.schemas import EncounterOut
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("coding")


@router.operation(
    "GET",
    "/encounters/{encounter_id}",
    scope="encounters:read",
    kind="read",
    summary="Get an encounter",
    model=EncounterOut,
)
async def get_encounter_by_id(call: CurrentCall, encounter_id: PathId) -> EncounterOut:
    """What the EHR sent, with codes as they were billed."""
    return await get_encounter(call, encounter_id)
