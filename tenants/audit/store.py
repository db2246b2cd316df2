"""SQL of the audit chains."""

from typing import Any

from tenants.audit.chain import BATCH, Link, Unsealed
from tenants.owner import Level
from tenants.session import Row, Transaction

_LOCK = {
    Level.TENANT: "select pg_try_advisory_xact_lock(hashtextextended('audit|' || %(tenant_id)s::text, 0)) as got",
    Level.ORGANIZATION: (
        "select pg_try_advisory_xact_lock(hashtextextended('audit|' || %(organization_id)s::text, 0)) as got"
    ),
}
_HEAD = {
    Level.TENANT: (
        "select s.sequence, s.record_id, s.mac, r.xid::text::bigint as xid from audit_seal s"
        " join audit_record r on r.tenant_id = s.tenant_id and r.id = s.record_id"
        " where s.tenant_id = %(tenant_id)s order by s.sequence desc limit 1"
    ),
    Level.ORGANIZATION: (
        "select s.sequence, s.record_id, s.mac, r.xid::text::bigint as xid from organization_audit_seal s"
        " join organization_audit_record r on r.organization_id = s.organization_id and r.id = s.record_id"
        " where s.organization_id = %(organization_id)s order by s.sequence desc limit 1"
    ),
}
_UNSEALED = {
    Level.TENANT: (
        "select id, mac, xid::text::bigint as xid, row_count from audit_record"
        " where tenant_id = %(tenant_id)s and xid > %(after)s::text::xid8"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %(limit)s"
    ),
    Level.ORGANIZATION: (
        "select id, mac, xid::text::bigint as xid, row_count from organization_audit_record"
        " where organization_id = %(organization_id)s and xid > %(after)s::text::xid8"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %(limit)s"
    ),
}
_SEAL = {
    Level.TENANT: (
        "insert into audit_seal (tenant_id, sequence, record_id, mac, sealed_at)"
        " select r.tenant_id, u.sequence, r.id, u.mac, now() from audit_record r"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = r.id"
        " where r.tenant_id = %(tenant_id)s"
    ),
    Level.ORGANIZATION: (
        "insert into organization_audit_seal (organization_id, sequence, record_id, mac, sealed_at)"
        " select r.organization_id, u.sequence, r.id, u.mac, now() from organization_audit_record r"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = r.id"
        " where r.organization_id = %(organization_id)s"
    ),
}


async def try_lock(tx: Transaction) -> bool:
    """One sealer an owner at a time; false when another is at it."""
    row = await tx.row(_LOCK[_level(tx)], _owner(tx))
    return row is not None and bool(row["got"])


async def head(tx: Transaction) -> Row | None:
    """The newest link, with the transaction id of its row."""
    return await tx.row(_HEAD[_level(tx)], _owner(tx))


async def unsealed(tx: Transaction, after_xid: int) -> list[Unsealed]:
    """Final rows after a transaction id, oldest first; a whole transaction or nothing of it when the limit cuts."""
    rows = await tx.rows(_UNSEALED[_level(tx)], _owner(tx) | {"after": str(after_xid), "limit": BATCH + 1})
    if len(rows) > BATCH:
        last = rows[-1]["xid"]
        whole = [row for row in rows if row["xid"] != last]
        rows = whole or await tx.rows(_UNSEALED[_level(tx)], _owner(tx) | {"after": str(after_xid), "limit": None})
    return [Unsealed(row["id"], bytes(row["mac"]), row["xid"], row["row_count"]) for row in rows]


async def seal(tx: Transaction, links: list[Link]) -> None:
    """Write links; the chain's keys refuse a second link for a row and a second row for a sequence."""
    await tx.execute(
        _SEAL[_level(tx)],
        _owner(tx)
        | {
            "sequences": [link.sequence for link in links],
            "ids": [link.record_id for link in links],
            "macs": [link.mac for link in links],
        },
    )


def _level(tx: Transaction) -> Level:
    return tx.owned_by.level


def _owner(tx: Transaction) -> dict[str, Any]:
    return {tx.owned_by.column: tx.owned_by.id}
