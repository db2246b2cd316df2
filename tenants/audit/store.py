"""SQL of the audit chains, and what runs the statements of any chain."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.audit.append import ORGANIZATION_READ_AUDIT, READ_AUDIT, stored_row_mac
from tenants.audit.chain import BATCH, Chain, Link, Stored, Unsealed
from tenants.owner import Level, Owner
from tenants.session import Row, Transaction

_RECORD = (
    "r.id, r.occurred_at, r.actor_id, r.action, r.subject_kind, r.subject_id, r.outcome, r.request_id, r.row_count,"
    " r.detail, r.remote_address, r.purpose, r.mac, r.xid::text::bigint as xid"
)
IS_FINAL = (
    "r.xid < pg_snapshot_xmin(pg_current_snapshot()) or r.xid >= pg_snapshot_xmax(pg_current_snapshot()) as is_final"
)
"""A transaction id that this server has not given out yet was given by another."""
FINAL_FIRST = "order by is_final desc, r.xid < pg_snapshot_xmin(pg_current_snapshot()), r.xid, r.id limit %(limit)s"
IS_FROM_HERE = "r.xid < pg_snapshot_xmax(pg_current_snapshot()) as is_from_here"

_PRACTICE = Chain(
    name="audit",
    lock="select pg_try_advisory_xact_lock(hashtextextended('audit|' || %(tenant_id)s::text, 0)) as got",
    head=(
        f"select s.sequence, s.record_id, s.mac, s.sealed_at, r.xid::text::bigint as xid, {IS_FROM_HERE}"
        " from audit_seal s join audit_record r on r.tenant_id = s.tenant_id and r.id = s.record_id"
        " where s.tenant_id = %(tenant_id)s order by s.sequence desc limit 1"
    ),
    unsealed=(
        "select id, mac, xid::text::bigint as xid, row_count from audit_record"
        " where tenant_id = %(tenant_id)s and xid > %(after)s::text::xid8"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %(limit)s"
    ),
    loose=(
        f"select {_RECORD}, {IS_FINAL} from audit_record r where r.tenant_id = %(tenant_id)s and not exists"
        " (select from audit_seal s where s.tenant_id = r.tenant_id and s.record_id = r.id)"
        f" {FINAL_FIRST}"
    ),
    seal=(
        "insert into audit_seal (tenant_id, sequence, record_id, mac, sealed_at)"
        " select r.tenant_id, u.sequence, r.id, u.mac, %(sealed_at)s from audit_record r"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = r.id"
        " where r.tenant_id = %(tenant_id)s"
    ),
    page=(
        f"select s.sequence, s.record_id, s.mac as link, s.sealed_at, {_RECORD} from audit_seal s"
        " left join audit_record r on r.tenant_id = s.tenant_id and r.id = s.record_id"
        " where s.tenant_id = %(tenant_id)s and s.sequence > %(after)s order by s.sequence limit %(limit)s"
    ),
    mac=stored_row_mac,
)
_ORGANIZATION = Chain(
    name="audit",
    lock="select pg_try_advisory_xact_lock(hashtextextended('audit|' || %(organization_id)s::text, 0)) as got",
    head=(
        f"select s.sequence, s.record_id, s.mac, s.sealed_at, r.xid::text::bigint as xid, {IS_FROM_HERE}"
        " from organization_audit_seal s"
        " join organization_audit_record r on r.organization_id = s.organization_id and r.id = s.record_id"
        " where s.organization_id = %(organization_id)s order by s.sequence desc limit 1"
    ),
    unsealed=(
        "select id, mac, xid::text::bigint as xid, row_count from organization_audit_record"
        " where organization_id = %(organization_id)s and xid > %(after)s::text::xid8"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %(limit)s"
    ),
    loose=(
        f"select {_RECORD}, {IS_FINAL} from organization_audit_record r"
        " where r.organization_id = %(organization_id)s and not exists (select from organization_audit_seal s"
        "  where s.organization_id = r.organization_id and s.record_id = r.id)"
        f" {FINAL_FIRST}"
    ),
    seal=(
        "insert into organization_audit_seal (organization_id, sequence, record_id, mac, sealed_at)"
        " select r.organization_id, u.sequence, r.id, u.mac, %(sealed_at)s from organization_audit_record r"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = r.id"
        " where r.organization_id = %(organization_id)s"
    ),
    page=(
        f"select s.sequence, s.record_id, s.mac as link, s.sealed_at, {_RECORD} from organization_audit_seal s"
        " left join organization_audit_record r on r.organization_id = s.organization_id and r.id = s.record_id"
        " where s.organization_id = %(organization_id)s and s.sequence > %(after)s"
        " order by s.sequence limit %(limit)s"
    ),
    mac=stored_row_mac,
)
_PLATFORM = Chain(
    name="audit",
    lock="select pg_try_advisory_xact_lock(hashtextextended('audit|platform', 0)) as got",
    head=(
        f"select s.sequence, s.record_id, s.mac, s.sealed_at, r.xid::text::bigint as xid, {IS_FROM_HERE}"
        " from platform_audit_seal s join platform_audit_record r on r.id = s.record_id"
        " order by s.sequence desc limit 1"
    ),
    unsealed=(
        "select id, mac, xid::text::bigint as xid, row_count from platform_audit_record"
        " where xid > %(after)s::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())"
        " order by xid, id limit %(limit)s"
    ),
    loose=(
        f"select {_RECORD}, {IS_FINAL} from platform_audit_record r"
        " where not exists (select from platform_audit_seal s where s.record_id = r.id)"
        f" {FINAL_FIRST}"
    ),
    seal=(
        "insert into platform_audit_seal (sequence, record_id, mac, sealed_at)"
        " select u.sequence, r.id, u.mac, %(sealed_at)s from platform_audit_record r"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = r.id"
    ),
    page=(
        f"select s.sequence, s.record_id, s.mac as link, s.sealed_at, {_RECORD} from platform_audit_seal s"
        " left join platform_audit_record r on r.id = s.record_id"
        " where s.sequence > %(after)s order by s.sequence limit %(limit)s"
    ),
    mac=stored_row_mac,
)
_SHOWN = (
    "t.id, s.sequence, t.occurred_at, t.actor_id, t.action, t.subject_kind, t.subject_id, t.outcome, t.purpose,"
    " t.remote_address, t.request_id, t.row_count, t.detail"
)
_FILTERS = (
    " and t.id < %(before)s and t.id >= %(first)s and t.occurred_at >= %(from)s and t.occurred_at < %(to)s"
    " and (%(actor_id)s::uuid is null or t.actor_id = %(actor_id)s)"
    " and (%(action)s::text is null or t.action = %(action)s)"
    " and (%(subject_kind)s::text is null or t.subject_kind = %(subject_kind)s)"
    " and (%(outcome)s::text is null or t.outcome = %(outcome)s)"
)
_ABOUT = " and t.subject_id = %(about)s"
_NEWEST = " order by t.id desc limit %(limit)s + 1), r as (select * from n order by id desc limit %(limit)s), "
_MORE = " select r.*, (select count(*) from n) > %(limit)s as more from r order by id desc"
_OF_PRACTICE = (
    f"with n as (select {_SHOWN} from audit_record t"
    " left join audit_seal s on s.tenant_id = t.tenant_id and s.record_id = t.id"
    f" where t.tenant_id = %(tenant_id)s{_FILTERS}"
)
_OF_ORGANIZATION = (
    f"with n as (select {_SHOWN} from organization_audit_record t"
    " left join organization_audit_seal s on s.organization_id = t.organization_id and s.record_id = t.id"
    f" where t.organization_id = %(organization_id)s{_FILTERS}"
)
# With a subject or without: two statements, so that the planner uses the subject's index for the one.
_PAGE = {
    (Level.TENANT, False): f"{_OF_PRACTICE}{_NEWEST}{READ_AUDIT}{_MORE}",
    (Level.TENANT, True): f"{_OF_PRACTICE}{_ABOUT}{_NEWEST}{READ_AUDIT}{_MORE}",
    (Level.ORGANIZATION, False): f"{_OF_ORGANIZATION}{_NEWEST}{ORGANIZATION_READ_AUDIT}{_MORE}",
    (Level.ORGANIZATION, True): f"{_OF_ORGANIZATION}{_ABOUT}{_NEWEST}{ORGANIZATION_READ_AUDIT}{_MORE}",
}
_BY_LEVEL = {Level.TENANT: _PRACTICE, Level.ORGANIZATION: _ORGANIZATION}


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain. `is_from_here`: this server gave the transaction id of its row."""

    sequence: int
    record_id: UUID
    mac: bytes
    sealed_at: datetime
    xid: int
    is_from_here: bool


def audit_chain(owner: Owner | None) -> Chain:
    """The audit chain of an owner; None: the platform's."""
    return _PLATFORM if owner is None else _BY_LEVEL[owner.level]


async def try_lock(tx: Transaction, chain: Chain) -> bool:
    """One sealer a chain at a time; false when another is at it."""
    row = await tx.row(chain.lock, _owner(tx))
    return row is not None and bool(row["got"])


async def head(tx: Transaction, chain: Chain) -> Head | None:
    """The newest link."""
    row = await tx.row(chain.head, _owner(tx))
    return Head(**row | {"mac": bytes(row["mac"])}) if row else None


async def unsealed(tx: Transaction, chain: Chain, after_xid: int) -> list[Unsealed]:
    """Final rows after a transaction id, oldest first; a whole transaction or nothing of it when the limit cuts."""
    return await _whole(tx, chain.unsealed, {"after": str(after_xid)})


async def left_over(tx: Transaction, chain: Chain) -> list[Unsealed]:
    """Final rows that no link covers, another server's first; whole transactions."""
    return await _whole(tx, chain.loose, {})


async def seal(tx: Transaction, chain: Chain, links: list[Link]) -> None:
    """Write links of one sealing; the chain's keys refuse a second link for a row and a second row for a sequence."""
    await tx.execute(
        chain.seal,
        _owner(tx)
        | {
            "sequences": [link.sequence for link in links],
            "ids": [link.record_id for link in links],
            "macs": [link.mac for link in links],
            "sealed_at": links[0].sealed_at,
        },
    )


async def stored(tx: Transaction, chain: Chain, key: bytes) -> AsyncIterator[list[Stored]]:
    """Every link in sequence with its row, batch by batch."""
    after = 0
    while rows := await tx.rows(chain.page, _owner(tx) | {"after": after, "limit": BATCH}):
        yield [_stored(chain, key, tx.owner, row) for row in rows]
        after = rows[-1]["sequence"]


async def loose(tx: Transaction, chain: Chain, key: bytes) -> tuple[int, list[UUID]]:
    """How many rows no link covers yet, and which of them do not have the MAC of their values."""
    rows = await tx.rows(chain.loose, _owner(tx) | {"limit": None})
    return len(rows), [row["id"] for row in rows if chain.mac(key, tx.owner, row) != bytes(row["mac"])]


async def page(tx: Transaction, told: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Row]:
    """Records of the transaction's owner, newest first, with their sequence and whether there are `more`.

    `told` are the parameters of the row that tells of this reading. `wanted`: before, first (ids), from, to, limit, and
    actor_id, action, subject_kind, outcome, about (a subject's id), each of which may be None.
    """
    statement = _PAGE[tx.owned_by.level, wanted["about"] is not None]
    return await tx.rows(statement, {**told, **wanted})


async def _whole(tx: Transaction, statement: str, more: dict[str, Any]) -> list[Unsealed]:
    rows = await tx.rows(statement, _owner(tx) | more | {"limit": BATCH + 1})
    if len(rows) > BATCH:
        last = rows[-1]["xid"]
        rows = [row for row in rows if row["xid"] != last] or await tx.rows(
            statement, _owner(tx) | more | {"limit": None}
        )
    return [_row(row) for row in rows if row.get("is_final", True)]


def _stored(chain: Chain, key: bytes, owner: Owner | None, row: Row) -> Stored:
    link = Link(row["sequence"], row["record_id"], row["sealed_at"], bytes(row["link"]))
    if row["id"] is None:
        return Stored(link, None, b"")
    return Stored(link, _row(row), chain.mac(key, owner, row))


def _row(row: Row) -> Unsealed:
    return Unsealed(row["id"], bytes(row["mac"]), row["xid"], row["row_count"])


def _owner(tx: Transaction) -> dict[str, Any]:
    return {} if tx.owner is None else {tx.owner.column: tx.owner.id}
