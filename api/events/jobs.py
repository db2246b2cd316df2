"""Sealing, every few seconds, for every owner: each in a transaction of its own, so none waits for another."""

from api.events.seal import seal_events
from api.kit.jobs import job
from tenants.audit import seal_audit
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import all_organizations, all_owners


@job("events.seal", cron="* * * * * */5")
async def seal(services: Services) -> None:
    """Seal what is final: events and audit of each practice, audit of each organization."""
    async with services.database.identity() as tx:
        practices = [Owner.practice(row["practice_id"]) for row in await all_owners(tx) if row["state"] == "active"]
        organizations = [Owner.organization(row["organization_id"]) for row in await all_organizations(tx)]
    for owner in practices:
        async with services.database.owned(owner) as tx:
            await seal_events(tx, services.vault.audit_key(owner))
    for owner in practices + organizations:
        async with services.database.owned(owner) as tx:
            await seal_audit(tx, services.vault.audit_key(owner))
