"""Daily totals by account and payer, and the check of balances."""

import structlog

from api.kit.jobs import job
from api.ledger.check import check
from api.ledger.totals import count_days
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import all_owners

log = structlog.get_logger("ledger")


@job("ledger.totals", cron="* * * * * 0")
async def totals(services: Services) -> None:
    """Add what was posted since the last time to the days, practice by practice."""
    for owner in await _practices(services):
        async with services.database.owned(owner) as tx:
            await count_days(tx)


@job("ledger.check", cron="30 3 * * * 0")
async def check_balances(services: Services) -> None:
    """Compare balances with entries each night; a difference is logged as an error, by ids alone."""
    for owner in await _practices(services):
        async with services.database.owned(owner) as tx:
            for wrong in await check(tx):
                log.error("balance differs", practice=str(owner.id), claim=str(wrong.claim_id), line=wrong.line_no)


async def _practices(services: Services) -> list[Owner]:
    async with services.database.identity() as tx:
        return [Owner.practice(row["practice_id"]) for row in await all_owners(tx) if row["state"] == "active"]
