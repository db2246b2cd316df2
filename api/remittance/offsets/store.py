"""SQL of provider adjustments and takebacks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_LEFT = (
    "(select d.tenant_id, d.id, d.payer_identifier, d.payer_name, d.payment_date,"
    "  case when a.reason_code = 'FB' then 'FB' else a.named_reference end as reference, a.due_to_payer_cents as cents"
    "  from provider_adjustment a join remittance d on d.tenant_id = a.tenant_id and d.id = a.remittance_id"
    "  where a.tenant_id = %(tenant_id)s and d.state = 'posted' and a.due_to_payer_cents <> 0"
    "  union all select n.tenant_id, n.id, n.payer_identifier, n.payer_name, n.payment_date, 'FB', -n.paid_cents"
    "  from remittance n where n.tenant_id = %(tenant_id)s and n.state = 'posted' and n.paid_cents < 0)"
)
"""What each check left due to its payer or took of it, by reference; one below zero carries its lack forward."""


async def due_to_payer(
    tx: Transaction, tenant_id: UUID, check: tuple[UUID, str], references: list[str]
) -> dict[str, int]:
    """What other checks of a payer left due to it, in cents, by reference (forward balances as one, `FB`).

    `check` is the remittance that asks, and its payer's TRN03.
    """
    rows = await tx.rows(
        f"select l.reference, sum(l.cents)::bigint as cents from {_LEFT} l"
        " where l.payer_identifier = %(payer)s and l.id <> %(remittance_id)s"
        " and l.reference = any(%(references)b::text[]) group by 1",
        {"tenant_id": tenant_id, "remittance_id": check[0], "payer": check[1], "references": references},
    )
    return {row["reference"]: row["cents"] for row in rows}


async def unsettled(tx: Transaction, tenant_id: UUID, payer_identifier: str, references: list[str]) -> list[Row]:
    """A payer's takebacks under these references that nothing has settled, oldest first, locked."""
    return await tx.rows(
        "select id, reference, cents, state, claim_id, entry_ids from takeback"
        " where tenant_id = %(tenant_id)s and payer_identifier = %(payer)s"
        " and reference = any(%(references)b::text[]) and state <> 'settled' order by id for no key update",
        {"tenant_id": tenant_id, "payer": payer_identifier, "references": references},
    )


async def named(tx: Transaction, tenant_id: UUID, references: list[str]) -> list[Row]:
    """The matched claim payments that PLB references name by ICN or claim number; one taken back is none of them."""
    return await tx.rows(
        "select p.id, p.claim_number, p.payer_claim_control_number, m.receivable_claim_id from claim_payment p"
        " join claim_payment_match m on m.tenant_id = p.tenant_id and m.claim_payment_id = p.id"
        " where p.tenant_id = %(tenant_id)s and p.status_code <> '22'"
        " and p.payer_claim_control_number = any(%(references)b::text[])"
        " and not exists (select from claim_payment_reversal v where v.tenant_id = p.tenant_id"
        "  and v.reverses_id = p.id)",
        {"tenant_id": tenant_id, "references": references},
    )


async def insert_takebacks(
    tx: Transaction, tenant_id: UUID, remittance_id: UUID, payer: str, rows: Sequence[Row]
) -> None:
    """Takebacks of a remittance; entry ids travel as words of one text, since arrays of arrays must be square."""
    await tx.execute(
        "insert into takeback (tenant_id, id, remittance_id, position, payer_identifier, reference, claim_id, cents,"
        " entry_ids, state, created_at)"
        " select r.tenant_id, u.id, r.id, u.position, %(payer)s, u.reference, u.claim_id, u.cents,"
        " string_to_array(u.entries, ' ')::uuid[], u.state, now() from remittance r"
        " cross join unnest(%(ids)b::uuid[], %(positions)b::int[], %(references)b::text[], %(claims)b::uuid[],"
        " %(cents)b::bigint[], %(entries)b::text[], %(states)b::text[])"
        " u(id, position, reference, claim_id, cents, entries, state)"
        " where r.tenant_id = %(tenant_id)s and r.id = %(remittance_id)s",
        {
            "tenant_id": tenant_id,
            "remittance_id": remittance_id,
            "payer": payer,
            "ids": [row["id"] for row in rows],
            "positions": [row["position"] for row in rows],
            "references": [row["reference"] for row in rows],
            "claims": [row["claim_id"] for row in rows],
            "cents": [row["cents"] for row in rows],
            "entries": [row["entries"] for row in rows],
            "states": [row["state"] for row in rows],
        },
    )


async def settle(tx: Transaction, tenant_id: UUID, takeback_ids: list[UUID]) -> None:
    """Takebacks that are given back."""
    await tx.execute(
        "update takeback set state = 'settled', settled_at = now()"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": takeback_ids},
    )


async def release(tx: Transaction, tenant_id: UUID, takeback_ids: list[UUID]) -> None:
    """Waiting takebacks that are of before the practice came."""
    await tx.execute(
        "update takeback set state = 'pre_go_live'"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[]) and state = 'waiting'",
        {"tenant_id": tenant_id, "ids": takeback_ids},
    )


async def lock_takeback(tx: Transaction, tenant_id: UUID, takeback_id: UUID) -> Row | None:
    """One takeback, locked."""
    return await tx.row(
        "select id, remittance_id, state, cents, reference from takeback"
        " where tenant_id = %(tenant_id)s and id = %(id)s for no key update",
        {"tenant_id": tenant_id, "id": takeback_id},
    )


async def waiting_since(tx: Transaction, tenant_id: UUID, before: datetime) -> list[UUID]:
    """Takebacks that have waited since before a moment."""
    rows = await tx.rows(
        "select id from takeback where tenant_id = %(tenant_id)s and state = 'waiting' and created_at < %(before)s"
        " order by id",
        {"tenant_id": tenant_id, "before": before},
    )
    return [row["id"] for row in rows]


_TAKEBACK = (
    "t.id, t.remittance_id, t.payer_identifier, t.reference, t.claim_id, t.cents, t.state, t.created_at, t.settled_at"
)


async def takebacks_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Takebacks, newest first."""
    return await tx.rows(
        f"with r as (select {_TAKEBACK} from takeback t where t.tenant_id = %(tenant_id)s"
        " and (%(state)s::text is null or t.state = %(state)s)"
        " and (%(claim_id)s::uuid is null or t.claim_id = %(claim_id)s)"
        " and (%(before)s::uuid is null or t.id < %(before)s) order by t.id desc limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id desc",
        params,
    )


async def takeback(tx: Transaction, params: dict[str, Any]) -> Row | None:
    """One takeback."""
    return await tx.row(
        f"with r as (select {_TAKEBACK} from takeback t where t.tenant_id = %(tenant_id)s and t.id = %(id)s),"
        f" {READ_AUDIT} select r.* from r",
        params,
    )


_BALANCES = (
    "select l.payer_identifier, max(l.payer_name) as payer_name, l.reference, sum(l.cents)::bigint as cents,"
    " min(l.payment_date) as since,"
    " array_agg(distinct l.id) as remittance_ids,"
    " (select e.payer_id from payer_enrollment e where e.tenant_id = %(tenant_id)s"
    f"  and e.identifier = l.payer_identifier) as payer_id from {_LEFT} l group by 1, 3 having sum(l.cents) <> 0"
)


async def payer_balances(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """What is due to payers, by payer and reference, the oldest first."""
    return await tx.rows(
        f"with r as ({_BALANCES}), {READ_AUDIT} select r.* from r order by r.since, r.payer_identifier, r.reference",
        params,
    )


async def overdue_balances(tx: Transaction, tenant_id: UUID, before: date) -> list[Row]:
    """Those that began before a day, for a job that opens work."""
    return await tx.rows(
        f"with r as ({_BALANCES} and min(l.payment_date) < %(before)s) select r.payer_identifier, r.reference, r.cents,"
        " r.since from r",
        {"tenant_id": tenant_id, "before": before},
    )
