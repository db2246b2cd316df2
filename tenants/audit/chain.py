"""The chain: gapless sequence and HMAC, made by a sealer behind the snapshot's horizon.

Rows whose transaction id is below `pg_snapshot_xmin` are final: nothing older can still commit. So a sealer never
skips a late commit and no request ever locks a chain head. Each link's MAC covers the row's own MAC, its counted rows,
its sequence, when it was sealed and the link before; cutting, editing, inserting or reordering breaks it.

    link(n) = HMAC(key, sequence | link(n-1) | record id | record mac | transaction id | row_count | sealed at)
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from tenants.owner import Owner

GENESIS = bytes(32)
BATCH = 5_000
"""Rows sealed in one transaction: bounds how long a sealer holds its owner's lock."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A table of records and the table of its links, as statements; `tenants.audit.store` runs them.

    Each takes the owner's key column, where there is one. `head`: the newest link with its record's transaction id.
    `unsealed`: final records after a transaction id, oldest first. `loose`: records that no link covers, final ones
    first. `page`: links after a sequence, each beside its record.
    """

    name: str
    lock: str = field(repr=False)
    head: str = field(repr=False)
    unsealed: str = field(repr=False)
    loose: str = field(repr=False)
    seal: str = field(repr=False)
    page: str = field(repr=False)
    mac: Callable[[bytes, Owner | None, Any], bytes] = field(repr=False)
    """A record's own MAC, recomputed from its row: `mac(key, owner, row)`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One sealed row."""

    sequence: int
    record_id: UUID
    sealed_at: datetime
    mac: bytes


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What a link covers of its row."""

    record_id: UUID
    record_mac: bytes
    xid: int
    row_count: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A link as it is stored, beside the row it covers (None: the row is gone) and that row's recomputed MAC."""

    link: Link
    row: Unsealed | None
    recomputed: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the service wrote it; `KINDS` says what each kind means."""

    kind: str
    sequence: int | None = None
    record_id: UUID | None = None


KINDS: Final = {
    "row_changed": "a row does not have the MAC of its values: it was edited",
    "row_missing": "a link covers a row that is not there: it was deleted",
    "row_foreign": "a row that waits for its link was not written by the service: it was inserted",
    "links_missing": "the sequence has a gap: links were deleted",
    "link_broken": "a link does not follow from its row and the link before: an insertion, deletion or exchange",
    "head_beyond": "a head was exported that the chain no longer reaches: its tail was cut",
    "head_differs": "the chain has another link where a head was exported: it was written anew",
    "head_forged": "a line of exported heads is not signed by the service",
    "owner_missing": "heads were exported for an owner that is not there",
}


def extend(key: bytes, head: Link | None, rows: list[Unsealed], sealed_at: datetime) -> list[Link]:
    """The links that follow `head` for `rows`, in order."""
    sequence, previous = (head.sequence, head.mac) if head else (0, GENESIS)
    links = []
    for row in rows:
        sequence += 1
        previous = link_mac(key, sequence, previous, row, sealed_at)
        links.append(Link(sequence, row.record_id, sealed_at, previous))
    return links


def follow(key: bytes, before: Link | None, stored: list[Stored]) -> list[Finding]:
    """What is wrong with links that are stored after `before`. One broken link is one finding: the next is judged by
    what is stored, not by what should be.
    """
    findings = []
    sequence, previous = (before.sequence, before.mac) if before else (0, GENESIS)
    for each in stored:
        place = (each.link.sequence, each.link.record_id)
        if each.link.sequence != sequence + 1:
            findings.append(Finding("links_missing", sequence + 1))
        if each.row is None:
            findings.append(Finding("row_missing", *place))
        else:
            if not hmac.compare_digest(each.recomputed, each.row.record_mac):
                findings.append(Finding("row_changed", *place))
            mac = link_mac(key, each.link.sequence, previous, each.row, each.link.sealed_at)
            if not hmac.compare_digest(mac, each.link.mac):
                findings.append(Finding("link_broken", *place))
        sequence, previous = each.link.sequence, each.link.mac
    return findings


def link_mac(key: bytes, sequence: int, previous: bytes, row: Unsealed, sealed_at: datetime) -> bytes:
    """One link's MAC."""
    message = b"|".join(
        (
            str(sequence).encode(),
            previous,
            row.record_id.bytes,
            row.record_mac,
            str(row.xid).encode(),
            str(row.row_count).encode(),
            sealed_at.astimezone(UTC).isoformat().encode(),
        )
    )
    return hmac.digest(key, message, hashlib.sha256)
