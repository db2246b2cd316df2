"""A read's audit row is on the disk before its answer leaves, and reads beside each other wait for that together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from tenants import session
from tenants.session import FLUSH, UNHURRIED, LogFlush
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

READS = 40


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    made = await world.practice()
    await made.ehr.get(made.path("/events"))
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement."""
    statements: list[str] = []
    execute: Callable[..., Awaitable[Any]] = psycopg.AsyncCursor.execute

    async def noted(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:
        statements.append(str(query))
        return await execute(cursor, query, *rest, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    return statements


async def test_the_answer_waits_for_the_disk_though_the_row_is_committed(
    practice: PracticeWorld, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may_go_on = asyncio.Event(), asyncio.Event()

    async def held(_: LogFlush) -> None:
        asked.set()
        await may_go_on.wait()

    monkeypatch.setattr(LogFlush, "_flush", held)
    before = database.as_superuser("select count(*) from audit_record where action = 'ledger.read'")[0][0]
    reading = asyncio.create_task(practice.ehr.get(practice.path("/ledger")))
    await asked.wait()
    assert database.as_superuser("select count(*) from audit_record where action = 'ledger.read'") == [(before + 1,)]
    assert not reading.done()
    may_go_on.set()
    assert (await reading).status_code == 200


async def test_no_answer_is_given_when_the_row_may_not_be_on_the_disk(
    practice: PracticeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: LogFlush) -> None:
        raise psycopg.OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(LogFlush, "_flush", broken)
        answer = await practice.ehr.get(practice.path("/ledger"))
        assert (answer.status_code, b"accounts" in answer.content) == (500, False)
    assert (await practice.ehr.get(practice.path("/ledger"))).status_code == 200


async def test_reads_at_once_share_the_waits(
    practice: PracticeWorld, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "GATHER_SECONDS", 0.25)  # so that a slow machine gathers as many as a fast one
    answers = await asyncio.gather(*(practice.ehr.get(practice.path("/ledger")) for _ in range(READS)))
    assert {answer.status_code for answer in answers} == {200}
    assert 0 < sent.count(FLUSH) < READS / 2


async def test_a_write_waits_by_itself(practice: PracticeWorld, sent: list[str]) -> None:
    assert (await practice.ehr.post(practice.path("/patients"), patient())).status_code == 201
    assert [statement for statement in sent if UNHURRIED in statement or statement == FLUSH] == []


async def test_a_lost_connection_is_replaced_at_the_next_wait(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    ended = database.as_superuser(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        " and usename = 'app' and query = %s",
        [FLUSH],
    )
    assert len(ended) == 1
    answers = [(await practice.ehr.get(practice.path("/ledger"))).status_code for _ in range(3)]
    assert answers[1:] == [200, 200]
    assert (await world.staff.get(world.path("/payers"))).status_code == 200
