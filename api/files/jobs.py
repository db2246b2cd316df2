"""Jobs of files."""

from uuid import UUID

from api.files.interchanges.route import route_interchange
from api.kit.jobs import job
from tenants.context import Services


@job("files.route")
async def route(services: Services, organization_id: UUID, interchange_id: UUID) -> None:
    """Bring an interchange's transactions to their practices."""
    await route_interchange(services, organization_id, interchange_id)
