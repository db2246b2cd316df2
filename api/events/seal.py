"""Give final events their place in the feed."""

from api.events import store
from tenants.audit.chain import Link, extend
from tenants.session import Transaction


async def seal_events(tx: Transaction, key: bytes) -> int:
    """Append the final, unsealed events of the transaction's practice to its feed; how many."""
    tenant_id = tx.owned_by.id
    if not await store.try_lock(tx, tenant_id):
        return 0
    newest = await store.head(tx, tenant_id)
    rows = await store.unsealed(tx, tenant_id, newest["xid"] if newest else 0)
    if not rows:
        return 0
    start = Link(newest["sequence"], newest["event_id"], bytes(newest["mac"])) if newest else None
    await store.seal(tx, tenant_id, extend(key, start, rows))
    return len(rows)
