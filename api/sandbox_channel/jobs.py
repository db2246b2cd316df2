"""Jobs of the sandbox payer."""

from uuid import UUID

from api.kit.jobs import job
from api.sandbox_channel.calendar import ADVANCE
from api.sandbox_channel.deliver import deliver_next_day
from tenants.context import Services


@job(ADVANCE)
async def advance(services: Services, practice_id: UUID) -> None:
    """Bring the calendar to its day, and what fell due to the mailbox."""
    await deliver_next_day(services, practice_id)
