"""The key service: holds one secret per owner and wraps data keys with it. Destroying a secret shreds backups too."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
SECRET_BYTES = 32


class KeyDestroyedError(RuntimeError):
    """The owner's secret is gone, or the wrapped key is not its own: what it protected can't be read."""


class KeyService(Protocol):
    """What a key management service must do for us. `owner` is an opaque name; `purpose` separates uses."""

    def create(self, owner: str) -> None:
        """Make the owner's secret, once; a second call changes nothing."""
        ...

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """Encrypt a data key. Raises KeyDestroyedError when the owner has no secret."""
        ...

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt a data key. Raises KeyDestroyedError when the secret is gone or another's."""
        ...

    def derive(self, owner: str, purpose: str) -> bytes:
        """A MAC key that is the same in every process. Raises KeyDestroyedError."""
        ...


class FileKeyService:
    """Secrets as files of one folder, readable by the service's user alone. For one machine and for development."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, owner: str) -> None:
        """Make the owner's secret, once; written whole or not at all."""
        path = self._path(owner)
        if path.exists():
            return
        draft = self._folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(SECRET_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process made it first, and its secret stands
        finally:
            draft.unlink()

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """AES-256-GCM under the owner's secret, bound to owner and purpose."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._secret(owner)).encrypt(nonce, key, f"{owner}|{purpose}".encode())

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """The data key. Raises KeyDestroyedError."""
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(self._secret(owner)).decrypt(nonce, sealed, f"{owner}|{purpose}".encode())
        except InvalidTag:
            raise KeyDestroyedError(owner) from None

    def derive(self, owner: str, purpose: str) -> bytes:
        """HMAC-SHA256 of the purpose under the owner's secret. Raises KeyDestroyedError."""
        return hmac.digest(self._secret(owner), f"derive|{purpose}".encode(), hashlib.sha256)

    def _secret(self, owner: str) -> bytes:
        try:
            return self._path(owner).read_bytes()
        except FileNotFoundError:
            raise KeyDestroyedError(owner) from None

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner.replace(':', '-')}.secret"
