"""Whether a principal may act in a practice now. Read as `identity` on each request: a removed grant acts on the
next.
"""

from datetime import datetime
from uuid import UUID

from tenants.session import Transaction


async def may_enter(
    tx: Transaction, organization_id: UUID, principal_id: UUID, practice_id: UUID, at: datetime
) -> bool:
    """True when a live grant of the principal names the practice."""
    return practice_id in await _granted(tx, organization_id, principal_id, practice_id, at)


async def granted_practices(tx: Transaction, organization_id: UUID, principal_id: UUID, at: datetime) -> list[UUID]:
    """The practices that a principal may act in now, for a read across them."""
    return await _granted(tx, organization_id, principal_id, None, at)


async def _granted(
    tx: Transaction, organization_id: UUID, principal_id: UUID, practice_id: UUID | None, at: datetime
) -> list[UUID]:
    rows = await tx.rows(
        "select distinct practice_id from access_grant where organization_id = %(organization_id)s"
        " and principal_id = %(principal_id)s and (%(practice_id)s::uuid is null or practice_id = %(practice_id)s)"
        " and starts_at <= %(at)s and ended_at is null and (expires_at is null or expires_at > %(at)s)",
        {
            "organization_id": organization_id,
            "principal_id": principal_id,
            "practice_id": practice_id,
            "at": at,
        },
    )
    return [row["practice_id"] for row in rows]
