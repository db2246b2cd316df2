"""Jobs of offboarding."""

from uuid import UUID

from api.kit.jobs import job
from api.offboarding.take import take_step
from tenants.context import Services


@job("offboarding.take")
async def take(services: Services, organization_id: UUID, practice_id: UUID, step_id: UUID) -> None:
    """Take the step that somebody asked for."""
    await take_step(services, organization_id, practice_id, step_id)
