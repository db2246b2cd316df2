"""Opens owners' keys and keeps the opened ones in memory."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.keys import store
from tenants.keys.keyring import Keyring, OpenedKey
from tenants.keys.models import DataKey, OrganizationDataKey
from tenants.keys.service import KeyService
from tenants.owner import Level, Owner
from tenants.session import Transaction

PLATFORM = "platform"
KEY_BYTES = 32


class KeysMissingError(RuntimeError):
    """An owner without a data key: it was never set up."""


class Vault:
    """Keyrings by owner, the audit keys, and the platform's own secrets."""

    def __init__(self, service: KeyService) -> None:
        self._service = service
        self._keyrings: dict[Owner, Keyring] = {}
        self._audit_keys: dict[Owner | None, bytes] = {}
        service.create(PLATFORM)

    async def create(self, tx: Transaction) -> None:
        """The first data key of the transaction's owner."""
        owner = tx.owned_by
        self._service.create(str(owner))
        wrapped: dict[str, Any] = {
            "wrapped_key": self._service.wrap(str(owner), "data", secrets.token_bytes(KEY_BYTES)),
            "wrapped_index_key": self._service.wrap(str(owner), "index", secrets.token_bytes(KEY_BYTES)),
        }
        if owner.level is Level.TENANT:
            await tx.insert(DataKey(tenant_id=owner.id, version=1, **wrapped))
        else:
            await tx.insert(OrganizationDataKey(organization_id=owner.id, version=1, **wrapped))

    async def keyring(self, tx: Transaction) -> Keyring:
        """The opened keys of the transaction's owner. Raises KeysMissingError, KeyDestroyedError."""
        owner = tx.owned_by
        known = self._keyrings.get(owner)
        if known is not None:
            return known
        versions = {}
        for row in await store.wrapped_keys(tx):
            data = self._service.unwrap(str(owner), "data", row["wrapped_key"])
            index = self._service.unwrap(str(owner), "index", row["wrapped_index_key"])
            versions[row["version"]] = OpenedKey(row["version"], AESGCM(data), index)
        if not versions:
            raise KeysMissingError(str(owner))
        keyring = Keyring(owner, versions)
        self._keyrings[owner] = keyring
        return keyring

    def audit_key(self, owner: Owner | None) -> bytes:
        """The key of an owner's audit chain (None: the platform's). Not shredded with the data: the chain stays whole."""
        key = self._audit_keys.get(owner)
        if key is None:
            key = self._audit_keys[owner] = self.platform_secret(f"audit|{owner}")
        return key

    def platform_secret(self, purpose: str) -> bytes:
        """A secret of the service itself, one per purpose, the same in every process."""
        return self._service.derive(PLATFORM, purpose)

    def wrap_for_platform(self, purpose: str, secret: bytes) -> bytes:
        """Encrypt something the service keeps in the database for itself."""
        return self._service.wrap(PLATFORM, purpose, secret)

    def unwrap_for_platform(self, purpose: str, wrapped: bytes) -> bytes:
        """Decrypt it again."""
        return self._service.unwrap(PLATFORM, purpose, wrapped)
