"""Heads of chains, signed and kept outside of the database: what a tail is missed by after it was cut.

One file an owner, JSON lines, only ever added to: `{owner, chain, sequence, mac, sealed_at, signature}`, the signature
Ed25519 over the line without it, in the order of its names. Whoever may write the folder can take lines away, so it
belongs on storage that keeps what it got; nobody can add a line that the service did not sign.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tenants.owner import Level, Owner

PLATFORM: Final = "platform"
PURPOSE: Final = "audit-heads"
"""What the signing key is derived for."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One line: how far a chain had come. `owner` is `tenant:<id>`, `organization:<id>` or `platform`."""

    owner: str
    chain: str
    sequence: int
    mac: bytes
    sealed_at: datetime

    def content(self) -> dict[str, Any]:
        """As JSON, without the signature."""
        return {
            "owner": self.owner,
            "chain": self.chain,
            "sequence": self.sequence,
            "mac": self.mac.hex(),
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(),
        }


class HeadLog:
    """The folder of exported heads. `secret`: 32 bytes that the signing key is made of."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @property
    def public_key(self) -> str:
        """What anybody verifies lines with, as PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def append(self, heads: list[Exported]) -> None:
        """Sign heads of one owner and add them to its file; on disk when this returns."""
        if not heads:
            return
        path = self._path(heads[0].owner)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = b"".join(orjson.dumps(head.content() | {"signature": self._sign(head)}) + b"\n" for head in heads)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _drop_torn_line(descriptor)
            os.write(descriptor, lines)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, owner: str) -> tuple[list[Exported], int]:
        """The lines of an owner, oldest first, and how many others are there that the service did not sign."""
        heads, forged = [], 0
        for line in self._lines(owner):
            head = _verified(line, self._key.public_key())
            if head is None or head.owner != owner:
                forged += 1
            else:
                heads.append(head)
        return heads, forged

    def newest(self, owner: str, chain: str) -> Exported | None:
        """The last line of a chain."""
        return next((head for head in reversed(self.read(owner)[0]) if head.chain == chain), None)

    def owners(self) -> set[str]:
        """Whoever has a file."""
        return {path.stem.replace("_", ":") for path in self._folder.glob("*.jsonl")}

    def _sign(self, head: Exported) -> str:
        return b64encode(self._key.sign(orjson.dumps(head.content()))).decode()

    def _lines(self, owner: str) -> Iterator[bytes]:
        path = self._path(owner)
        if path.exists():
            # What follows the last newline was being written when the machine stopped.
            yield from path.read_bytes().split(b"\n")[:-1]

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner.replace(':', '_')}.jsonl"


def owner_name(owner: Owner | None) -> str:
    """How files and lines name an owner; None is the platform."""
    return PLATFORM if owner is None else str(owner)


def named_owner(name: str) -> Owner | None:
    """The owner that a file or line names; None is the platform. Raises ValueError."""
    if name == PLATFORM:
        return None
    level, _, owner_id = name.partition(":")
    return Owner(Level(level), UUID(owner_id))


def _verified(line: bytes, key: Ed25519PublicKey) -> Exported | None:
    try:
        content: dict[str, Any] = orjson.loads(line)
        key.verify(b64decode(content.pop("signature")), orjson.dumps(content))
        return Exported(
            content["owner"],
            content["chain"],
            content["sequence"],
            bytes.fromhex(content["mac"]),
            datetime.fromisoformat(content["sealed_at"]),
        )
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        return None


def _drop_torn_line(descriptor: int) -> None:
    """Cut what follows the last newline: a line that was being written when the machine stopped."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, min(size, 4096), max(0, size - 4096))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(descriptor, size - len(tail) + tail.rfind(b"\n") + 1)
