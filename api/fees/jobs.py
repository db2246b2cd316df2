"""Pricing that does not happen beside a posting."""

from uuid import UUID

from api.fees.accrue import CATCH_UP, catch_up
from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import all_owners
from tenants.services import work_for


@job(CATCH_UP)
async def price_what_waits(services: Services, practice_id: UUID) -> None:
    """Price what was posted since the start of a practice's agreement, some batches a transaction."""
    await _until_none_is_left(services, Owner.practice(practice_id))


@job("fees.sweep", cron="15 4 * * * 0")
async def sweep(services: Services) -> None:
    """Each night, price what nothing has priced: an agreement held for it, and its posting did not say so."""
    async with services.database.identity() as tx:
        owners = [Owner.practice(row["practice_id"]) for row in await all_owners(tx) if row["state"] == "active"]
    for owner in owners:
        await _until_none_is_left(services, owner)


async def _until_none_is_left(services: Services, owner: Owner) -> None:
    is_done = False
    while not is_done:
        async with work_for(services, owner, f"job:{CATCH_UP}") as work:
            is_done = await catch_up(work)
