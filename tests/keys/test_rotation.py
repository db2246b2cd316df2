"""Keys are rotated beside the running service: nothing is unreadable for a moment, and nothing old is left."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from api.kit.settings import Settings
from tenants.keys import UnknownKeyVersionError, Vault
from tenants.owner import Owner
from tenants.resealing import Resealed, reseal, rotate_data_key, rotate_master, sealed_tables, store, versions
from tests.builders.encounters import bill
from tests.builders.registration import BILLING_NPI, CANARY, coverage, patient, person
from tests.builders.submissions import billing_practice, make_claim
from tests.builders.x12_files import interchange, remittance
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World, open_world

CAUSE = "test"
AT_ONCE = 0.000001
DUE_NOW = (
    "set local search_path = public, jobs; update procrastinate_jobs set scheduled_at = now() where status = 'todo'"
)


@pytest.fixture
async def quick(clean_database: Database, settings: Settings) -> AsyncIterator[World]:
    """A world in which a process looks for new keys at each use, so that a new one seals at once."""
    del clean_database
    async with open_world(settings.model_copy(update={"key_refresh_seconds": AT_ONCE})) as world:
        yield world


async def sealed(world: World, owner: Owner) -> dict[str, dict[int, int]]:
    """Sealed values by table and version of the key."""
    found = {}
    async with world.services.database.expiring(owner) as tx:
        for table in sealed_tables(owner.level):
            found[table.name] = await versions(tx, table)
    return {name: counts for name, counts in found.items() if counts}


async def everything_sealed(world: World) -> PracticeWorld:
    """A practice with a value in each of its sealed columns, its organization with a file."""
    practice = await billing_practice(world)
    holder = person(first_name="John", middle_name="Q", birth_date="1955-04-05")
    (await practice.ehr.post(practice.path("/patients"), patient(middle_name="R"))).raise_for_status()
    order = coverage(world.payers["SBXCO"], relationship="01", subscriber=holder)
    (await practice.ehr.post(practice.path("/coverages"), order)).raise_for_status()
    await bill(practice, note="Seen twice")
    payment = {"patient_external_id": "MRN-1", "method": "check", "source": "desk", "cents": 2500}
    payment |= {"received_on": "2026-01-15", "reference": "Check 1041"}
    (await practice.ehr.post(practice.path("/patient-payments"), payment)).raise_for_status()
    content = interchange([remittance(BILLING_NPI, trace="T1")])
    (await world.staff.send_file(world.path("/interchanges"), content)).raise_for_status()
    await world.work()
    return practice


async def test_after_a_rotation_everything_opens_and_nothing_is_left_under_the_old_key(
    quick: World, database: Database
) -> None:
    practice = await everything_sealed(quick)
    mine, organization = Owner.practice(practice.id), Owner.organization(quick.organization_id)
    for owner in (mine, organization):
        before = await sealed(quick, owner)
        assert {version for counts in before.values() for version in counts} == {1}
        assert await rotate_data_key(quick.services, owner, CAUSE) == 2
        done = await reseal(quick.services, owner, CAUSE)
        after = await sealed(quick, owner)
        # The rotation's own answers are stored meanwhile; nothing else is new.
        assert after == {name: {2: counts[1]} for name, counts in before.items()}
        assert (done.broken, done.left) == (0, 0)
    await everything_reads(quick, practice)
    noted = database.as_superuser(
        "select action, (detail ->> 'version')::int, row_count > 0 from audit_record"
        " where action like 'keys.%%' order by occurred_at"
    )
    assert noted == [("keys.rotate", 2, None), ("keys.reseal", 2, True)]


async def everything_reads(world: World, practice: PracticeWorld) -> None:
    ehr, path = practice.ehr, practice.path
    found = (await ehr.post(path("/patients/search"), {"external_id": "MRN-1"})).json()["items"]
    assert [each["middle_name"] for each in found] == ["R"]
    found = (await ehr.post(path("/patients/search"), {"last_name": "Doe", "birth_year": 1980})).json()["items"]
    assert len(found) == 1, "indexes keep their key"
    [payment] = (await ehr.get(path("/patient-payments"))).json()["items"]
    assert (await ehr.get(path(f"/patient-payments/{payment['id']}"))).json()["reference"] == "Check 1041"
    transactions = (await ehr.get(path("/transactions"))).json()["items"]
    file = await ehr.get(path(f"/transactions/{transactions[0]['id']}/file"))
    assert file.content.startswith(b"ISA")
    mailbox = (await world.staff.get(world.path("/interchanges"))).json()["items"]
    file = await world.staff.get(world.path(f"/interchanges/{mailbox[0]['id']}/file"))
    assert file.content.startswith(b"ISA")
    (await ehr.post(path("/submissions"), {})).raise_for_status()  # opens the claim's snapshot
    await world.work()
    claims = (await ehr.get(path("/claims"))).json()["items"]
    assert [claim["state"] for claim in claims] == ["paid"]


async def test_a_stored_answer_is_repeated_after_a_rotation(quick: World) -> None:
    practice = await quick.practice()
    first = await practice.ehr.post(practice.path("/patients"), patient(), key="once")
    owner = Owner.practice(practice.id)
    await rotate_data_key(quick.services, owner, CAUSE)
    await reseal(quick.services, owner, CAUSE)
    again = await practice.ehr.post(practice.path("/patients"), patient(), key="once")
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")


async def test_a_new_version_seals_once_every_process_has_had_time_to_read_it(world: World) -> None:
    practice = await world.practice()
    owner = Owner.practice(practice.id)
    other = Vault(world.services.vault._service, refresh=timedelta(hours=1))
    async with world.services.database.owned(owner) as tx:
        before = await other.keyring(tx)
    await rotate_data_key(world.services, owner, CAUSE)
    async with world.services.database.owned(owner) as tx:
        keys = await world.services.vault.keyring(tx)
    assert (sorted(keys.versions), keys.newest) == ([1, 2], 1), "announced, not in use yet"
    assert keys.versions[2].seals_from - keys.versions[1].seals_from >= world.services.vault.announced
    assert sorted(before.versions) == [1]
    assert await reseal(world.services, owner, CAUSE) == Resealed(version=1)


async def test_a_version_this_process_has_not_read_is_read_and_the_request_answered(
    world: World, database: Database
) -> None:
    practice = await world.practice()
    made = (await practice.ehr.post(practice.path("/patients"), patient())).json()
    owner = Owner.practice(practice.id)
    other = Vault(world.services.vault._service, refresh=timedelta(microseconds=1))
    async with world.services.database.owned(owner) as tx:
        await other.add_version(tx)
    async with world.services.database.owned(owner) as tx:
        keys = await other.keyring(tx)
    assert keys.newest == 2, "the other process seals with what this one has never seen"
    name = keys.seal_text("patient", "last_name", UUID(made["id"]), CANARY)
    database.as_superuser("update patient set last_name = %s", [bytes(name)])
    audited = "select count(*) from audit_record where action = 'patient.read'"
    before = database.as_superuser(audited)[0][0]
    read = await practice.ehr.get(practice.path(f"/patients/{made['id']}"))
    assert (read.status_code, read.json()["last_name"]) == (200, CANARY)
    assert database.as_superuser(audited)[0][0] == before + 1, "once, not for each try"
    with pytest.raises(UnknownKeyVersionError):
        keys.open_text("patient", "last_name", UUID(made["id"]), bytes(name).replace(b"\0\0\0\2", b"\0\0\0\7", 1))


async def test_a_pass_that_was_stopped_goes_on_where_it_was(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = await quick.practice()
    for number in range(7):
        await practice.ehr.post(practice.path("/patients"), patient(external_id=f"MRN-{number}"))
    owner = Owner.practice(practice.id)
    await rotate_data_key(quick.services, owner, CAUSE)
    monkeypatch.setattr(sys.modules["tenants.resealing.reseal"], "ROWS", 3)
    seen = []

    def stop_after_two(*arguments: Any) -> Any:
        seen.append(arguments)
        if len(seen) == 3:
            raise InterruptedError
        return real(*arguments)

    real = store.replace
    with monkeypatch.context() as stopped:
        stopped.setattr(store, "replace", stop_after_two)
        with pytest.raises(InterruptedError):
            await reseal(quick.services, owner, CAUSE)
    half = (await sealed(quick, owner))["patient"]
    assert set(half) == {1, 2}
    await reseal(quick.services, owner, CAUSE)
    assert set((await sealed(quick, owner))["patient"]) == {2}
    assert (await reseal(quick.services, owner, CAUSE)).rows == 0


async def test_a_value_that_does_not_open_is_left_and_told_of(quick: World, database: Database) -> None:
    practice = await quick.practice()
    ids = [
        (await practice.ehr.post(practice.path("/patients"), patient(external_id=f"MRN-{number}"))).json()["id"]
        for number in range(3)
    ]
    database.as_superuser(
        "update patient p set last_name = o.last_name from patient o where p.id = %s and o.id = %s", ids[:2]
    )
    owner = Owner.practice(practice.id)
    await rotate_data_key(quick.services, owner, CAUSE)
    with capture_logs() as told:
        done = await reseal(quick.services, owner, CAUSE)
    assert (done.broken, done.left) == (1, 0)
    place = {"owner": str(owner), "table": "patient", "column": "last_name", "row": ids[0]}
    assert told == [{"event": "seal broken", "log_level": "error"} | place]
    assert (await practice.ehr.get(practice.path(f"/patients/{ids[2]}"))).status_code == 200


async def test_a_new_master_secret_only_wraps_the_same_keys_again(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1)
    owner = Owner.practice(practice.id)
    wrapped = "select version, wrapped_key, wrapped_index_key from data_key where tenant_id = %s"
    before, values = (
        database.as_superuser(wrapped, [practice.id]),
        database.as_superuser("select last_name from patient"),
    )
    assert await rotate_master(world.services, owner, CAUSE) == 1
    after = database.as_superuser(wrapped, [practice.id])
    assert all(old != new for old, new in zip(before[0][1:], after[0][1:], strict=True))
    assert database.as_superuser("select last_name from patient") == values
    restarted = Vault(world.services.vault._service)
    async with world.services.database.owned(owner) as tx:
        keys = await restarted.keyring(tx)
    row = database.as_superuser("select id, last_name from patient")[0]
    assert keys.open_text("patient", "last_name", row[0], bytes(row[1])) == "Doe"
    found = await practice.ehr.post(practice.path("/patients/search"), {"external_id": "MRN-1"})
    assert len(found.json()["items"]) == 1


async def test_the_jobs_rotate_and_seal_anew_until_nothing_is_left(quick: World, database: Database) -> None:
    practice = await everything_sealed(quick)
    owner = Owner.practice(practice.id)
    await rotate_data_key(quick.services, owner, CAUSE)
    queued = "select task_name, scheduled_at > now() from jobs.procrastinate_jobs where task_name like 'keys.%%'"
    assert database.as_superuser(queued) == [("keys.reencrypt", True)], "when the new version is in use"
    for _ in range(2):
        database.as_superuser(DUE_NOW)
        await quick.work()
    assert {version for counts in (await sealed(quick, owner)).values() for version in counts} == {2}
    assert database.as_superuser(queued) == [], "the last pass found nothing"


async def test_a_rotation_under_requests_fails_none(quick: World) -> None:
    practice = await everything_sealed(quick)
    owner = Owner.practice(practice.id)
    patient_id = (await practice.ehr.post(practice.path("/patients/search"), {"external_id": "MRN-1"})).json()["items"][
        0
    ]["id"]
    transactions = (await practice.ehr.get(practice.path("/transactions"))).json()["items"]
    failed: list[str] = []
    over = asyncio.Event()

    async def read(path: str) -> None:
        while not over.is_set():
            answer = await practice.ehr.get(practice.path(path))
            failed.extend([f"{path} {answer.status_code}"] if answer.status_code != 200 else [])

    async def write(number: int) -> None:
        while not over.is_set():
            answer = await practice.ehr.post(
                practice.path("/patients"), patient(external_id=f"W-{number}", last_name="Roe")
            )
            failed.extend([f"write {answer.status_code}"] if answer.status_code not in {200, 201} else [])

    async def rotate() -> None:
        try:
            for _ in range(3):
                await rotate_data_key(quick.services, owner, CAUSE)
                await rotate_master(quick.services, owner, CAUSE)
                while (await reseal(quick.services, owner, CAUSE)).rows:
                    pass
        finally:
            over.set()

    readers = [read(f"/patients/{patient_id}"), read(f"/transactions/{transactions[0]['id']}/file"), write(1), write(2)]
    await asyncio.gather(*readers, rotate())
    assert failed == []
    assert (await reseal(quick.services, owner, CAUSE)).left == 0
