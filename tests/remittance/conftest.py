"""A practice whose payers say nothing but what the test uploads."""

from collections.abc import AsyncIterator

import pytest

from tests.harness.world import World
from tests.remittance.story import Story, begin, silence


@pytest.fixture
async def story(world: World) -> AsyncIterator[Story]:
    with silence():
        yield await begin(world)
