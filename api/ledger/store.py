"""SQL of the ledger. All writes are set-based and name their tenant."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.ledger.entries import Delta, Entry
from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction


async def open_month(tx: Transaction, tenant_id: UUID, month: date) -> date | None:
    """The first open month from `month` on, held in share until the transaction ends."""
    row = await tx.row(
        "select month from period where tenant_id = %(tenant_id)s and month >= %(month)s and is_open"
        " order by month limit 1 for key share",
        {"tenant_id": tenant_id, "month": month},
    )
    return row["month"] if row else None


async def add_month(tx: Transaction, tenant_id: UUID, month: date) -> date | None:
    """`month`, or the one after the last when months from `month` on are there; None when another has just added it."""
    row = await tx.row(
        "insert into period (tenant_id, month, is_open)"
        " select p.tenant_id, coalesce((select max(m.month) + interval '1 month' from period m"
        "  where m.tenant_id = %(tenant_id)s and m.month >= %(month)s)::date, %(month)s), true"
        " from practice_profile p where p.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, month) do nothing returning month",
        {"tenant_id": tenant_id, "month": month},
    )
    return row["month"] if row else None


async def insert_batch(tx: Transaction, values: dict[str, Any]) -> bool:
    """A batch; false when its source has one already."""
    return (
        await tx.execute(
            "insert into ledger_batch (tenant_id, id, source_kind, source_id, posted_at, business_date, effective_date,"
            " period_month, period_open) values (%(tenant_id)s, %(id)s, %(source_kind)s, %(source_id)s, %(posted_at)s,"
            " %(business_date)s, %(effective_date)s, %(period_month)s, true)"
            " on conflict (tenant_id, source_kind, source_id) do nothing",
            values,
        )
        == 1
    )


async def insert_entries(
    tx: Transaction,
    tenant_id: UUID,
    batch_id: UUID,
    first_leg: int,
    remittance_id: UUID | None,
    entries: Sequence[Entry],
) -> None:
    """Entries of a batch of this transaction, and the allocations among them."""
    await tx.execute(
        "insert into ledger_entry (tenant_id, id, batch_id, source_kind, source_id, leg, debit, credit, cents,"
        " claim_id, line_no, patient_id, payer_id, remittance_id, group_code, reason_code, adjustment_class)"
        " select b.tenant_id, u.id, b.id, b.source_kind, b.source_id, u.leg, u.debit, u.credit, u.cents, u.claim_id,"
        " u.line_no, u.patient_id, u.payer_id, %(remittance_id)s::uuid, u.group_code, u.reason_code, u.class"
        " from ledger_batch b cross join unnest(%(ids)b::uuid[], %(legs)b::int[], %(debits)b::text[],"
        " %(credits)b::text[], %(cents)b::bigint[], %(claims)b::uuid[], %(lines)b::int[], %(patients)b::uuid[],"
        " %(payers)b::uuid[], %(groups)b::text[], %(reasons)b::text[], %(classes)b::text[])"
        " u(id, leg, debit, credit, cents, claim_id, line_no, patient_id, payer_id, group_code, reason_code, class)"
        " where b.tenant_id = %(tenant_id)s and b.id = %(batch_id)s",
        {
            "tenant_id": tenant_id,
            "batch_id": batch_id,
            "remittance_id": remittance_id,
            "ids": [entry.id for entry in entries],
            "legs": list(range(first_leg, first_leg + len(entries))),
            "debits": [entry.debit for entry in entries],
            "credits": [entry.credit for entry in entries],
            "cents": [entry.cents for entry in entries],
            "claims": [entry.claim_id for entry in entries],
            "lines": [entry.line_no for entry in entries],
            "patients": [entry.patient_id for entry in entries],
            "payers": [entry.payer_id for entry in entries],
            "groups": [entry.group_code for entry in entries],
            "reasons": [entry.reason_code for entry in entries],
            "classes": [entry.adjustment_class for entry in entries],
        },
    )


async def insert_allocations(
    tx: Transaction, tenant_id: UUID, batch_id: UUID, source: str, ids: list[UUID], entries: Sequence[Entry]
) -> None:
    """The allocations of entries, dated like their batch; `source` is fixed by how the money was received."""
    await tx.execute(
        "insert into allocation (tenant_id, id, entry_id, claim_id, line_no, payer_id, source, cents, business_date)"
        " select b.tenant_id, u.id, u.entry_id, u.claim_id, u.line_no, u.payer_id, %(source)s, u.cents, b.business_date"
        " from ledger_batch b cross join unnest(%(ids)b::uuid[], %(entries)b::uuid[], %(claims)b::uuid[],"
        " %(lines)b::int[], %(payers)b::uuid[], %(cents)b::bigint[])"
        " u(id, entry_id, claim_id, line_no, payer_id, cents)"
        " where b.tenant_id = %(tenant_id)s and b.id = %(batch_id)s",
        {
            "tenant_id": tenant_id,
            "batch_id": batch_id,
            "source": source,
            "ids": ids,
            "entries": [entry.id for entry in entries],
            "claims": [entry.claim_id for entry in entries],
            "lines": [entry.line_no for entry in entries],
            "payers": [entry.payer_id for entry in entries],
            "cents": [entry.allocated_cents for entry in entries],
        },
    )


async def lock_balances(tx: Transaction, tenant_id: UUID, claim_ids: list[UUID]) -> None:
    """Lock claims' balances in id order, so that two postings never wait for each other in a circle."""
    await tx.execute(
        "select claim_id from claim_balance where tenant_id = %(tenant_id)s and claim_id = any(%(claims)b)"
        " order by claim_id for no key update",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )


_CHANGES = (
    "charge_cents = b.charge_cents + u.charge,"
    " insurance_receivable_cents = b.insurance_receivable_cents + u.insurance,"
    " patient_receivable_cents = b.patient_receivable_cents + u.patient,"
    " insurance_paid_cents = b.insurance_paid_cents + u.paid, adjusted_cents = b.adjusted_cents + u.adjusted"
)
_ARRAYS = (
    "%(charges)b::bigint[], %(insurances)b::bigint[], %(patients)b::bigint[], %(paids)b::bigint[],"
    " %(adjusteds)b::bigint[]"
)


async def change_line_balances(tx: Transaction, tenant_id: UUID, changes: dict[tuple[UUID, int], Delta]) -> None:
    """Add deltas to lines."""
    await tx.execute(
        f"update line_balance b set {_CHANGES} from unnest(%(claims)b::uuid[], %(lines)b::int[], {_ARRAYS})"
        " u(claim_id, line_no, charge, insurance, patient, paid, adjusted)"
        " where b.tenant_id = %(tenant_id)s and b.claim_id = u.claim_id and b.line_no = u.line_no",
        {
            "tenant_id": tenant_id,
            "claims": [claim_id for claim_id, _ in changes],
            "lines": [line_no for _, line_no in changes],
            **_arrays(list(changes.values())),
        },
    )


async def change_claim_balances(tx: Transaction, tenant_id: UUID, changes: dict[UUID, Delta]) -> None:
    """Add deltas to claims."""
    await tx.execute(
        f"update claim_balance b set {_CHANGES} from unnest(%(claims)b::uuid[], {_ARRAYS})"
        " u(claim_id, charge, insurance, patient, paid, adjusted)"
        " where b.tenant_id = %(tenant_id)s and b.claim_id = u.claim_id",
        {"tenant_id": tenant_id, "claims": list(changes), **_arrays(list(changes.values()))},
    )


async def insert_balances(
    tx: Transaction, tenant_id: UUID, claim_ids: list[UUID], lines: list[tuple[UUID, int]]
) -> None:
    """Rows for new claims and their lines, at zero."""
    await tx.execute(
        "insert into claim_balance (tenant_id, claim_id, charge_cents, insurance_receivable_cents,"
        " patient_receivable_cents, insurance_paid_cents, adjusted_cents)"
        " select p.tenant_id, u.claim_id, 0, 0, 0, 0, 0 from practice_profile p"
        " cross join unnest(%(claims)b::uuid[]) u(claim_id) where p.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )
    await tx.execute(
        "insert into line_balance (tenant_id, claim_id, line_no, charge_cents, insurance_receivable_cents,"
        " patient_receivable_cents, insurance_paid_cents, adjusted_cents)"
        " select c.tenant_id, c.claim_id, u.line_no, 0, 0, 0, 0, 0 from claim_balance c"
        " join unnest(%(claims)b::uuid[], %(lines)b::int[]) u(claim_id, line_no) on u.claim_id = c.claim_id"
        " where c.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "claims": [claim_id for claim_id, _ in lines],
            "lines": [line_no for _, line_no in lines],
        },
    )


def _arrays(changes: Sequence[Delta]) -> dict[str, list[int]]:
    return {
        "charges": [delta.charge for delta in changes],
        "insurances": [delta.insurance_receivable for delta in changes],
        "patients": [delta.patient_receivable for delta in changes],
        "paids": [delta.insurance_paid for delta in changes],
        "adjusteds": [delta.adjusted for delta in changes],
    }


async def accounts(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Both sides of every account, from the view of legs."""
    return await tx.rows(
        "with r as (select account, sum(signed_cents) filter (where signed_cents > 0) as debit_cents,"
        " -sum(signed_cents) filter (where signed_cents < 0) as credit_cents, sum(signed_cents) as balance_cents,"
        f" count(*) as legs from ledger_leg where tenant_id = %(tenant_id)s group by account), {READ_AUDIT}"
        " select account, coalesce(debit_cents, 0)::bigint as debit_cents, coalesce(credit_cents, 0)::bigint"
        " as credit_cents, balance_cents::bigint as balance_cents, legs from r order by account",
        params,
    )


async def entries_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Entries, newest first, of the practice, a claim, or a remittance."""
    return await tx.rows(
        "with r as (select e.id, e.batch_id, e.source_kind, e.source_id, e.leg, e.debit, e.credit, e.cents,"
        " nullif(e.claim_id, '00000000-0000-0000-0000-000000000000') as claim_id, e.line_no, e.payer_id,"
        " e.remittance_id, e.group_code, e.reason_code, e.adjustment_class, v.reverses_id, b.business_date,"
        " b.effective_date, b.posted_at"
        " from ledger_entry e join ledger_batch b on b.tenant_id = e.tenant_id and b.id = e.batch_id"
        " left join ledger_reversal v on v.tenant_id = e.tenant_id and v.entry_id = e.id"
        " where e.tenant_id = %(tenant_id)s and (%(claim_id)s::uuid is null or e.claim_id = %(claim_id)s)"
        " and (%(remittance_id)s::uuid is null or e.remittance_id = %(remittance_id)s)"
        " and (%(after)s::uuid is null or e.id < %(after)s) order by e.id desc limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id desc",
        params,
    )


async def periods(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """The practice's months, newest first."""
    return await tx.rows(
        "select month, is_open, closed_at from period where tenant_id = %(tenant_id)s order by month desc",
        {"tenant_id": tenant_id},
    )


async def count_days(tx: Transaction, tenant_id: UUID) -> int:
    """Recompute the totals of every day that had a batch in the last hour, or has none yet; how many rows."""
    return await tx.execute(
        "insert into account_day (tenant_id, business_date, account, payer_id, debit_cents, credit_cents)"
        " select b.tenant_id, b.business_date, l.account,"
        " coalesce(l.payer_id, '00000000-0000-0000-0000-000000000000'),"
        " coalesce(sum(l.signed_cents) filter (where l.signed_cents > 0), 0),"
        " coalesce(-sum(l.signed_cents) filter (where l.signed_cents < 0), 0)"
        " from ledger_batch b join ledger_leg l on l.tenant_id = b.tenant_id and l.batch_id = b.id"
        " where b.tenant_id = %(tenant_id)s and b.business_date in (select n.business_date from ledger_batch n"
        "  where n.tenant_id = %(tenant_id)s and (n.posted_at > now() - interval '1 hour' or not exists"
        "   (select from account_day d where d.tenant_id = %(tenant_id)s and d.business_date = n.business_date)))"
        " group by 1, 2, 3, 4"
        " on conflict (tenant_id, business_date, account, payer_id) do update"
        " set debit_cents = excluded.debit_cents, credit_cents = excluded.credit_cents",
        {"tenant_id": tenant_id},
    )


async def wrong_balances(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """Lines and claims whose kept balance differs from their entries, and days whose totals do."""
    return await tx.rows(
        "with sums as (select claim_id, line_no,"
        "  coalesce(sum(signed_cents) filter (where account = 'insurance_receivable'), 0) as insurance,"
        "  coalesce(sum(signed_cents) filter (where account = 'patient_receivable'), 0) as patient,"
        "  coalesce(-sum(signed_cents) filter (where account = 'charges'), 0) as charge"
        "  from ledger_leg where tenant_id = %(tenant_id)s group by claim_id, line_no),"
        " wrong_lines as (select b.claim_id, b.line_no from line_balance b"
        "  left join sums s on s.claim_id = b.claim_id and s.line_no = b.line_no"
        "  where b.tenant_id = %(tenant_id)s and (b.insurance_receivable_cents <> coalesce(s.insurance, 0)"
        "   or b.patient_receivable_cents <> coalesce(s.patient, 0) or b.charge_cents <> coalesce(s.charge, 0))),"
        " line_sums as (select claim_id, sum(insurance_receivable_cents) as insurance,"
        "  sum(patient_receivable_cents) as patient, sum(charge_cents) as charge, sum(insurance_paid_cents) as paid,"
        "  sum(adjusted_cents) as adjusted from line_balance where tenant_id = %(tenant_id)s group by claim_id),"
        " wrong_claims as (select c.claim_id, -1 as line_no from claim_balance c"
        "  left join line_sums s on s.claim_id = c.claim_id where c.tenant_id = %(tenant_id)s"
        "  and (c.insurance_receivable_cents, c.patient_receivable_cents, c.charge_cents, c.insurance_paid_cents,"
        "   c.adjusted_cents) is distinct from (s.insurance, s.patient, s.charge, s.paid, s.adjusted))"
        " select claim_id, line_no from wrong_lines union all select claim_id, line_no from wrong_claims",
        {"tenant_id": tenant_id},
    )
