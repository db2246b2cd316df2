"""Everything of a leaving practice, written out in the clear, counted and hashed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from migrations.schema import metadata
from tests.builders.registration import BILLING_NPI, CANARY, OTHER_NPI, patient
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.retention.leaving import STEPS, take

TENANT_TABLES = {
    name for name, table in metadata.tables.items() if next(iter(table.primary_key.columns)).name == "tenant_id"
}


async def exported(world: World) -> tuple[PracticeWorld, Path, dict[str, Any]]:
    """A practice with a paid claim beside a neighbor, exported: its folder, and what the step tells."""
    elm = await billing_practice(world, "Elm", npi=BILLING_NPI)
    oak = await billing_practice(world, "Oak", npi=OTHER_NPI)
    for practice, name in ((elm, CANARY), (oak, f"{CANARY}next")):
        await make_claim(world, practice, 1)
        await practice.ehr.post(practice.path("/patients"), patient(external_id="X", last_name=name))
        (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    left = await take(world, elm, *STEPS[:4])
    told = left["steps"][-1]["detail"]
    return elm, world.settings.export_directory / told["folder"], told


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{table}.ndjson").read_text().splitlines()]


async def test_each_table_is_a_file_with_its_rows_and_hash(world: World, database: Database) -> None:
    practice, folder, told = await exported(world)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert {each["table"] for each in manifest["tables"]} == TENANT_TABLES
    for each in manifest["tables"]:
        content = (folder / each["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        assert content.count(b"\n") == each["rows"]
        columns = {column.name for column in metadata.tables[each["table"]].columns} - set(each["omitted"])
        assert all(set(row) == columns and row["tenant_id"] == str(practice.id) for row in rows(folder, each["table"]))
    counts = {each["table"]: each["rows"] for each in manifest["tables"]}
    still = TENANT_TABLES - {"audit_record", "audit_seal", "event_seal"}  # the service went on
    assert {name: counts[name] for name in still} == {
        name: database.as_superuser(f"select count(*) from {name} where tenant_id = %s", [practice.id])[0][0]
        for name in still
    }
    assert {"patient": 2, "claim": 1, "remittance": 1}.items() <= counts.items()
    whole = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert (told["manifest_sha256"], told["tables"]) == (whole, manifest["tables"])
    assert manifest["broken"] == []


async def test_sealed_values_are_in_the_clear_and_nothing_of_a_neighbor(world: World) -> None:
    _, folder, _ = await exported(world)
    assert {row["last_name"] for row in rows(folder, "patient")} == {"Doe", CANARY}
    assert {row["birth_date"] for row in rows(folder, "patient")} == {"1980-02-03"}
    assert [row["member_id"] for row in rows(folder, "coverage")] == ["SBX01A000001"]
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert CANARY.encode() in everything
    assert f"{CANARY}next".encode() not in everything
    assert {row["version"] for row in rows(folder, "data_key")} == {1}
    assert all("wrapped_key" not in row for row in rows(folder, "data_key")), "no key leaves, wrapped or not"


async def test_files_are_as_they_came(world: World) -> None:
    practice, folder, told = await exported(world)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert told["files"] == len(manifest["files"]) == len(rows(folder, "practice_file")) > 2
    for each in manifest["files"]:
        content = (folder / each["file"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each["sha256"], each["bytes"])
        assert each["intact"]
        assert content.startswith(b"ISA")
    newest = (await practice.ehr.get(practice.path("/transactions"))).json()["items"][0]["id"]
    file = await practice.ehr.get(practice.path(f"/transactions/{newest}/file"))
    assert hashlib.sha256(file.content).hexdigest() in {each["sha256"] for each in manifest["files"]}


async def test_only_the_services_user_can_read_it(world: World) -> None:
    _, folder, _ = await exported(world)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()} == {0o600}


async def test_an_export_is_in_the_audit_and_may_be_repeated(world: World, database: Database) -> None:
    practice, folder, _ = await exported(world)
    left = await take(world, practice, "exported")
    again = world.settings.export_directory / left["steps"][-1]["detail"]["folder"]
    assert again != folder
    assert rows(again, "patient") == rows(folder, "patient")
    noted = database.as_superuser(
        "select action, actor_id::text, row_count > 0 from audit_record where action like 'practice.export%%'"
        " and tenant_id = %s order by occurred_at",
        [practice.id],
    )
    begun = ("practice.export.begin", world.staff.client_id, None)
    assert noted == [begun, ("practice.export", world.staff.client_id, True)] * 2


async def test_a_value_that_does_not_open_is_listed_and_the_rest_is_there(world: World, database: Database) -> None:
    practice = await world.practice()
    ids = [
        (await practice.ehr.post(practice.path("/patients"), patient(external_id=f"MRN-{number}"))).json()["id"]
        for number in range(3)
    ]
    database.as_superuser("update patient set first_name = last_name where id = %s", [ids[1]])
    told = (await take(world, practice, *STEPS[:4]))["steps"][-1]["detail"]
    folder = world.settings.export_directory / told["folder"]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["broken"] == [{"table": "patient", "column": "first_name", "row": ids[1]}]
    assert [row["first_name"] for row in rows(folder, "patient")] == ["Jane", None, "Jane"]


async def test_an_export_that_fails_leaves_no_folder_and_is_made_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await world.practice()
    await take(world, practice, *STEPS[:3])

    def full(*_: Any) -> str:
        raise OSError("no space left")

    with monkeypatch.context() as crash:
        crash.setattr("api.offboarding.folder.ExportFolder.write_json", full)
        left = await take(world, practice, "exported")
    assert (left["state"], left["steps"][-1]["state"]) == ("run_out", "requested")
    assert [file for file in world.settings.export_directory.rglob("*") if file.is_file()] == []
