import pytest

from tests.harness.database import Database
from tests.harness.world import World
from tests.portal.releasing import Releasing


@pytest.fixture
async def releasing(world: World, database: Database) -> Releasing:
    """A partner of one practice, with a client of its own."""
    return await Releasing.open(world, database)
