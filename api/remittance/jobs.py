"""Jobs of remittances."""

from uuid import UUID

import structlog
from psycopg import DataError

from api.kit.jobs import job
from api.remittance.receive import receive, set_aside
from tenants.context import Services
from tenants.keys import SealBrokenError
from tenants.owner import Owner
from tenants.services import work_for

CAUSE = "job:remittance.receive"
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
