"""The first organization and its first client: made by an operator at the command line, not through the API."""

from uuid import UUID

from api.kit.ids import new_id
from tenants.audit import SYSTEM
from tenants.context import Services, Work
from tenants.oauth.clients import create_client
from tenants.oauth.schemas import ClientCreate, ClientCreated
from tenants.organizations.models import Organization
from tenants.owner import Owner
from tenants.scopes import ORGANIZATION_SCOPES


async def create_organization(services: Services, name: str) -> tuple[UUID, ClientCreated]:
    """An organization with its keys and a client that holds every scope; the secret is shown this once."""
    organization_id = new_id()
    async with services.database.owned(Owner.organization(organization_id)) as tx:
        await tx.insert(Organization(organization_id=organization_id, name=name))
        await services.vault.create(tx)
        keys = await services.vault.keyring(tx)
        work = Work(services=services, tx=tx, keys=keys, actor_id=SYSTEM, request_id="cli:organization")
        for action in ("key.create", "organization.create"):
            await work.audit(action, "organization", organization_id)
        order = ClientCreate(name="First client", kind="organization", scopes=sorted(ORGANIZATION_SCOPES))
        client = await create_client(work, order)
    return organization_id, client
