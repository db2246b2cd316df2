"""What happened to one subject."""

from uuid import UUID

from api.events import store
from tenants.context import Work
from tenants.session import Row


async def of_subject(work: Work, subject_id: UUID) -> list[Row]:
    """Everything that happened to a subject of the practice, oldest first, sealed or not yet; the caller audits."""
    return await store.of_subject(work.tx, work.owner_id, subject_id)
