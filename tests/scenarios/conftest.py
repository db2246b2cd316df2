"""The story's clock, and payers that say only what the test makes them say."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.files import Outgoing, plug, plugged
from tests.scenarios.clock import Clock, clock_of_the_story

FIRST_DAY = date(2026, 3, 2)
"""A Monday."""


class Silent:
    """A payer that takes every file and answers through the mailbox, when the test says so."""

    async def send(self, file: Outgoing) -> list[bytes]:
        del file
        return []


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Monday, 2 March 2026."""
    with clock_of_the_story(FIRST_DAY) as told:
        yield told


@pytest.fixture
def silent_payers() -> Iterator[None]:
    """The sandbox says nothing for the length of a test."""
    before = plugged("sandbox")
    assert before is not None
    plug("sandbox", Silent(), is_for_tests=True)
    yield
    plug("sandbox", before.channel, is_for_tests=before.is_for_tests)
