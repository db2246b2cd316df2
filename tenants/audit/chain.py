"""The chain: gapless sequence and HMAC, made by a sealer behind the snapshot's horizon.

Rows whose transaction id is below `pg_snapshot_xmin` are final: nothing older can still commit. So a sealer never
skips a late commit and no request ever locks a chain head. Each link's MAC covers the row's own MAC, its counted rows,
its sequence and the link before; cutting, editing, inserting or reordering breaks it.

    link(n) = HMAC(key, sequence | link(n-1) | record id | record mac | transaction id | row_count)
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

GENESIS = bytes(32)
BATCH = 5_000
"""Rows sealed in one transaction: bounds how long a sealer holds its owner's lock."""


@dataclass(frozen=True, slots=True)
class Link:
    """One sealed row."""

    sequence: int
    record_id: UUID
    mac: bytes


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What a link covers of its row."""

    record_id: UUID
    record_mac: bytes
    xid: int
    row_count: int | None


def extend(key: bytes, head: Link | None, rows: list[Unsealed]) -> list[Link]:
    """The links that follow `head` for `rows`, in order."""
    sequence, previous = (head.sequence, head.mac) if head else (0, GENESIS)
    links = []
    for row in rows:
        sequence += 1
        previous = link_mac(key, sequence, previous, row)
        links.append(Link(sequence, row.record_id, previous))
    return links


def link_mac(key: bytes, sequence: int, previous: bytes, row: Unsealed) -> bytes:
    """One link's MAC."""
    message = b"|".join(
        (
            str(sequence).encode(),
            previous,
            row.record_id.bytes,
            row.record_mac,
            str(row.xid).encode(),
            str(row.row_count).encode(),
        )
    )
    return hmac.digest(key, message, hashlib.sha256)
