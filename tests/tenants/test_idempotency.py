"""A write's key: one effect however often it is sent, and the same answer, also after a crash."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import psycopg
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.builders.registration import CANARY, patient
from tests.harness.database import Database
from tests.harness.world import ADDRESS, PracticeWorld, World

PATIENTS = "select count(*) from patient"


class Lost:
    """The product, killed after its commit and before its answer: nothing that it sends arrives."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, _: Send) -> None:
        async def lose(message: Message) -> None:
            raise ConnectionResetError(message["type"])

        await self._world.app(scope, receive, lose)


async def until_waiting(database: Database) -> None:
    """Until some transaction waits for a lock."""
    waiting = (
        "select 1 from pg_locks l join pg_database d on d.oid = l.database"
        " where not l.granted and d.datname = current_database()"
    )
    for _ in range(1000):
        if database.as_superuser(waiting):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing waited")


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


async def test_fifty_at_once_have_one_effect(practice: PracticeWorld, database: Database) -> None:
    path = practice.path("/patients")
    answers = await asyncio.gather(*(practice.ehr.post(path, patient(), key="fifty") for _ in range(50)))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}
    assert statuses[201] >= 1
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert database.as_superuser(PATIENTS) == [(1,)]
    assert database.as_superuser("select count(*) from audit_record where action = 'patient.create'") in (
        [(1,)],
        [(0,)],
    )
    again = await practice.ehr.post(path, patient(), key="fifty")
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")


async def test_the_same_key_with_another_body_path_or_method_is_a_422(practice: PracticeWorld) -> None:
    first = await practice.ehr.post(practice.path("/patients"), patient(), key="k")
    other_body = await practice.ehr.post(practice.path("/patients"), patient(last_name="Roe"), key="k")
    other_path = await practice.ehr.post(practice.path("/billing-providers"), patient(), key="k")
    assert first.status_code == 201
    for answer in (other_body, other_path):
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "idempotency-key-reused")


async def test_a_key_in_progress_is_a_409_that_does_not_wait(practice: PracticeWorld, database: Database) -> None:
    path = practice.path("/patients")
    with psycopg.connect(database.superuser_url) as holder:
        holder.execute("lock table patient in access exclusive mode")
        first = asyncio.create_task(practice.ehr.post(path, patient(), key="slow"))
        await until_waiting(database)
        second = await asyncio.wait_for(practice.ehr.post(path, patient(), key="slow"), 5)
        assert (second.status_code, second.headers["retry-after"]) == (409, "1")
        assert second.json()["type"].endswith("idempotency-in-progress")
        holder.rollback()
    assert (await first).status_code == 201
    assert database.as_superuser(PATIENTS) == [(1,)]


async def test_a_crash_between_commit_and_answer_is_answered_on_retry(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    path = practice.path("/patients")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Lost(world)), base_url=ADDRESS) as dying:
        with pytest.raises(ConnectionResetError):
            await dying.post(path, json=patient(), headers=practice.ehr.headers("crash"))
    assert database.as_superuser(PATIENTS) == [(1,)], "the effect is there, the caller does not know it"
    retried = await practice.ehr.post(path, patient(), key="crash")
    assert (retried.status_code, retried.headers["idempotency-replayed"]) == (201, "true")
    found = await practice.ehr.get(practice.path(f"/patients/{retried.json()['id']}"))
    assert found.json() == retried.json()
    assert database.as_superuser(PATIENTS) == [(1,)]


async def test_a_replay_after_a_later_change_is_the_answer_of_then(practice: PracticeWorld) -> None:
    path = practice.path("/patients")
    first = await practice.ehr.post(path, patient(), key="first")
    await practice.ehr.post(path, patient(last_name="Roe"), key="second")
    replayed = await practice.ehr.post(path, patient(), key="first", headers={"If-Match": '"99"'})
    assert (replayed.status_code, replayed.content) == (first.status_code, first.content)
    assert replayed.headers["etag"] == first.headers["etag"]
    now = await practice.ehr.get(practice.path(f"/patients/{first.json()['id']}"))
    assert now.json()["last_name"] == "Roe"


async def test_a_refusal_of_the_business_is_stored_and_one_of_the_caller_is_not(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    wrong: dict[str, Any] = patient(birth_date="2980-01-01")
    first = await practice.ehr.post(practice.path("/patients"), wrong, key="wrong")
    again = await practice.ehr.post(practice.path("/patients"), wrong, key="wrong")
    assert first.status_code == 422
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    stored = database.as_superuser("select count(*) from practice_idempotency")
    narrow = await world.client(kind="practice", practice_id=str(practice.id), scopes=["events:read"])
    assert (await narrow.post(practice.path("/patients"), patient(), key="n")).status_code == 403
    elsewhere = practice.path("/patients").replace(str(practice.id), str(world.organization_id))
    assert (await practice.ehr.post(elsewhere, patient(), key="n")).status_code == 404
    assert database.as_superuser("select count(*) from practice_idempotency") == stored


async def test_a_key_belongs_to_its_client(world: World, practice: PracticeWorld, database: Database) -> None:
    path = practice.path("/patients")
    await practice.ehr.post(path, patient(), key="mine")
    other = await world.client(kind="practice", practice_id=str(practice.id), scopes=["registration:write"])
    answer = await other.post(path, patient(external_id="MRN-2"), key="mine")
    assert answer.status_code == 201
    assert database.as_superuser(PATIENTS) == [(2,)]


@pytest.mark.parametrize("key", ["", "with blank", "ünïcode", "x" * 256])
async def test_a_key_is_1_to_255_visible_characters(practice: PracticeWorld, key: str) -> None:
    headers = practice.ehr.headers("x") | {"Idempotency-Key": key}
    encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    answer = await practice.ehr.http.post(practice.path("/patients"), json=patient(), headers=encoded)
    assert answer.status_code == 400


async def test_stored_answers_are_sealed_and_end_after_a_day(practice: PracticeWorld, database: Database) -> None:
    await practice.ehr.post(practice.path("/patients"), patient(last_name=CANARY), key="sealed")
    leaks = database.as_superuser(
        "select 1 from practice_idempotency i where i::text like %s or encode(body, 'hex') like %s",
        [f"%{CANARY}%", f"%{CANARY.encode().hex()}%"],
    )
    assert leaks == []
    kept = (
        "select 1 from practice_idempotency"
        " where expires_at between now() + interval '23 hours' and now() + interval '25 hours'"
    )
    assert len(database.as_superuser(kept)) == 1
