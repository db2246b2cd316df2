"""The daily look at crossovers."""

from api.coordination.watch import watch_crossovers
from api.kit.clock import now
from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import all_owners, profile_of
from tenants.services import work_for

CAUSE = "job:coordination.watch"


@job("coordination.watch", cron="10 5 * * * 0")
async def watch(services: Services) -> None:
    """Each practice, on its own local day."""
    async with services.database.identity() as tx:
        owners = [Owner.practice(row["practice_id"]) for row in await all_owners(tx) if row["state"] == "active"]
    for owner in owners:
        async with work_for(services, owner, CAUSE) as work:
            await watch_crossovers(work, (await profile_of(work.tx)).business_date(now()))
