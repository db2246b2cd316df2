"""SQL of worklists."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from api.worklists.items import NewItem
from tenants.session import Row, Transaction


async def insert_items(tx: Transaction, tenant_id: UUID, ids: Sequence[UUID], items: Sequence[NewItem]) -> list[UUID]:
    """Items that are not open yet; the ids of those that were new, in the order given."""
    rows = await tx.rows(
        "insert into work_item (tenant_id, id, kind, subject_kind, subject_id, claim_id, cents, due_on, state, outcome,"
        " assignee_id, opened_at, closed_at, version, data)"
        " select p.tenant_id, u.id, u.kind, u.subject_kind, u.subject_id, u.claim_id, u.cents, u.due_on, 'open', '',"
        " null, now(), null, 1, u.data::jsonb from practice_profile p cross join unnest(%(ids)b::uuid[],"
        " %(kinds)b::text[], %(subject_kinds)b::text[], %(subjects)b::uuid[], %(claims)b::uuid[], %(cents)b::bigint[],"
        " %(due)b::date[], %(data)b::text[]) u(id, kind, subject_kind, subject_id, claim_id, cents, due_on, data)"
        " where p.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, kind, subject_id) where state = 'open' do nothing returning id",
        {"tenant_id": tenant_id, "ids": list(ids), **_columns(items)},
    )
    return sorted(row["id"] for row in rows)


async def change_open(tx: Transaction, tenant_id: UUID, items: Sequence[NewItem]) -> None:
    """New cents, due day and data for those that are open."""
    await tx.execute(
        "update work_item w set cents = u.cents, due_on = u.due_on, data = u.data::jsonb, version = w.version + 1"
        " from unnest(%(kinds)b::text[], %(subjects)b::uuid[], %(cents)b::bigint[], %(due)b::date[],"
        " %(data)b::text[]) u(kind, subject_id, cents, due_on, data)"
        " where w.tenant_id = %(tenant_id)s and w.kind = u.kind and w.subject_id = u.subject_id and w.state = 'open'",
        {"tenant_id": tenant_id, **_columns(items)},
    )


async def close_open(
    tx: Transaction, tenant_id: UUID, kind: str, subject_ids: Sequence[UUID], outcome: str
) -> list[Row]:
    """Close the open items of a kind; those that were."""
    return await tx.rows(
        "update work_item set state = 'done', outcome = %(outcome)s, closed_at = now(), version = version + 1"
        " where tenant_id = %(tenant_id)s and kind = %(kind)s and subject_id = any(%(subjects)b::uuid[])"
        " and state = 'open' returning id, subject_id",
        {"tenant_id": tenant_id, "kind": kind, "subjects": list(subject_ids), "outcome": outcome},
    )


def _columns(items: Sequence[NewItem]) -> dict[str, list[Any]]:
    return {
        "kinds": [item.kind for item in items],
        "subject_kinds": [item.subject_kind for item in items],
        "subjects": [item.subject_id for item in items],
        "claims": [item.claim_id for item in items],
        "cents": [item.cents for item in items],
        "due": [item.due_on for item in items],
        "data": [orjson.dumps(item.data).decode() for item in items],
    }
