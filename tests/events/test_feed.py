"""The feed: every event exactly once, in one order, however late a transaction commits."""

import asyncio

import pytest

from tests.audit.chains import sealed
from tests.events.feed_ground import Feed
from tests.harness.database import Database
from tests.harness.world import World

WRITERS = 12


@pytest.fixture
async def feed(world: World) -> Feed:
    return Feed(world, await world.practice())


async def test_a_late_commit_is_read_once_and_in_its_place(feed: Feed) -> None:
    begun, may_commit = asyncio.Event(), asyncio.Event()

    async def until_told() -> None:
        begun.set()
        await may_commit.wait()

    before = [await feed.write() for _ in range(3)]
    await feed.until_read()
    late = asyncio.create_task(feed.write(until_told))
    await begun.wait()
    await asyncio.gather(*(feed.write() for _ in range(WRITERS)))
    for _ in range(10):
        await feed.seal()
        await feed.read()
    assert [event for _, event in feed.seen] == before, "what came after an open transaction waits for it"
    may_commit.set()
    await late
    await feed.until_read()
    assert (feed.missed, feed.repeated, feed.is_in_order) == (0, 0, True)
    assert len(feed.seen) == len(before) + WRITERS + 1
    assert feed.seen[len(before)][1] == late.result(), "its transaction began first"


async def test_a_transaction_that_rolls_back_leaves_no_gap(feed: Feed) -> None:
    async def fail() -> None:
        raise ArithmeticError

    await feed.write()
    with pytest.raises(ArithmeticError):
        await feed.write(fail)
    await feed.write()
    await feed.until_read()
    first, second = feed.seen
    assert (second[0] - first[0], feed.missed) == (1, 0)


async def test_reading_while_writing_meets_every_event_once(feed: Feed) -> None:
    writing = asyncio.gather(*(feed.write() for _ in range(WRITERS)))
    while not writing.done():
        await feed.seal()
        await feed.read()
    await feed.until_read()
    assert (feed.missed, feed.repeated, feed.is_in_order) == (0, 0, True)


async def test_the_feed_starts_where_the_reader_has_come_to(feed: Feed) -> None:
    for _ in range(3):
        await feed.write()
    await feed.until_read()
    path = feed.practice.path("/events")
    last = feed.after
    assert (await feed.practice.ehr.get(path, after=last)).json() == {"items": [], "next_after": last}
    page = (await feed.practice.ehr.get(path, after=last - 1)).json()
    assert ([item["sequence"] for item in page["items"]], page["next_after"]) == ([last], last)


async def test_reading_the_feed_is_told_with_its_count(feed: Feed, database: Database) -> None:
    await feed.write()
    await sealed(feed.world)
    path = feed.practice.path("/events")
    answers = [await feed.practice.ehr.get(path, after=after) for after in (0, 99)]
    counts = database.as_superuser("select row_count from audit_record where action = 'event.list' order by id")
    assert counts == [(len(answers[0].json()["items"]),), (0,)]
