"""Jobs of the portal."""

from uuid import UUID

from api.kit.jobs import job
from api.portal.compute import compute_release
from tenants.context import Services


@job("portal.release")
async def release(services: Services, organization_id: UUID, release_id: UUID) -> None:
    """Compute an ordered release."""
    await compute_release(services, organization_id, release_id)
