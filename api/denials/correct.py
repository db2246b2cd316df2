"""What a correction makes of denials: another claim takes the place of theirs, and nobody works on them until it is
answered.
"""

from collections.abc import Sequence

from api.denials import store
from api.denials.worklist import refresh
from api.events import NewEvent
from tenants.context import Work


async def follow_corrections(work: Work, events: Sequence[NewEvent]) -> None:
    """The open denials of claims that were corrected are `corrected`, their items closed."""
    changed = await store.correct(work.tx, work.owner_id, sorted({event.subject_id for event in events}))
    await refresh(work, {row["claim_id"]: row["state"] for row in changed})
