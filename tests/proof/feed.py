"""The feed: a hundred writers, one of whom commits five seconds late, and a reader that polls throughout."""

import asyncio
import random
from typing import Any

from api.kit.postgres.server import EmbeddedServer
from tests.events.feed_ground import Feed
from tests.proof.registry import proof
from tests.proof.worlds import server, stage

WRITERS = 100
EVENTS_EACH = 20
LATE_SECONDS = 5.0
LONGEST_HOLD_SECONDS = 0.05
SEAL_SECONDS = 0.1
CONNECTIONS = 40


@proof("feed")
def feed() -> dict[str, Any]:
    """`feed.missed` and `feed.repeated` of all that was written; both must be 0, and the order must hold."""
    with server() as on:
        return asyncio.run(_write_and_read(on))


async def _write_and_read(on: EmbeddedServer) -> dict[str, Any]:
    async with stage(on, pool_size=CONNECTIONS) as opened:
        read = Feed(opened.world, await opened.world.practice())
        late = asyncio.create_task(read.write(_five_seconds))
        writers = [asyncio.create_task(_write(read)) for _ in range(WRITERS)]
        writing = asyncio.gather(late, *writers)
        sealing = asyncio.create_task(_seal(read))
        while not writing.done():
            await read.read()
        await writing
        await read.until_read()
        sealing.cancel()
    return {
        "feed.missed": read.missed,
        "feed.repeated": read.repeated,
        "is_in_order": read.is_in_order,
        "written": len(read.written),
        "polls": read.polls,
        "ok": not read.missed and not read.repeated and read.is_in_order,
    }


async def _five_seconds() -> None:
    await asyncio.sleep(LATE_SECONDS)


async def _write(read: Feed) -> None:
    """Events one after the other, each in a transaction that stays open for a moment."""
    for _ in range(EVENTS_EACH):
        await read.write(_a_moment)


async def _a_moment() -> None:
    await asyncio.sleep(random.uniform(0, LONGEST_HOLD_SECONDS))  # noqa: S311 - orders of commits, not secrets


async def _seal(read: Feed) -> None:
    while True:
        await read.seal()
        await asyncio.sleep(SEAL_SECONDS)
