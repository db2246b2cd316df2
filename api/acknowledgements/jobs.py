"""Jobs of acknowledgements."""

from uuid import UUID

from api.acknowledgements.receive import receive_acknowledgement
from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.services import work_for


@job("acknowledgements.receive")
async def receive(services: Services, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Take a TA1, 999 or 277CA."""
    async with work_for(services, Owner.practice(practice_id), "job:acknowledgements.receive") as work:
        await receive_acknowledgement(work, transaction_file_id)
