"""How far interchanges have come: through the mailbox, and into the practice."""

from collections.abc import Sequence
from uuid import UUID

from api.files import store
from tenants.context import Work


async def is_under_way(work: Work, interchange_ids: Sequence[UUID]) -> bool:
    """Whether the mailbox of the transaction's organization has still to route one of these."""
    return await store.any_unrouted(work.tx, work.owner_id, interchange_ids)


async def is_taken_in(work: Work, interchange_ids: Sequence[UUID]) -> bool:
    """Whether the transaction's practice has dealt with everything it was given of these."""
    return not await store.any_received(work.tx, work.owner_id, interchange_ids)
