"""Jobs of eligibility."""

from uuid import UUID

from api.eligibility.receive_answer import receive_answer
from api.eligibility.write_inquiry import send_inquiry, write_inquiry
from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.services import work_for


@job("eligibility.write")
async def write(services: Services, practice_id: UUID, check_id: UUID) -> None:
    """Build and keep a check's 270."""
    await write_inquiry(services, practice_id, check_id)


@job("eligibility.send")
async def send(services: Services, practice_id: UUID, check_id: UUID) -> None:
    """Hand a check's 270 to its channel."""
    await send_inquiry(services, practice_id, check_id)


@job("eligibility.receive")
async def receive(services: Services, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Take a 271."""
    async with work_for(services, Owner.practice(practice_id), "job:eligibility.receive") as work:
        await receive_answer(work, transaction_file_id)
