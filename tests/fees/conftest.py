import pytest

from tests.fees.books import Books, open_books
from tests.harness.world import World


@pytest.fixture
async def books(world: World, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A practice without an agreement."""
    return await open_books(world, monkeypatch)
