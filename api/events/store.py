"""SQL of events and their seals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from api.events.event import NewEvent
from tenants.audit import FINAL_FIRST, IS_FINAL, IS_FROM_HERE, READ_AUDIT, Chain, row_mac
from tenants.owner import Owner
from tenants.session import Row, Transaction

_EVENT = (
    "r.id, r.occurred_at, r.actor_id, r.kind, r.subject_kind, r.subject_id, r.reason, r.data, r.mac,"
    " r.xid::text::bigint as xid, null::int as row_count"
)


def stored_mac(key: bytes, owner: Owner | None, row: Mapping[str, Any]) -> bytes:
    """The MAC of an event, from its values or from its row as it is stored."""
    who = [row["id"], row["occurred_at"].astimezone(UTC), row["actor_id"]]
    return row_mac(
        key, owner, [*who, row["kind"], row["subject_kind"], row["subject_id"]], [row["reason"], row["data"]]
    )


FEED = Chain(
    name="event",
    lock="select pg_try_advisory_xact_lock(hashtextextended('event|' || %(tenant_id)s::text, 0)) as got",
    head=(
        f"select s.sequence, s.event_id as record_id, s.mac, s.sealed_at, r.xid::text::bigint as xid, {IS_FROM_HERE}"
        " from event_seal s join event r on r.tenant_id = s.tenant_id and r.id = s.event_id"
        " where s.tenant_id = %(tenant_id)s order by s.sequence desc limit 1"
    ),
    unsealed=(
        "select id, mac, xid::text::bigint as xid, null::int as row_count from event"
        " where tenant_id = %(tenant_id)s and xid > %(after)s::text::xid8"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit %(limit)s"
    ),
    loose=(
        f"select {_EVENT}, {IS_FINAL} from event r where r.tenant_id = %(tenant_id)s and not exists"
        " (select from event_seal s where s.tenant_id = r.tenant_id and s.event_id = r.id)"
        f" {FINAL_FIRST}"
    ),
    seal=(
        "insert into event_seal (tenant_id, sequence, event_id, mac, sealed_at)"
        " select e.tenant_id, u.sequence, e.id, u.mac, %(sealed_at)s from event e"
        " join unnest(%(sequences)b::bigint[], %(ids)b::uuid[], %(macs)b::bytea[]) u(sequence, id, mac) on u.id = e.id"
        " where e.tenant_id = %(tenant_id)s"
    ),
    page=(
        f"select s.sequence, s.event_id as record_id, s.mac as link, s.sealed_at, {_EVENT} from event_seal s"
        " left join event r on r.tenant_id = s.tenant_id and r.id = s.event_id"
        " where s.tenant_id = %(tenant_id)s and s.sequence > %(after)s order by s.sequence limit %(limit)s"
    ),
    mac=stored_mac,
)
"""The feed: events in the order of their seals."""


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


async def feed(tx: Transaction, audit: Mapping[str, Any], after: int, limit: int) -> list[Row]:
    """Sealed events in sequence; `audit` tells of it, in the same statement."""
    return await tx.rows(
        "with r as (select s.sequence, e.id, e.occurred_at, e.kind, e.subject_kind, e.subject_id, e.actor_id, e.reason,"
        "  e.data from event_seal s join event e on e.tenant_id = s.tenant_id and e.id = s.event_id"
        "  where s.tenant_id = %(tenant_id)s and s.sequence > %(after)s order by s.sequence limit %(limit)s),"
        f" {READ_AUDIT} select * from r order by sequence",
        {**audit, "after": after, "limit": limit},
    )


async def of_subject(tx: Transaction, tenant_id: UUID, subject_id: UUID) -> list[Row]:
    """Everything that happened to one subject, oldest first, sealed or not yet."""
    return await tx.rows(
        "select id, occurred_at, kind, actor_id, reason, data from event"
        " where tenant_id = %(tenant_id)s and subject_id = %(subject_id)s order by occurred_at, id",
        {"tenant_id": tenant_id, "subject_id": subject_id},
    )
