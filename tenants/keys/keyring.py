"""An owner's opened keys: seal, open, blind indexes.

A sealed value is: format (1 byte) | key version (4 bytes) | nonce (12) | AES-256-GCM ciphertext with tag. Its associated
data names owner, table, column and row, so a value moved anywhere else does not open.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.columns import Sealed
from tenants.owner import Owner

FORMAT = 1
HEADER_BYTES = 5
NONCE_BYTES = 12


class SealBrokenError(ValueError):
    """A sealed value that was changed, moved, or made under another key."""


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """One version of an owner's keys."""

    version: int
    cipher: AESGCM
    index_key: bytes


@dataclass(slots=True)
class Keyring:
    """All versions of an owner's keys; the newest one seals. Indexes use the first version's index key for ever."""

    owner: Owner
    versions: dict[int, OpenedKey] = field(repr=False)

    @property
    def newest(self) -> int:
        """The version that seals."""
        return max(self.versions)

    def seal(self, table: str, column: str, row: UUID | str, plain: bytes) -> Sealed:
        """Encrypt `plain` for one place."""
        version = self.newest
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self.versions[version].cipher.encrypt(nonce, plain, self._place(table, column, row))
        return Sealed(bytes([FORMAT]) + version.to_bytes(4, "big") + nonce + sealed)

    def open(self, table: str, column: str, row: UUID | str, sealed: bytes) -> bytes:
        """Decrypt a value read from that place. Raises SealBrokenError."""
        key = self.versions.get(int.from_bytes(sealed[1:HEADER_BYTES], "big"))
        if sealed[:1] != bytes([FORMAT]) or key is None:
            raise SealBrokenError(f"{table}.{column}")
        nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        try:
            return key.cipher.decrypt(
                nonce, bytes(sealed[HEADER_BYTES + NONCE_BYTES :]), self._place(table, column, row)
            )
        except InvalidTag:
            raise SealBrokenError(f"{table}.{column}") from None

    def seal_text(self, table: str, column: str, row: UUID | str, plain: str) -> Sealed:
        """The same for text."""
        return self.seal(table, column, row, plain.encode())

    def open_text(self, table: str, column: str, row: UUID | str, sealed: bytes) -> str:
        """The same for text."""
        return self.open(table, column, row, sealed).decode()

    def index(self, column: str, value: str) -> bytes:
        """The blind index of a value in a column: equal values of one practice give equal bytes, across practices never."""
        key = self.versions[min(self.versions)].index_key
        return hmac.digest(key, f"{column}\0{normalize(value)}".encode(), hashlib.sha256)

    def _place(self, table: str, column: str, row: UUID | str) -> bytes:
        return f"{self.owner}|{table}|{column}|{row}".encode()


def normalize(value: str) -> str:
    """How values are compared in an index: case and surrounding or doubled blanks do not count."""
    return " ".join(value.split()).casefold()
