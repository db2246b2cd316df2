from collections.abc import Iterator

import pytest

from api.files import Outgoing, plug, plugged


class Silent:
    """A payer that takes every file and answers through the mailbox, when the test says so."""

    async def send(self, file: Outgoing) -> list[bytes]:
        del file
        return []


@pytest.fixture
def silent_payer() -> Iterator[None]:
    """The sandbox says nothing for the length of a test."""
    before = plugged("sandbox")
    assert before is not None
    plug("sandbox", Silent(), is_for_tests=True)
    yield
    plug("sandbox", before.channel, is_for_tests=before.is_for_tests)
