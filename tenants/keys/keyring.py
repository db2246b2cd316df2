"""An owner's opened keys: seal, open, blind indexes.

A sealed value is: format (1 byte) | key version (4 bytes) | nonce (12) | AES-256-GCM ciphertext with tag. Its
associated data names owner, table, column and row, so a value moved anywhere else does not open.

A new version is announced before it seals (`seals_from`): by then every process has read it (see `vault`), so no reader
meets a version it does not know.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.kit.clock import now
from tenants.columns import Sealed
from tenants.owner import Owner

FORMAT = 1
HEADER_BYTES = 5
NONCE_BYTES = 12


class SealBrokenError(ValueError):
    """A sealed value that was changed, moved, or made under another key. Tells where, never what."""

    def __init__(self, owner: Owner, table: str, column: str, row: UUID | str) -> None:
        super().__init__(f"{table}.{column}")
        self.owner, self.table, self.column, self.row = owner, table, column, row


class UnknownKeyVersionError(SealBrokenError):
    """A sealed value names a version of the key that this process has not read, perhaps not yet."""


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """One version of an owner's data key."""

    version: int
    cipher: AESGCM
    seals_from: datetime


@dataclass(slots=True)
class Keyring:
    """All versions of an owner's keys; the newest one in use seals. Indexes use the first version's key for ever."""

    owner: Owner
    versions: dict[int, OpenedKey] = field(repr=False)
    index_key: bytes = field(repr=False)

    @property
    def newest(self) -> int:
        """The version that seals now."""
        if len(self.versions) == 1:
            return next(iter(self.versions))
        at = now()
        return max((key.version for key in self.versions.values() if key.seals_from <= at), default=min(self.versions))

    def seal(self, table: str, column: str, row: UUID | str, plain: bytes) -> Sealed:
        """Encrypt `plain` for one place."""
        version = self.newest
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self.versions[version].cipher.encrypt(nonce, plain, self._place(table, column, row))
        return Sealed(header(version) + nonce + sealed)

    def open(self, table: str, column: str, row: UUID | str, sealed: bytes) -> bytes:
        """Decrypt a value read from that place. Raises SealBrokenError, UnknownKeyVersionError."""
        if sealed[:1] != bytes([FORMAT]):
            raise SealBrokenError(self.owner, table, column, row)
        key = self.versions.get(int.from_bytes(sealed[1:HEADER_BYTES], "big"))
        if key is None:
            raise UnknownKeyVersionError(self.owner, table, column, row)
        nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        try:
            return key.cipher.decrypt(
                nonce, bytes(sealed[HEADER_BYTES + NONCE_BYTES :]), self._place(table, column, row)
            )
        except InvalidTag:
            raise SealBrokenError(self.owner, table, column, row) from None

    def seal_text(self, table: str, column: str, row: UUID | str, plain: str) -> Sealed:
        """The same for text."""
        return self.seal(table, column, row, plain.encode())

    def open_text(self, table: str, column: str, row: UUID | str, sealed: bytes) -> str:
        """The same for text."""
        return self.open(table, column, row, sealed).decode()

    def index(self, column: str, value: str) -> bytes:
        """The blind index of a value in a column: equal for equal values of one practice, never across practices."""
        return hmac.digest(self.index_key, f"{column}\0{normalize(value)}".encode(), hashlib.sha256)

    def _place(self, table: str, column: str, row: UUID | str) -> bytes:
        return f"{self.owner}|{table}|{column}|{row}".encode()


def header(version: int) -> bytes:
    """How a value sealed under a version begins."""
    return bytes([FORMAT]) + version.to_bytes(4, "big")


def normalize(value: str) -> str:
    """How values are compared in an index: case and surrounding or doubled blanks do not count."""
    return " ".join(value.split()).casefold()
