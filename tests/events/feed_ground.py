"""Writers that commit when they will, a sealer, and a reader that polls throughout."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from api.events import NewEvent, record, seal_events
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.world import PracticeWorld, World

KIND = "test.written"
Hold = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Feed:
    """The feed of one practice as one reader has seen it."""

    world: World
    practice: PracticeWorld
    written: list[UUID] = field(default_factory=list)
    seen: list[tuple[int, UUID]] = field(default_factory=list)
    after: int = 0
    polls: int = 0

    async def write(self, hold: Hold | None = None) -> UUID:
        """Record one event in a transaction that `hold` keeps open before it commits."""
        event = NewEvent(KIND, "test", new_id())
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test.write") as work:
            await record(work, [event])
            if hold is not None:
                await hold()
        self.written.append(event.id)
        return event.id

    async def seal(self) -> None:
        """What the job does, every few seconds."""
        owner = Owner.practice(self.practice.id)
        async with self.world.services.database.owned(owner) as tx:
            await seal_events(tx, self.world.services.vault.audit_key(owner))

    async def read(self) -> None:
        """Ask for what came after the last time, as a client does."""
        answer = await self.practice.ehr.get(self.practice.path("/events"), after=self.after, limit=7)
        answer.raise_for_status()
        page = answer.json()
        self.after, self.polls = page["next_after"], self.polls + 1
        self.seen += [(item["sequence"], UUID(item["id"])) for item in page["items"] if item["kind"] == KIND]

    async def until_read(self) -> None:
        """Seal and read until everything written has been seen. (Another database of the server can hold it back.)"""
        for _ in range(5000):
            await self.seal()
            await self.read()
            if {event for _, event in self.seen} >= set(self.written):
                return
            await asyncio.sleep(0.01)

    @property
    def missed(self) -> int:
        """Events that were written and never seen."""
        return len(set(self.written) - {event for _, event in self.seen})

    @property
    def repeated(self) -> int:
        """How many times an event was seen again."""
        return sum(Counter(event for _, event in self.seen).values()) - len({event for _, event in self.seen})

    @property
    def is_in_order(self) -> bool:
        """Whether the sequences only ever rose."""
        sequences = [sequence for sequence, _ in self.seen]
        return sequences == sorted(set(sequences))
