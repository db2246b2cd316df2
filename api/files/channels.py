"""How files travel to payers. A channel moves bytes; it never decides what they mean."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tenants.context import Services


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file on its way to a payer. `name` is its own for ever, within the practice and the channel."""

    services: Services
    organization_id: UUID
    practice_id: UUID
    content: bytes
    name: str


class Channel(Protocol):
    """A way to a payer or clearinghouse."""

    async def send(self, file: Outgoing) -> list[bytes]:
        """Hand over a file; the files that came back at once, if any.

        Called outside of any transaction. May be called again with the same file and name after a crash, and answers
        the same then. Raises when the file was not taken.
        """


@dataclass(frozen=True, slots=True)
class Plugged:
    """A channel that is ready. `is_for_tests`: what it answers is made up, so no live practice may use it."""

    channel: Channel
    is_for_tests: bool


class ChannelMissingError(RuntimeError):
    """The installation has lost the channel of a file that waits."""


_PLUGGED: dict[str, Plugged] = {}


def plug(name: str, channel: Channel, *, is_for_tests: bool = False) -> None:
    """Make a channel available under the name that payers carry; `api.wiring` does it."""
    _PLUGGED[name] = Plugged(channel, is_for_tests)


def plugged(name: str) -> Plugged | None:
    """The channel of this name; None when the installation has none."""
    return _PLUGGED.get(name)
