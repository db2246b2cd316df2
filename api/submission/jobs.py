"""Jobs of submission."""

from uuid import UUID

from api.kit.jobs import job
from api.submission.send import send_submission
from api.submission.write import write_submission
from tenants.context import Services


@job("submission.write")
async def write(services: Services, practice_id: UUID, batch_id: UUID) -> None:
    """Build and keep a batch's 837P."""
    await write_submission(services, practice_id, batch_id)


@job("submission.send")
async def send(services: Services, practice_id: UUID, batch_id: UUID) -> None:
    """Hand a batch to its channel."""
    await send_submission(services, practice_id, batch_id)
