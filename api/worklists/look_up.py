"""What stages ask of the worklist."""

from uuid import UUID

from api.worklists import store
from tenants.context import Work


async def open_item(work: Work, kind: str, subject_id: UUID) -> UUID | None:
    """The open item of a subject; None when nobody has to do anything about it."""
    return await store.open_item(work.tx, work.owner_id, kind, subject_id)
