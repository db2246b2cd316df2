"""Jobs of onboarding."""

from uuid import UUID

from api.kit.jobs import job
from api.onboarding.set_up import set_up_practice
from tenants.context import Services


@job("onboarding.set_up")
async def set_up(services: Services, organization_id: UUID, practice_id: UUID) -> None:
    """Fill a new practice, or bring its payers up to date."""
    await set_up_practice(services, organization_id, practice_id)
