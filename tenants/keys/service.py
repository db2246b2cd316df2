"""The key service: holds one secret per owner and wraps data keys with it. Destroying a secret shreds backups too.

Three of them: files (`local`), AWS KMS (`aws`), HashiCorp Vault (`hashicorp`); `choose` picks one by the settings. What
each answers when a key can't be had is the same:

    KeyServiceError          503: not reachable, not allowed, no such secret (another folder, region or mount?), or a
    │                        wrapped key that is not this owner's. Nothing is lost for good; an operator looks.
    └── KeyDestroyedError    410: the service itself says that the secret was destroyed. Nothing brings it back.
"""

from datetime import datetime
from typing import Protocol


class KeyServiceError(RuntimeError):
    """A secret can't be used now; the text names the owner and what went wrong, and no key."""


class KeyDestroyedError(KeyServiceError):
    """The owner's secret was destroyed: what it protected can't be read, here or in any backup."""


class KeyService(Protocol):
    """What a key management service must do for us. `owner` is an opaque name; `purpose` separates uses.

    Every method raises KeyServiceError, and KeyDestroyedError once the secret is destroyed.
    """

    name: str
    """As the setting and a certificate call it."""
    is_remote: bool
    """Its calls leave the machine: they are made in a thread."""

    def create(self, owner: str) -> None:
        """Make the owner's secret, once; a second call changes nothing."""
        ...

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """Encrypt a data key under the newest version of the secret."""
        ...

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt a data key, whichever version of the secret wrapped it."""
        ...

    def derive(self, owner: str, purpose: str) -> bytes:
        """A MAC key that is the same in every process and for ever, also after `rotate`."""
        ...

    def rotate(self, owner: str) -> None:
        """A new version of the secret wraps from now on. The older ones still unwrap: backups must open."""
        ...

    def fingerprint(self, owner: str) -> str:
        """Names the secret, for a certificate, and tells nothing of it."""
        ...

    def destroy(self, owner: str) -> datetime:
        """End the secret with all its versions; it is out of use at once. A second call changes nothing.

        Returns from when on the service itself can't bring it back.
        """
        ...

    def close(self) -> None:
        """Let connections go; the process ends."""
        ...
