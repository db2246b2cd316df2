"""Give final events their place in the feed."""

from api.events.store import FEED
from tenants.audit import seal_chain
from tenants.session import Transaction


async def seal_events(tx: Transaction, key: bytes) -> int:
    """Append the final, unsealed events of the transaction's practice to its feed; how many."""
    return await seal_chain(tx, FEED, key)
