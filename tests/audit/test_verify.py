"""The log can't lie: what the highest login of the database does to a chain, `firstpass audit verify` finds."""

import asyncio
import json
from uuid import UUID

import pytest
from typer.testing import CliRunner

from api.audit.verify import OwnerUnknown, verify
from api.cli import app
from api.kit.settings import Settings
from tests.audit.chains import CHAINS, CLUMSY, LINKS, TAMPERINGS, filled, kinds, sealed, tamper
from tests.audit.columns import edited
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.harness.world import PracticeWorld, World, open_world


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


def owners(world: World, practice: PracticeWorld) -> dict[str, UUID | None]:
    return {"tenant": practice.id, "organization": world.organization_id, "platform": None}


async def test_chains_that_nobody_touched_hold(world: World, practice: PracticeWorld) -> None:
    before = await filled(world, practice)
    assert before.holds
    after = await verify(world.services)
    assert after.holds
    assert set(kinds(after)) == set(CHAINS)
    assert all(chain.links >= LINKS and chain.heads == 1 for chain in after.chains)


@pytest.mark.parametrize("name", [*TAMPERINGS, *CLUMSY])
async def test_it_is_found_in_every_chain(world: World, practice: PracticeWorld, database: Database, name: str) -> None:
    await filled(world, practice)
    statements, kind = {**TAMPERINGS, **CLUMSY}[name]
    tamper(database, statements, owners(world, practice))
    found = kinds(await verify(world.services))
    assert {chain for chain, kinds_found in found.items() if kind in kinds_found} == set(CHAINS)


async def test_an_edit_of_any_column_is_found(world: World, practice: PracticeWorld, database: Database) -> None:
    await filled(world, practice)
    found = await edited(world, database, owners(world, practice))
    assert [place for place, is_found in found.items() if not is_found] == []
    assert len(found) > 50
    assert (await verify(world.services)).holds


async def test_a_neighbor_of_what_was_touched_still_holds(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    neighbor = await world.practice("Oak")
    await filled(world, practice)
    tamper(database, TAMPERINGS["edit"][0], owners(world, practice))
    assert (await verify(world.services, str(neighbor.id))).holds
    assert not (await verify(world.services, str(practice.id))).holds


async def test_a_chain_written_anew_by_the_service_itself_differs_from_its_heads(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    await filled(world, practice)
    chosen = f"tenant_id = '{practice.id}'"
    first = f"(select record_id from audit_seal where {chosen} and sequence = 1)"
    database.as_superuser(
        f"with r as (select {first} as id), s as (delete from audit_seal where {chosen})"
        f" delete from audit_record using r where {chosen} and audit_record.id = r.id"
    )
    await sealed(world)
    assert kinds(await verify(world.services))["tenant", "audit"] & {"head_differs", "head_beyond"}


async def test_an_unknown_owner_is_said_to_be_unknown(world: World) -> None:
    with pytest.raises(OwnerUnknown):
        await verify(world.services, "01a20fc6-a497-7000-9dc3-af1c5326a671")


async def test_an_owner_whose_heads_were_exported_is_missed(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    await filled(world, practice)
    database.as_superuser("set session_replication_role = replica; delete from practice")
    verdict = await verify(world.services)
    assert [chain.owner for chain in verdict.chains if chain.findings] == [f"tenant:{practice.id}"]


def test_the_command_says_it_and_its_exit_code_too(
    clean_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fill() -> dict[str, UUID | None]:
        async with open_world(settings) as world:
            practice = await world.practice()
            await filled(world, practice)
            return owners(world, practice)

    there = asyncio.run(fill())
    for name, value in {
        "DATABASE_URL": clean_database.base_url,
        "DATABASE_ROLE_SECRET": ROLE_SECRET,
        "DATA_DIR": str(settings.data_dir),
        "KEY_DIRECTORY": str(settings.key_directory),
    }.items():
        monkeypatch.setenv(name, value)
    whole = CliRunner().invoke(app, ["audit", "verify"])
    assert (whole.exit_code, "as the service wrote them" in whole.stdout) == (0, True)
    key = CliRunner().invoke(app, ["audit", "key"])
    assert key.stdout.startswith("-----BEGIN PUBLIC KEY-----")
    tamper(clean_database, TAMPERINGS["cut"][0], there)
    cut = CliRunner().invoke(app, ["audit", "verify", "--owner", "platform", "--json"])
    told = json.loads(cut.stdout)
    assert (cut.exit_code, told["holds"], len(told["chains"])) == (1, False, 1)
    assert [finding["kind"] for finding in told["chains"][0]["findings"]] == ["head_beyond"]
    text = CliRunner().invoke(app, ["audit", "verify"])
    assert (text.exit_code, text.stdout.count("head_beyond"), "4 findings" in text.stdout) == (1, 4, True)
    assert CliRunner().invoke(app, ["audit", "verify", "--owner", "nobody"]).exit_code == 2
