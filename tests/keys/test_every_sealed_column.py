"""What any stage seals is sealed anew when a key rotates, read afterwards, and exported: every operation fills it."""

import json
from collections.abc import AsyncIterator

import pytest

from api.kit.settings import Settings
from tenants.owner import Level, Owner
from tenants.resealing import reseal, rotate_data_key, sealed_tables, versions
from tests.harness.database import Database
from tests.harness.world import World, open_world
from tests.isolation.exercisers import EXERCISERS, PARTNER
from tests.isolation.places import kind_of
from tests.isolation.sites import Site
from tests.isolation.walk import Request, callers_of, fill
from tests.retention.leaving import STEPS, take

CAUSE = "job:keys.rotate_data_key"
AT_ONCE = 0.000001


@pytest.fixture
async def site(clean_database: Database, settings: Settings) -> AsyncIterator[Site]:
    """A practice that every operation has filled; a new key seals at once."""
    del clean_database
    chosen = {"key_refresh_seconds": AT_ONCE, "rate_limit_per_minute": 1_000_000}
    async with open_world(settings.model_copy(update=chosen)) as world:
        made = Site(1, world, await world.practice())
        async for exerciser, answer in fill(made, EXERCISERS):
            assert answer.status < 400, f"{exerciser.operation}: {answer.body!r}"
        yield made


async def sealed(world: World, owner: Owner) -> dict[str, set[int]]:
    """The versions of the key under which the values of each table are sealed."""
    async with world.services.database.expiring(owner) as tx:
        return {table.name: set(await versions(tx, table)) for table in sealed_tables(owner.level)}


async def test_every_table_with_sealed_values_rotates_reads_and_is_exported(site: Site) -> None:
    world, practice = site.world, site.practice
    for owner in (Owner.practice(practice.id), Owner.organization(world.organization_id)):
        tables = {table.name for table in sealed_tables(owner.level)}
        # A table that no operation fills would rotate untried.
        assert await sealed(world, owner) == {table: {1} for table in tables}
        assert await rotate_data_key(world.services, owner, CAUSE) == 2
        done = await reseal(world.services, owner, CAUSE)
        assert (done.broken, done.left) == (0, 0)
        assert await sealed(world, owner) == {table: {2} for table in tables}
    for exerciser in EXERCISERS:
        if kind_of(exerciser.operation) != "write" and exerciser.level != PARTNER:
            answer = await Request.of(exerciser, site).send(world.http, callers_of(site)[exerciser.caller].token)
            assert answer.status == 200, f"{exerciser.operation}: {answer.body!r}"
    left = await take(world, practice, *STEPS[1:4])  # notice is given: an operation too
    folder = world.settings.export_directory / left["steps"][-1]["detail"]["folder"]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["broken"] == []
    exported = {each["table"] for each in manifest["tables"] if each["rows"]}
    assert {table.name for table in sealed_tables(Level.TENANT)} <= exported
