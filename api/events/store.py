"""SQL of events and their seals."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson

from api.events.event import NewEvent
from tenants.audit.chain import BATCH, Link, Unsealed
from tenants.session import Row, Transaction


async def insert_events(
    tx: Transaction,
    tenant_id: UUID,
    actor_id: UUID,
    at: datetime,
    events: Sequence[NewEvent],
    macs: list[bytes],
) -> None:
    """Insert a chunk in one statement."""
    await tx.execute(
        "insert into event (tenant_id, id, occurred_at, kind, subject_kind, subject_id, actor_id, reason, data, mac)"
        " select p.tenant_id, u.id, %(at)s, u.kind, u.subject_kind, u.subject_id, %(actor_id)s, u.reason,"
        "  u.data::jsonb, u.mac"
        " from practice_profile p"
        " cross join unnest(%(ids)b::uuid[], %(kinds)b::text[], %(subject_kinds)b::text[], %(subjects)b::uuid[],"
        "  %(reasons)b::text[], %(data)b::text[], %(macs)b::bytea[])"
        "  u(id, kind, subject_kind, subject_id, reason, data, mac)"
        " where p.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "actor_id": actor_id,
            "at": at,
            "ids": [event.id for event in events],
            "kinds": [event.kind for event in events],
            "subject_kinds": [event.subject_kind for event in events],
            "subjects": [event.subject_id for event in events],
            "reasons": [event.reason for event in events],
            "data": [orjson.dumps(event.data).decode() for event in events],
            "macs": macs,
        },
    )


async def try_lock(tx: Transaction, tenant_id: UUID) -> bool:
    """One sealer a practice at a time."""
    row = await tx.row(
        "select pg_try_advisory_xact_lock(hashtextextended('event|' || %(tenant_id)s::text, 0)) as got",
        {"tenant_id": tenant_id},
    )
    return row is not None and bool(row["got"])


async def head(tx: Transaction, tenant_id: UUID) -> Row | None:
    """The newest link with its event's transaction id."""
    return await tx.row(
        "select s.sequence, s.event_id, s.mac, e.xid::text::bigint as xid from event_seal s"
        " join event e on e.tenant_id = s.tenant_id and e.id = s.event_id"
        " where s.tenant_id = %(tenant_id)s order by s.sequence desc limit 1",
        {"tenant_id": tenant_id},
    )


async def unsealed(tx: Transaction, tenant_id: UUID, after_xid: int) -> list[Unsealed]:
    """Final events after a transaction id, oldest first; whole transactions."""
    statement = (
        "select id, mac, xid::text::bigint as xid from event where tenant_id = %(tenant_id)s"
        " and xid > %(after)s::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())"
        " order by xid, id limit %(limit)s"
    )
    params = {"tenant_id": tenant_id, "after": str(after_xid), "limit": BATCH + 1}
    rows = await tx.rows(statement, params)
    if len(rows) > BATCH:
        whole = [row for row in rows if row["xid"] != rows[-1]["xid"]]
        rows = whole or await tx.rows(statement, params | {"limit": None})
    return [Unsealed(row["id"], bytes(row["mac"]), row["xid"], None) for row in rows]


async def seal(tx: Transaction, tenant_id: UUID, links: list[Link]) -> None:
    """Write links."""
    await tx.execute(
        "insert into event_seal (tenant_id, sequence, event_id, mac, sealed_at)"
        " select e.tenant_id, u.sequence, e.id, u.mac, now() from event e"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = e.id"
        " where e.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "sequences": [link.sequence for link in links],
            "ids": [link.record_id for link in links],
            "macs": [link.mac for link in links],
        },
    )


async def feed(tx: Transaction, tenant_id: UUID, after: int, limit: int) -> list[Row]:
    """Sealed events in sequence."""
    return await tx.rows(
        "select s.sequence, e.id, e.occurred_at, e.kind, e.subject_kind, e.subject_id, e.actor_id, e.reason, e.data"
        " from event_seal s join event e on e.tenant_id = s.tenant_id and e.id = s.event_id"
        " where s.tenant_id = %(tenant_id)s and s.sequence > %(after)s order by s.sequence limit %(limit)s",
        {"tenant_id": tenant_id, "after": after, "limit": limit},
    )


async def of_subject(tx: Transaction, tenant_id: UUID, subject_id: UUID) -> list[Row]:
    """Everything that happened to one subject, oldest first, sealed or not yet."""
    return await tx.rows(
        "select id, occurred_at, kind, actor_id, reason, data from event"
        " where tenant_id = %(tenant_id)s and subject_id = %(subject_id)s order by occurred_at, id",
        {"tenant_id": tenant_id, "subject_id": subject_id},
    )
