"""What a claim's timeline asks of fees."""

from uuid import UUID

from api.fees import store
from tenants.context import Work
from tenants.session import Row


async def fees_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """The fee entries on a claim, each with `at`, the moment it was posted; the caller audits."""
    return await store.fees_of_claim(work.tx, work.owner_id, claim_id)
