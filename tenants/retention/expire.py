"""Delete the stored answers whose day is over, as role `retention`, in transactions of 1,000 rows."""

from tenants.audit import SYSTEM, AuditEntry
from tenants.context import Services
from tenants.idempotency.store import BATCH, delete_expired
from tenants.owner import Owner

CAUSE = "job:retention.expire"


async def expire_answers(services: Services, owner: Owner) -> int:
    """Delete an owner's expired answers; how many. A second run finds none."""
    deleted, batch = 0, BATCH
    while batch == BATCH:
        async with services.database.expiring(owner) as tx:
            batch = await delete_expired(tx)
        deleted += batch
    if deleted:
        entry = AuditEntry(SYSTEM, "idempotency.expire", "stored_answer", None, CAUSE, row_count=deleted)
        async with services.database.owned(owner) as tx:
            await services.audit.write(tx, entry)
    return deleted
