"""Whose chains there are, and a transaction that reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.events import FEED
from tenants.audit import Chain, audit_chain
from tenants.context import Services
from tenants.owner import Level, Owner
from tenants.practices import all_organizations, all_owners
from tenants.session import Transaction


async def owners(services: Services) -> list[Owner | None]:
    """Every practice, every organization, and the platform itself (None)."""
    async with services.database.identity() as tx:
        practices = [Owner.practice(row["practice_id"]) for row in await all_owners(tx)]
        organizations = [Owner.organization(row["organization_id"]) for row in await all_organizations(tx)]
    return [*practices, *organizations, None]


def chains_of(owner: Owner | None) -> list[Chain]:
    """A practice has two: its audit and its events."""
    is_practice = owner is not None and owner.level is Level.TENANT
    return [audit_chain(owner), FEED] if is_practice else [audit_chain(owner)]


@asynccontextmanager
async def reading(services: Services, owner: Owner | None) -> AsyncIterator[Transaction]:
    """A transaction that sees the owner's chains and nothing else."""
    async with services.database.owned(owner) if owner else services.database.platform() as tx:
        yield tx
