"""Secrets as files of one folder, readable by the service's user alone. For one machine and for development.

A secret is a row of 32-byte versions, the newest last. A destroyed one leaves a tombstone, so that it can be told
from a
folder that was never there. Whoever restores an old copy of the folder brings destroyed secrets back: keep no copies
that outlive a certificate, or use a key service that nobody can copy.
"""

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.kit.clock import now
from tenants.keys.service import KeyDestroyedError, KeyServiceError

NONCE_BYTES = 12
SECRET_BYTES = 32
FINGERPRINT_DIGITS = 32


class FileKeyService:
    """Wraps with AES-256-GCM, bound to owner and purpose."""

    name = "file"
    is_remote = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, owner: str) -> None:
        """Make the owner's secret, once; written whole or not at all."""
        path = self._path(owner)
        if path.exists():
            return
        if self._destroyed_at(owner) is not None:
            raise KeyDestroyedError(owner)
        draft = self._draft(secrets.token_bytes(SECRET_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process made it first, and its secret stands
        finally:
            draft.unlink()

    def wrap(self, owner: str, purpose: str, key: bytes) -> bytes:
        """Under the newest version."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._versions(owner)[-1]).encrypt(nonce, key, _place(owner, purpose))

    def unwrap(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        """Under whichever version the tag fits."""
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        for version in reversed(self._versions(owner)):
            try:
                return AESGCM(version).decrypt(nonce, sealed, _place(owner, purpose))
            except InvalidTag:
                continue
        raise KeyServiceError(f"{owner}: the wrapped key is not its own")

    def derive(self, owner: str, purpose: str) -> bytes:
        """HMAC-SHA256 of the purpose under the first version."""
        return _derive(self._versions(owner)[0], purpose)

    def rotate(self, owner: str) -> None:
        """One more version; two that rotate at once add two."""
        with self._alone():
            path = self._path(owner)
            draft = self._draft(b"".join(self._versions(owner)) + secrets.token_bytes(SECRET_BYTES))
            draft.replace(path)

    def fingerprint(self, owner: str) -> str:
        """A MAC under the first version."""
        return _fingerprint(self._versions(owner)[0])

    def destroy(self, owner: str) -> datetime:
        """Write the tombstone, then overwrite and remove the secret."""
        with self._alone():
            path, at = self._path(owner), self._destroyed_at(owner)
            if at is None:
                at = now()
                fingerprint = self.fingerprint(owner)
                self._draft(orjson.dumps({"fingerprint": fingerprint, "at": at})).replace(self._tombstone(owner))
            if path.exists():
                with path.open("r+b") as handle:
                    handle.write(secrets.token_bytes(path.stat().st_size))
                    handle.flush()
                    os.fsync(handle.fileno())
                path.unlink()
            return at

    def close(self) -> None:
        """It holds none."""

    def _versions(self, owner: str) -> list[bytes]:
        try:
            whole = self._path(owner).read_bytes()
        except FileNotFoundError:
            if self._destroyed_at(owner) is not None:
                raise KeyDestroyedError(owner) from None
            raise KeyServiceError(f"{owner}: no secret in this folder, and none was destroyed here") from None
        return [whole[start : start + SECRET_BYTES] for start in range(0, len(whole), SECRET_BYTES)]

    def _destroyed_at(self, owner: str) -> datetime | None:
        try:
            return datetime.fromisoformat(orjson.loads(self._tombstone(owner).read_bytes())["at"])
        except FileNotFoundError:
            return None

    def _draft(self, content: bytes) -> Path:
        draft = self._folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        return draft

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process rewrites a secret meanwhile."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner.replace(':', '-')}.secret"

    def _tombstone(self, owner: str) -> Path:
        return self._folder / f"{owner.replace(':', '-')}.destroyed"


def _place(owner: str, purpose: str) -> bytes:
    return f"{owner}|{purpose}".encode()


def _derive(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"derive|{purpose}".encode(), hashlib.sha256)


def _fingerprint(secret: bytes) -> str:
    return _derive(secret, "fingerprint").hex()[:FINGERPRINT_DIGITS]
