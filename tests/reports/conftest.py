import pytest

from tests.harness.database import Database
from tests.harness.world import World
from tests.reports.families import Families


@pytest.fixture
async def families(world: World, database: Database) -> Families:
    """A practice without claims yet."""
    return Families(world, database, await world.practice())
