"""Opens owners' keys and keeps the opened ones in memory.

A process reads an owner's versions again, on its next use, when `refresh` has passed. A version made meanwhile seals
from twice that time on: every process has read it by then, so a rotation fails no read. The same look finds a key that
was ended, so a shredded practice is unreadable within `refresh` in processes that had its key in memory.
"""

import hashlib
import hmac
import secrets
import time
from asyncio import to_thread
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.keys import store
from tenants.keys.keyring import Keyring, OpenedKey
from tenants.keys.models import DataKey, OrganizationDataKey
from tenants.keys.service import KeyDestroyedError, KeyService
from tenants.owner import Level, Owner
from tenants.session import Row, Transaction

PLATFORM = "platform"
KEY_BYTES = 32
REFRESH = timedelta(seconds=30)
ENDED = b""
"""Instead of a wrapped key, in the last version of an owner whose secret was destroyed."""

Result = TypeVar("Result")


class KeysMissingError(RuntimeError):
    """An owner without a data key: it was never set up."""


class Vault:
    """Keyrings by owner, the audit keys, and the platform's own secrets."""

    def __init__(self, service: KeyService, refresh: timedelta = REFRESH) -> None:
        self._service = service
        self._refresh = refresh
        self._keyrings: dict[Owner, tuple[float, Keyring]] = {}
        self._audit_keys: dict[Owner | None, bytes] = {}
        service.create(PLATFORM)
        self._root = service.derive(PLATFORM, "root")

    @property
    def service_name(self) -> str:
        """Which key service holds the secrets."""
        return self._service.name

    @property
    def announced(self) -> timedelta:
        """How long a new version waits before it seals."""
        return 2 * self._refresh

    async def create(self, tx: Transaction) -> None:
        """The first data key of the transaction's owner."""
        await self._call(self._service.create, str(tx.owned_by))
        await self._add(tx, 1)

    async def add_version(self, tx: Transaction) -> int:
        """A new data key for the transaction's owner, which seals once it is announced; its version.

        Raises KeysMissingError, KeyServiceError, KeyDestroyedError. Two at once: the second is refused by its key.
        """
        newest: int = (await self._versions(tx))[-1]["version"]
        version = newest + 1
        await self._add(tx, version)
        return version

    async def end(self, tx: Transaction) -> None:
        """Note beside the owner's keys that its secret is no more. Nothing is sealed or opened after this commits."""
        rows = await store.wrapped_keys(tx)
        if rows and not _is_ended(rows):
            await tx.insert(_row(tx.owned_by, rows[-1]["version"] + 1, ENDED, ENDED))

    async def rewrap(self, tx: Transaction) -> int:
        """Wrap the owner's data keys under the newest version of its secret (role `retention`); how many."""
        owner, wrapped = str(tx.owned_by), []
        for row in await self._versions(tx):
            pair = [
                await self._call(self._service.wrap, owner, purpose, await self._open(owner, purpose, row[column]))
                for purpose, column in (("data", "wrapped_key"), ("index", "wrapped_index_key"))
            ]
            wrapped.append((row["version"], *pair))
        return await store.rewrap(tx, wrapped)

    async def rotate_secret(self, owner: Owner | None) -> None:
        """A new version of an owner's secret in the key service (None: the platform's)."""
        await self._call(self._service.rotate, PLATFORM if owner is None else str(owner))

    async def fingerprint(self, owner: Owner) -> str:
        """Names the owner's secret and tells nothing of it."""
        return await self._call(self._service.fingerprint, str(owner))

    async def destroy(self, owner: Owner) -> datetime:
        """Destroy the owner's secret in the key service; the moment from which nobody can bring it back."""
        self.forget(owner)
        return await self._call(self._service.destroy, str(owner))

    def forget(self, owner: Owner) -> None:
        """Read the owner's keys again at the next use."""
        self._keyrings.pop(owner, None)

    async def keyring(self, tx: Transaction) -> Keyring:
        """The opened keys of the transaction's owner. Raises KeysMissingError, KeyServiceError, KeyDestroyedError."""
        owner = tx.owned_by
        read_at, known = self._keyrings.get(owner, (0.0, None))
        if known is not None and time.monotonic() - read_at < self._refresh.total_seconds():
            return known
        at = time.monotonic()
        try:
            rows = await self._versions(tx)
        except KeyDestroyedError:
            self.forget(owner)
            raise
        if known is None:
            index_key = await self._open(str(owner), "index", rows[0]["wrapped_index_key"])
            known = Keyring(owner, {}, index_key)
        for row in rows:
            if row["version"] not in known.versions:
                cipher = AESGCM(await self._open(str(owner), "data", row["wrapped_key"]))
                first = row["version"] == rows[0]["version"]
                seals_from = row["created_at"] if first else row["created_at"] + self.announced
                known.versions[row["version"]] = OpenedKey(row["version"], cipher, seals_from)
        self._keyrings[owner] = (at, known)
        return known

    def audit_key(self, owner: Owner | None) -> bytes:
        """The key of an owner's audit chain (None: the platform's). It outlives the owner's data."""
        key = self._audit_keys.get(owner)
        if key is None:
            key = self._audit_keys[owner] = self.platform_secret(f"audit|{owner}")
        return key

    def platform_secret(self, purpose: str) -> bytes:
        """A secret of the service itself, one per purpose, the same in every process."""
        return hmac.digest(self._root, purpose.encode(), hashlib.sha256)

    def wrap_for_platform(self, purpose: str, secret: bytes) -> bytes:
        """Encrypt something the service keeps in the database for itself."""
        return self._service.wrap(PLATFORM, purpose, secret)

    def unwrap_for_platform(self, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt it again."""
        return self._service.unwrap(PLATFORM, purpose, wrapped)

    async def _versions(self, tx: Transaction) -> list[Row]:
        rows = await store.wrapped_keys(tx)
        if not rows:
            raise KeysMissingError(str(tx.owned_by))
        if _is_ended(rows):
            raise KeyDestroyedError(str(tx.owned_by))
        return rows

    async def _add(self, tx: Transaction, version: int) -> None:
        wrapped = [
            await self._call(self._service.wrap, str(tx.owned_by), purpose, secrets.token_bytes(KEY_BYTES))
            for purpose in ("data", "index")
        ]
        await tx.insert(_row(tx.owned_by, version, *wrapped))

    async def _open(self, owner: str, purpose: str, wrapped: bytes) -> bytes:
        return await self._call(self._service.unwrap, owner, purpose, bytes(wrapped))

    async def _call(self, method: Callable[..., Result], *arguments: Any) -> Result:
        if self._service.is_remote:
            return await to_thread(method, *arguments)
        return method(*arguments)


def _is_ended(rows: list[Row]) -> bool:
    return bytes(rows[-1]["wrapped_key"]) == ENDED


def _row(owner: Owner, version: int, key: bytes, index_key: bytes) -> DataKey | OrganizationDataKey:
    wrapped: dict[str, Any] = {"version": version, "wrapped_key": key, "wrapped_index_key": index_key}
    if owner.level is Level.TENANT:
        return DataKey(tenant_id=owner.id, **wrapped)
    return OrganizationDataKey(organization_id=owner.id, **wrapped)
