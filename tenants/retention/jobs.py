"""Expiry, once an hour, for every owner."""

from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import all_organizations, all_owners
from tenants.retention.expire import expire_answers


@job("retention.expire", cron="17 * * * * 0")
async def expire(services: Services) -> None:
    """Each practice and each organization in transactions of its own."""
    async with services.database.identity() as tx:
        owners = [Owner.practice(row["practice_id"]) for row in await all_owners(tx)]
        owners += [Owner.organization(row["organization_id"]) for row in await all_organizations(tx)]
    for owner in owners:
        await expire_answers(services, owner)
