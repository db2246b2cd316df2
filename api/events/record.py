"""Record what happened, beside the change, and let later stages react in the same transaction.

A stage knows only its own events. What follows from them in a later stage is said in `api/wiring.py` with `react`.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from api.events import store
from api.events.event import NewEvent
from api.kit.clock import now
from tenants.context import Work
from tenants.session import Row

CHUNK = 5_000


Reaction = Callable[[Work, Sequence[NewEvent]], Awaitable[None]]
_REACTIONS: dict[str, list[Reaction]] = {}


def react(kind: str, reaction: Reaction) -> None:
    """Call `reaction` with every batch of events of a kind, in the transaction that records them."""
    _REACTIONS.setdefault(kind, []).append(reaction)


async def record(work: Work, events: Sequence[NewEvent]) -> None:
    """Write events set-based, then run the reactions, one kind after the other in the order of `events`."""
    at = now()
    key = work.services.vault.audit_key(work.owner)
    for start in range(0, len(events), CHUNK):
        chunk = events[start : start + CHUNK]
        macs = [store.stored_mac(key, work.owner, _row(event, at, work.actor_id)) for event in chunk]
        await store.insert_events(work.tx, work.owner_id, work.actor_id, at, chunk, macs)
    for kind, group in groupby(events, key=lambda event: event.kind):
        batch = list(group)
        for reaction in _REACTIONS.get(kind, ()):
            await reaction(work, batch)


def _row(event: NewEvent, at: datetime, actor_id: UUID) -> Row:
    return {
        "id": event.id,
        "occurred_at": at,
        "actor_id": actor_id,
        "kind": event.kind,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "reason": event.reason,
        "data": event.data,
    }
