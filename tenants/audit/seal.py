"""Seal what is final: one owner, one transaction."""

from api.kit.clock import now
from tenants.audit import store
from tenants.audit.chain import Chain, Link, extend
from tenants.session import Transaction


async def seal_audit(tx: Transaction, key: bytes) -> int:
    """Append the final, unsealed audit rows of the transaction's owner, or the platform's, to its chain; how many."""
    return await seal_chain(tx, store.audit_chain(tx.owner), key)


async def seal_chain(tx: Transaction, chain: Chain, key: bytes) -> int:
    """Append the final, unsealed rows of the transaction's owner to a chain; how many were sealed.

    Transaction ids mean nothing on another server. After a restore or a move the head's may be one that this server has
    not reached: then what no link covers is looked for, instead of what came after it.
    """
    if not await store.try_lock(tx, chain):
        return 0
    head = await store.head(tx, chain)
    if head is not None and head.is_from_here:
        rows = await store.unsealed(tx, chain, head.xid)
    else:
        rows = await store.left_over(tx, chain)
    if not rows:
        return 0
    before = Link(head.sequence, head.record_id, head.sealed_at, head.mac) if head else None
    await store.seal(tx, chain, extend(key, before, rows, now()))
    return len(rows)
