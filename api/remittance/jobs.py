"""Jobs of remittances."""

from datetime import timedelta
from uuid import UUID

import structlog
from psycopg import DataError

from api.kit.clock import now
from api.kit.jobs import job
from api.remittance.late_balances import late_balances
from api.remittance.offsets import release_takeback, waiting_takebacks
from api.remittance.receive import receive, set_aside
from api.remittance.release import release_claim_payment, today, waiting_reversals
from tenants.context import Services
from tenants.keys import SealBrokenError
from tenants.owner import Owner
from tenants.practices import all_owners
from tenants.services import work_for

CAUSE = "job:remittance.receive"
OVERDUE = "It has waited too long"
log = structlog.get_logger("remittance")


async def give_up(services: Services, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Set an ST aside that could not be received."""
    async with work_for(services, Owner.practice(practice_id), CAUSE) as work:
        await set_aside(work, transaction_file_id)


@job("remittance.receive", gives_up=give_up)
async def receive_transaction(services: Services, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Decide and post one ST. One with a value that no column takes is set aside at once: no second try mends it."""
    try:
        async with work_for(services, Owner.practice(practice_id), CAUSE) as work:
            await receive(work, transaction_file_id)
    except SealBrokenError:  # a ValueError, and nothing that the file says
        raise
    except (DataError, ValueError, ArithmeticError) as error:
        log.warning("remittance set aside", transaction=str(transaction_file_id), error=type(error).__name__)
        await give_up(services, practice_id, transaction_file_id)


@job("remittance.follow_up", cron="20 4 * * * 0")
async def follow_up(services: Services) -> None:
    """Each night, practice by practice: release what has waited too long, and list what payers leave uncollected."""
    async with services.database.identity() as tx:
        owners = [Owner.practice(row["practice_id"]) for row in await all_owners(tx) if row["state"] == "active"]
    for owner in owners:
        async with work_for(services, owner, "job:remittance.follow_up") as work:
            await late_balances(work)
            before = now() - timedelta(days=services.pre_go_live_days)
            day = await today(work)
            for takeback_id in await waiting_takebacks(work, before):
                await release_takeback(work, takeback_id, day, OVERDUE)
            for claim_payment_id in await waiting_reversals(work, before):
                await release_claim_payment(work, claim_payment_id, day, OVERDUE)
