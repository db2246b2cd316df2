import pytest

from tests.harness.world import World
from tests.patient_accounts.accounts import Accounts, open_accounts


@pytest.fixture
async def accounts(world: World) -> Accounts:
    """A practice without claims and payments yet."""
    return await open_accounts(world)
