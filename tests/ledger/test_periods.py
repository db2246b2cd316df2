"""Closing a month, as the service's role does it, while money is posted: nothing lands in what is closed."""

import asyncio
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import errors

from api.kit.ids import new_id
from api.ledger import Entry, check, open_batch
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.remittance.checks import Check, interchange
from tests.remittance.support import balance, register_payee, upload

PAYEE = "PAYEE01"
CLOSE = (
    "with p as (update period set is_open = false, closed_at = now()"
    " where tenant_id = %(tenant)s and month = %(month)s)"
    " update ledger_batch set period_open = false where tenant_id = %(tenant)s and period_month = %(month)s"
)
LOCK = "select 1 from period where tenant_id = %(tenant)s and month = %(month)s for update"
BLOCKED = "select 1 from pg_stat_activity where datname = current_database() and pg_blocking_pids(pid) <> '{}'"
BATCHES = (
    "select b.period_month, b.period_open, p.is_open from ledger_batch b"
    " join period p on p.tenant_id = b.tenant_id and p.month = b.period_month where b.tenant_id = %s order by b.id"
)


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    made = await world.practice()
    await register_payee(made, PAYEE)
    return made


class Closing:
    """A transaction that closes a month, on a connection of its own."""

    def __init__(self, database: Database, practice: PracticeWorld, month: date) -> None:
        self.url = database.url("app")
        self.what = {"tenant": practice.id, "month": month}

    async def run(self, *statements: str) -> None:
        """All of it."""
        async with await self.begin() as connection:
            for statement in statements:
                await connection.execute(statement.encode(), self.what)

    async def begin(self) -> psycopg.AsyncConnection[Any]:
        """The connection, for the practice."""
        connection = await psycopg.AsyncConnection.connect(self.url)
        await connection.execute("select set_config('app.tenant', %s, true)", [str(self.what["tenant"])])
        return connection


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def a_check(trace: str, cents: int) -> bytes:
    return interchange([Check(payee=PAYEE, trace=trace, claims=[("UNKNOWN1", cents, cents)])])


async def entries(practice: PracticeWorld) -> list[dict[str, Any]]:
    """Newest first."""
    return list((await practice.ehr.get(practice.path("/ledger/entries"))).json()["items"])


async def this_month(world: World, practice: PracticeWorld) -> date:
    """Where the practice's money lands now: told by a first check."""
    await upload(world, practice, a_check("FIRST", 500))
    return date.fromisoformat((await entries(practice))[0]["business_date"]).replace(day=1)


async def post(world: World, practice: PracticeWorld) -> date:
    """A batch of one movement through the verb; its business date."""
    async with work_for(world.services, Owner.practice(practice.id), "job:test") as work:
        batch = await open_batch(work, "test", new_id(), date(2026, 1, 5))
        await batch.add([Entry("suspense", "interest", 700)])
        return batch.business_date


async def until_blocked(database: Database) -> None:
    for _ in range(1000):
        if database.as_superuser(BLOCKED):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing waited")


async def test_after_a_close_money_is_dated_to_the_first_day_of_the_next_open_month(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    await Closing(database, practice, month).run(LOCK, CLOSE)
    await Closing(database, practice, following(month)).run(LOCK, CLOSE)
    await upload(world, practice, a_check("SECOND", 300))
    newest, *_, oldest = await entries(practice)
    assert newest["business_date"] == following(following(month)).isoformat()
    assert oldest["business_date"][:7] == month.isoformat()[:7]
    assert newest["effective_date"] == oldest["effective_date"]
    assert await balance(practice, "undeposited_funds") == 800
    shown = (await practice.ehr.get(practice.path("/ledger/periods"))).json()["items"]
    closed = {period["month"] for period in shown if not period["is_open"]}
    assert closed == {month.isoformat(), following(month).isoformat()}
    assert all((period["closed_at"] is None) == period["is_open"] for period in shown)


async def test_when_every_month_is_closed_the_next_one_is_added(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    last = database.as_superuser("select max(month) from period where tenant_id = %s", [practice.id])[0][0]
    while month <= last:
        await Closing(database, practice, month).run(LOCK, CLOSE)
        month = following(month)
    posted = await asyncio.gather(*(post(world, practice) for _ in range(4)))
    assert posted == [following(last)] * 4


async def test_a_posting_under_way_is_in_the_month_that_a_close_then_closes(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    async with work_for(world.services, Owner.practice(practice.id), "job:test") as work:
        batch = await open_batch(work, "test", new_id(), date(2026, 1, 5))
        closing = asyncio.create_task(Closing(database, practice, month).run(LOCK, CLOSE))
        await until_blocked(database)
        await batch.add([Entry("suspense", "interest", 700)])
    await closing
    assert database.as_superuser(BATCHES, [practice.id]) == [(month, False, False)] * 2
    assert (await post(world, practice)) == following(month)


async def test_a_posting_that_meets_a_close_under_way_waits_and_lands_in_the_next_month(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    closing = Closing(database, practice, month)
    async with await closing.begin() as connection:
        await connection.execute(CLOSE.encode(), closing.what)
        posting = asyncio.create_task(upload(world, practice, a_check("SECOND", 300)))
        await until_blocked(database)
    await posting
    assert (await entries(practice))[0]["business_date"] == following(month).isoformat()
    assert database.as_superuser(BATCHES, [practice.id]) == [(month, False, False), (following(month), True, True)]


async def test_a_close_that_does_not_lock_first_is_refused_when_a_posting_comes_between(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    async with work_for(world.services, Owner.practice(practice.id), "job:test") as work:
        await open_batch(work, "test", new_id(), date(2026, 1, 5))
        closing = asyncio.create_task(Closing(database, practice, month).run(CLOSE))
        await until_blocked(database)
    with pytest.raises(errors.ForeignKeyViolation):
        await closing
    assert database.as_superuser(BATCHES, [practice.id]) == [(month, True, True)] * 2


async def test_closes_and_postings_at_once_leave_no_batch_between(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    month = await this_month(world, practice)
    closing = Closing(database, practice, month)
    await asyncio.gather(*(post(world, practice) for _ in range(6)), closing.run(LOCK, CLOSE), closing.run(LOCK, CLOSE))
    batches = database.as_superuser(BATCHES, [practice.id])
    assert len(batches) == 7
    assert set(batches) <= {(month, False, False), (following(month), True, True)}
    async with world.services.database.owned(Owner.practice(practice.id)) as tx:
        assert await check(tx) == []
