"""SQL of worklists."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from api.kit.ids import NIL
from api.worklists.items import NewItem
from tenants.audit import READ_AUDIT
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


async def open_item(tx: Transaction, tenant_id: UUID, kind: str, subject_id: UUID) -> UUID | None:
    """The open item of a kind and subject."""
    row = await tx.row(
        "select id from work_item where tenant_id = %(tenant_id)s and kind = %(kind)s and subject_id = %(subject)s"
        " and state = 'open'",
        {"tenant_id": tenant_id, "kind": kind, "subject": subject_id},
    )
    return row["id"] if row else None


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


_ITEM = (
    "w.id, w.tenant_id as practice_id, w.kind, w.subject_kind, w.subject_id, w.claim_id, w.cents, w.due_on, w.state,"
    " w.outcome, w.assignee_id, w.opened_at, w.closed_at, w.version, w.data"
)
_WANTED = (
    " and (%(state)s::text is null or w.state = %(state)s) and (%(kind)s::text is null or w.kind = %(kind)s)"
    " and (%(due_before)s::date is null or w.due_on < %(due_before)s)"
    " and (%(assignee_id)s::uuid is null or w.assignee_id = %(assignee_id)s)"
    " and (coalesce(w.due_on, 'infinity'), w.id) > (coalesce(%(after_due)s::date, 'infinity'), %(after_id)s::uuid)"
    " order by coalesce(w.due_on, 'infinity'), w.id limit %(limit)s"
)


def after(position: list[Any] | None) -> dict[str, Any]:
    """The position of a page: behind an item, or before the first."""
    due, item_id = position or ("-infinity", str(NIL))
    return {"after_due": due, "after_id": item_id}


async def items_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """A practice's items, the first due first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_ITEM} from work_item w where w.tenant_id = %(tenant_id)s{_WANTED}), {READ_AUDIT}"
        " select r.* from r order by coalesce(r.due_on, 'infinity'), r.id",
        params,
    )


async def items_page_across(tx: Transaction, practice_ids: Sequence[UUID], params: dict[str, Any]) -> list[Row]:
    """The same over practices."""
    return await tx.rows(
        f"select {_ITEM} from work_item w where w.tenant_id = any(%(practices)b::uuid[]){_WANTED}",
        params | {"practices": list(practice_ids)},
    )


async def read_item(tx: Transaction, audit: dict[str, Any], item_id: UUID) -> Row | None:
    """An item, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_ITEM} from work_item w where w.tenant_id = %(tenant_id)s and w.id = %(id)s),"
        f" {READ_AUDIT} select r.* from r",
        audit | {"id": item_id},
    )


async def notes_of(tx: Transaction, tenant_id: UUID, item_id: UUID) -> list[Row]:
    """The notes on an item, oldest first."""
    return await tx.rows(
        "select id, content, created_at, created_by from work_note"
        " where tenant_id = %(tenant_id)s and work_item_id = %(item)s order by id",
        {"tenant_id": tenant_id, "item": item_id},
    )


async def lock_item(tx: Transaction, tenant_id: UUID, item_id: UUID) -> Row | None:
    """An item, locked."""
    return await tx.row(
        "select id, kind, subject_id, state from work_item"
        " where tenant_id = %(tenant_id)s and id = %(id)s for no key update",
        {"tenant_id": tenant_id, "id": item_id},
    )


async def assign(tx: Transaction, tenant_id: UUID, item_id: UUID, assignee_id: UUID | None) -> None:
    """Whose it is."""
    await tx.execute(
        "update work_item set assignee_id = %(assignee)s, version = version + 1"
        " where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": item_id, "assignee": assignee_id},
    )


async def close(tx: Transaction, tenant_id: UUID, item_id: UUID, outcome: str) -> None:
    """Close one item."""
    await tx.execute(
        "update work_item set state = 'done', outcome = %(outcome)s, closed_at = now(), version = version + 1"
        " where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": item_id, "outcome": outcome},
    )
