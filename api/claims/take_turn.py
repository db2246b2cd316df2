"""One file of answers at a time: what decides on many claims of a practice waits for its turn.

A posting and an acknowledgement touch the same claims in the orders of their files; two at once could each hold what
the other wants. A request never takes a turn.
"""

from api.claims import store
from tenants.context import Work


async def take_turn(work: Work) -> None:
    """Wait until no other file of the practice is being taken, and keep the turn to the end of the transaction."""
    await store.take_turn(work.tx, work.owner_id)
