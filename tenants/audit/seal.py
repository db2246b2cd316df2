"""Seal what is final: one owner, one transaction."""

from tenants.audit import store
from tenants.audit.chain import Link, extend
from tenants.session import Transaction


async def seal_audit(tx: Transaction, key: bytes) -> int:
    """Append the final, unsealed rows of the transaction's owner to its chain; how many were sealed."""
    if not await store.try_lock(tx):
        return 0
    newest = await store.head(tx)
    rows = await store.unsealed(tx, newest["xid"] if newest else 0)
    if not rows:
        return 0
    start = Link(newest["sequence"], newest["record_id"], bytes(newest["mac"])) if newest else None
    await store.seal(tx, extend(key, start, rows))
    return len(rows)
