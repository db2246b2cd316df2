"""Once its key is destroyed nothing of a practice can be read, here or in a backup; the others lose nothing."""

import json
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from api.kit.settings import Settings
from api.offboarding import is_genuine
from api.offboarding.take import take_step
from tenants.keys import KeyServiceError, SealBrokenError, Vault, key_service
from tenants.owner import Owner
from tenants.resealing import sealed_tables
from tests.builders.registration import BILLING_NPI, CANARY, OTHER_NPI, patient
from tests.builders.submissions import billing_practice, make_claim
from tests.builders.x12_files import interchange, remittance
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.retention.leaving import STEPS, ask, leaving, take


async def two_practices(world: World) -> tuple[PracticeWorld, PracticeWorld]:
    """Elm and Oak, each with a paid claim."""
    elm = await billing_practice(world, "Elm", npi=BILLING_NPI)
    oak = await billing_practice(world, "Oak", npi=OTHER_NPI)
    for practice in (elm, oak):
        await make_claim(world, practice, 1)
        await practice.ehr.post(practice.path("/patients"), patient(external_id="X", last_name=CANARY))
        (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    return elm, oak


def reads(practice: PracticeWorld) -> list[str]:
    return [
        practice.path(path)
        for path in ("/claims", "/remittances", "/ledger", "/events", "/transactions", "/billing-providers", "/payers")
    ]


async def test_afterwards_every_read_and_write_answers_410_and_the_neighbor_is_as_before(world: World) -> None:
    elm, oak = await two_practices(world)
    before = [(await oak.ehr.get(path)).json() for path in reads(oak)[:4]]
    await take(world, elm, *STEPS)
    for caller in (elm.ehr, world.staff):
        for path in reads(elm):
            answer = await caller.get(path)
            assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "key-destroyed"), path
        written = await caller.post(elm.path("/patients"), patient())
        assert written.status_code == 410
    assert (await oak.ehr.get(elm.path("/claims"))).status_code == 404, "to others it is unknown, as ever"
    after = [(await oak.ehr.get(path)).json() for path in reads(oak)[:4]]
    for was, now in zip(before, after, strict=True):
        assert {**was, "as_of": 0, "next_after": 0, "items": 0} == {**now, "as_of": 0, "next_after": 0, "items": 0}
    found = await oak.ehr.post(oak.path("/patients/search"), {"last_name": CANARY, "birth_year": 1980})
    assert [each["last_name"] for each in found.json()["items"]] == [CANARY]


async def test_the_certificate_says_what_was_destroyed_when_and_by_whom(world: World) -> None:
    elm, _ = await two_practices(world)
    left = await take(world, elm, *STEPS)
    certificate = left["steps"][-1]["detail"]["certificate"]
    assert certificate["practice_id"] == str(elm.id)
    assert certificate["requested_by"] == world.staff.client_id
    assert certificate["reason"] == "Contract ended: shredded"
    assert (certificate["key_service"], len(certificate["key_fingerprint"])) == ("file", 32)
    assert certificate["sealed_values"]["patient"] == 10, "two patients of five sealed values each"
    assert certificate["sealed_values"]["claim"] == 1
    assert certificate["exports_removed"] == 1
    assert certificate["not_covered"] == {"interchanges_of_the_organization": 4}
    vault = world.services.vault
    assert is_genuine(vault, certificate)
    assert is_genuine(vault, json.loads(json.dumps(certificate, sort_keys=True, indent=4)))
    for name, value in (("practice_id", str(world.organization_id)), ("sealed_values", {}), ("reason", "")):
        assert not is_genuine(vault, certificate | {name: value})
    assert not is_genuine(vault, {name: value for name, value in certificate.items() if name != "signature"})


async def test_money_that_arrives_for_it_later_waits_in_the_organizations_queue(world: World) -> None:
    elm, _ = await two_practices(world)
    await take(world, elm, *STEPS)
    content = interchange([remittance(BILLING_NPI, trace="LATE")], control="000000909")
    sent = await world.staff.send_file(world.path("/interchanges"), content)
    assert sent.status_code == 202
    await world.work()
    waiting = (await world.staff.get(world.path("/interchange-transactions"), state="waiting")).json()["items"]
    assert [(each["reason"], each["practice_id"]) for each in waiting] == [("practice_left", None)]


async def test_a_destruction_that_was_interrupted_is_finished_and_certified_once(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await world.practice()
    await take(world, practice, *STEPS[:5])
    asked = (await ask(world, practice, "shredded")).json()["steps"][-1]["id"]

    def interrupted(*_: Any) -> int:
        raise InterruptedError

    with monkeypatch.context() as crash:
        crash.setattr("api.offboarding.shred.remove_exports", interrupted)
        with pytest.raises(InterruptedError):
            await take_step(world.services, world.organization_id, practice.id, UUID(asked))
    assert (await practice.ehr.get(practice.path("/claims"))).status_code == 410
    for _ in range(2):
        await take_step(world.services, world.organization_id, practice.id, UUID(asked))
    left = await leaving(world, practice)
    assert (left["state"], left["steps"][-1]["state"]) == ("shredded", "done")
    certificate = left["steps"][-1]["detail"]["certificate"]
    assert certificate["key_fingerprint"] == left["steps"][-1]["detail"]["key_fingerprint"]
    assert is_genuine(world.services.vault, certificate)
    assert database.as_superuser(
        "select count(*) from data_key where tenant_id = %s and wrapped_key = ''", [practice.id]
    ) == [(1,)]


async def test_a_process_that_had_the_key_in_memory_gives_it_up(world: World) -> None:
    practice = await billing_practice(world)
    other = Vault(key_service(world.settings), refresh=world.services.vault.announced * 0)
    owner = Owner.practice(practice.id)
    async with world.services.database.owned(owner) as tx:
        assert (await other.keyring(tx)).owner == owner
    await take(world, practice, *STEPS)
    async with world.services.database.owned(owner) as tx:
        with pytest.raises(KeyServiceError):
            await other.keyring(tx)


async def test_the_audit_chain_of_the_practice_goes_on(world: World, database: Database) -> None:
    practice = await world.practice()
    await take(world, practice, *STEPS)
    await practice.ehr.get(practice.path("/claims"))
    actions = database.as_superuser(
        "select action, outcome from audit_record where tenant_id = %s order by occurred_at desc limit 2", [practice.id]
    )
    assert ("practice.shred", "done") in actions
    assert actions[0][1] == "refused"


async def test_a_backup_of_before_restored_after_reads_nothing_of_it_and_everything_of_the_others(
    world: World, database: Database, tmp_path: Path
) -> None:
    elm, oak = await two_practices(world)
    await take(world, elm, *STEPS[:5])
    dump = tmp_path / "backup"
    run(database, "pg_dump", "--enable-row-security", "-Fc", "-f", str(dump), database.url("backup"))
    await take(world, elm, "shredded")
    restored = restore(database, dump)
    try:
        count = "select tenant_id, count(*) from patient group by tenant_id order by 1"
        assert restored.as_superuser(count) == database.as_superuser(count) == sorted([(elm.id, 2), (oak.id, 2)])
        settings = world.settings.model_copy(update={"database_url": restored.base_url})
        opened, refused = await opened_values(settings, restored, oak.id)
        assert refused == 0
        assert opened == number_of_sealed_values(restored, oak.id) > 20
        opened, refused = await opened_values(settings, restored, elm.id)
        assert opened == 0
        assert refused == number_of_sealed_values(restored, elm.id) > 20
    finally:
        restored.drop()


def run(database: Database, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(database.server.programs / program), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def restore(database: Database, dump: Path) -> Database:
    """A database of the dump's, as a superuser restores it."""
    name = f"restored_{dump.parent.name[-8:]}".replace("-", "_")
    with psycopg.connect(database.server.migration_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    run(database, "pg_restore", "--exit-on-error", "-d", database.server.migration_url(name), str(dump))
    return Database(database.server, name)


def number_of_sealed_values(database: Database, practice_id: UUID) -> int:
    counts = [
        database.as_superuser(
            f"select {' + '.join(f'count({column})' for column in table.columns)} from {table.name}"
            " where tenant_id = %s",
            [practice_id],
        )[0][0]
        for table in sealed_tables(Owner.practice(practice_id).level)
    ]
    return sum(counts)


async def opened_values(settings: Settings, database: Database, practice_id: UUID) -> tuple[int, int]:
    """How many sealed values of a practice open in a database, and how many do not."""
    from tenants.services import open_services  # noqa: PLC0415 - a process of the restored installation

    owner, opened, refused = Owner.practice(practice_id), 0, 0
    async with open_services(settings) as services:
        try:
            async with services.database.owned(owner) as tx:
                keys = await services.vault.keyring(tx)
        except KeyServiceError:
            keys = None
    for table in sealed_tables(owner.level):
        names = ", ".join((*table.key, *table.columns))
        for values in database.as_superuser(f"select {names} from {table.name} where tenant_id = %s", [practice_id]):
            row = dict(zip((*table.key, *table.columns), values, strict=True))
            for column in table.columns:
                if row[column] is None:
                    continue
                try:
                    if keys is None:
                        refused += 1
                    else:
                        keys.open(table.name, column, table.row_id(row), bytes(row[column]))
                        opened += 1
                except SealBrokenError:
                    refused += 1
    return opened, refused
