"""`firstpass keys`: rotations are queued for the workers, `status` reads, a certificate is verified."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.harness.world import World
from tests.retention.leaving import STEPS, take


async def keys(world: World, *arguments: str) -> Result:
    """The command on the world's installation."""
    environment = {
        "DATABASE_URL": world.settings.database_url,
        "DATABASE_ROLE_SECRET": ROLE_SECRET,
        "DATA_DIR": str(world.settings.data_dir),
        "KEY_DIRECTORY": str(world.settings.key_directory),
    }
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["keys", *arguments], env=environment))


@pytest.mark.parametrize(
    ("command", "job"), [("rotate", "keys.rotate_data_key"), ("rotate-master", "keys.rotate_master")]
)
async def test_a_rotation_of_all_is_queued_for_each_owner_that_has_a_key(
    world: World, database: Database, command: str, job: str
) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await take(world, oak, *STEPS)
    ran = await keys(world, command, "--all")
    assert ran.exit_code == 0, ran.output
    queued = database.as_superuser(
        "select args ->> 'practice_id', args ->> 'organization_id' from jobs.procrastinate_jobs where task_name = %s",
        [job],
    )
    assert sorted(queued, key=str) == sorted([(str(elm.id), None), (None, str(world.organization_id))], key=str)
    await world.work()
    action = {"rotate": "keys.rotate", "rotate-master": "keys.rewrap"}[command]
    noted = database.as_superuser("select tenant_id from audit_record where action = %s", [action])
    assert noted == [(elm.id,)]


async def test_status_counts_values_by_version(world: World) -> None:
    practice = await world.practice()
    await practice.ehr.post(practice.path("/patients"), patient())
    ran = await keys(world, "status", "--practice", str(practice.id))
    told = json.loads(ran.stdout)
    assert told["owner"] == f"tenant:{practice.id}"
    assert told["sealed"]["patient"] == {"1": 5}
    assert told["sealed"]["claim"] == {}


async def test_nothing_named_is_an_error(world: World) -> None:
    assert (await keys(world, "rotate")).exit_code == 2


async def test_a_certificate_is_verified_word_for_word(world: World, tmp_path: Path) -> None:
    practice = await world.practice()
    left = await take(world, practice, *STEPS)
    certificate = left["steps"][-1]["detail"]["certificate"]
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(certificate, indent=2))
    assert (await keys(world, "verify-certificate", str(file))).exit_code == 0
    file.write_text(json.dumps(certificate | {"reason": "none"}))
    ran = await keys(world, "verify-certificate", str(file))
    assert (ran.exit_code, ran.stdout.strip()) == (1, "not issued by this installation, or changed since")
