"""Jobs of remittances."""

from uuid import UUID

from api.kit.jobs import job
from api.remittance.receive import receive
from tenants.context import Services
from tenants.owner import Owner
from tenants.services import work_for


@job("remittance.receive")
async def receive_transaction(services: Services, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Decide and post one ST."""
    async with work_for(services, Owner.practice(practice_id), "job:remittance.receive") as work:
        await receive(work, transaction_file_id)
