"""SQL of totals: the days that are counted, and the entries that are not yet."""

from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_MOVED = (
    "select d.business_date, d.account, d.debit_cents, d.credit_cents, d.legs from account_day d"
    " where d.tenant_id = %(tenant_id)s {until_day}"
    " union all select b.business_date, l.account, greatest(l.signed_cents, 0), greatest(-l.signed_cents, 0), 1"
    " from ledger_batch b join ledger_leg l on l.tenant_id = b.tenant_id and l.batch_id = b.id"
    " where b.tenant_id = %(tenant_id)s {until_batch} and b.xid >= coalesce((select m.counted_before::text"
    "  from account_day_mark m where m.tenant_id = %(tenant_id)s), '0')::xid8"
)
_ALL = _MOVED.format(until_day="", until_batch="")
_TO = _MOVED.format(until_day="and d.business_date <= %(last)s", until_batch="and b.business_date <= %(last)s")
_OF_A_SPAN = (
    f"with moved as ({_TO}), r as (select account,"
    " coalesce(sum(debit_cents) filter (where business_date >= %(first)s), 0)::bigint as debit_cents,"
    " coalesce(sum(credit_cents) filter (where business_date >= %(first)s), 0)::bigint as credit_cents,"
    " sum(debit_cents - credit_cents)::bigint as balance_cents from moved group by account)"
)


async def accounts(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Both sides of every account, and how many entries have it on a side."""
    return await tx.rows(
        f"with moved as ({_ALL}), r as (select account, sum(debit_cents)::bigint as debit_cents,"
        " sum(credit_cents)::bigint as credit_cents, sum(debit_cents - credit_cents)::bigint as balance_cents,"
        f" sum(legs)::bigint as legs from moved group by account), {READ_AUDIT} select r.* from r order by r.account",
        params,
    )


async def accounts_by_month(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Both sides of every account in each month of posting, and what it stood at when the month ended."""
    return await tx.rows(
        f"with moved as ({_ALL}), m as (select date_trunc('month', business_date)::date as month, account,"
        "  sum(debit_cents)::bigint as debit_cents, sum(credit_cents)::bigint as credit_cents"
        "  from moved group by 1, 2),"
        " r as (select month, account, debit_cents, credit_cents, (sum(debit_cents - credit_cents) over"
        "  (partition by account order by month))::bigint as balance_cents from m),"
        f" {READ_AUDIT} select r.* from r order by r.month desc, r.account",
        params,
    )


async def accounts_to(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Both sides of every account from `first` to `last`, and what it stood at when `last` ended."""
    return await tx.rows(f"{_OF_A_SPAN}, {READ_AUDIT} select r.* from r order by r.account", params)


async def trial_balance(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """The same for a caller that writes its own audit row."""
    return await tx.rows(f"{_OF_A_SPAN} select r.* from r order by r.account", params)


async def lines_on(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """The lines of a claim as they stood when a day ended, line 0 first; none when the practice has no such claim."""
    return await tx.rows(
        "with legs as (select l.line_no, l.account, l.signed_cents from ledger_leg l"
        "  join ledger_batch b on b.tenant_id = l.tenant_id and b.id = l.batch_id"
        "  where l.tenant_id = %(tenant_id)s and l.claim_id = %(claim_id)s"
        "  and (%(as_of)s::date is null or b.business_date <= %(as_of)s)),"
        " sums as (select line_no, sum(signed_cents) filter (where account = 'insurance_receivable') as insurance,"
        "  sum(signed_cents) filter (where account = 'patient_receivable') as patient,"
        "  -sum(signed_cents) filter (where account = 'charges') as charge, sum(signed_cents) filter (where account in"
        "  ('contractual_adjustments', 'other_adjustments', 'write_offs')) as adjusted from legs group by line_no),"
        " paid as (select a.line_no,"
        "  sum(a.cents) filter (where 'insurance_receivable' in (e.debit, e.credit)) as insurance,"
        "  sum(a.cents) filter (where 'patient_receivable' in (e.debit, e.credit)) as patient"
        "  from allocation a join ledger_entry e on e.tenant_id = a.tenant_id and e.id = a.entry_id"
        "  where a.tenant_id = %(tenant_id)s and a.claim_id = %(claim_id)s"
        "  and (%(as_of)s::date is null or a.business_date <= %(as_of)s) group by a.line_no),"
        " r as (select b.line_no, coalesce(s.charge, 0)::bigint as charge_cents,"
        "  coalesce(s.insurance, 0)::bigint as insurance_receivable_cents,"
        "  coalesce(s.patient, 0)::bigint as patient_receivable_cents,"
        "  coalesce(p.insurance, 0)::bigint as insurance_paid_cents,"
        "  coalesce(p.patient, 0)::bigint as patient_paid_cents, coalesce(s.adjusted, 0)::bigint as adjusted_cents"
        "  from line_balance b left join sums s on s.line_no = b.line_no left join paid p on p.line_no = b.line_no"
        "  where b.tenant_id = %(tenant_id)s and b.claim_id = %(claim_id)s),"
        f" {READ_AUDIT} select r.* from r order by r.line_no",
        params,
    )


async def lock_mark(tx: Transaction, tenant_id: UUID) -> str | None:
    """How far the days go, held to the end of the transaction; None for a practice without a ledger."""
    row = await tx.row(
        "select counted_before::text as mark from account_day_mark where tenant_id = %(tenant_id)s for no key update",
        {"tenant_id": tenant_id},
    )
    return row["mark"] if row else None


async def add_uncounted(tx: Transaction, tenant_id: UUID, mark: str) -> int:
    """Add the batches from `mark` on whose transactions have all ended; how many days, accounts and payers changed."""
    row = await tx.row(
        "with fresh as (select b.business_date, l.account,"
        "  coalesce(l.payer_id, '00000000-0000-0000-0000-000000000000') as payer_id,"
        "  sum(greatest(l.signed_cents, 0)) as debit_cents, sum(greatest(-l.signed_cents, 0)) as credit_cents,"
        "  count(*) as legs from ledger_batch b"
        "  join ledger_leg l on l.tenant_id = b.tenant_id and l.batch_id = b.id"
        "  where b.tenant_id = %(tenant_id)s and b.xid >= %(mark)s::xid8"
        "  and b.xid < pg_snapshot_xmin(pg_current_snapshot()) group by 1, 2, 3),"
        " added as (insert into account_day as d (tenant_id, business_date, account, payer_id, debit_cents,"
        "  credit_cents, legs) select m.tenant_id, f.business_date, f.account, f.payer_id, f.debit_cents,"
        "  f.credit_cents, f.legs from account_day_mark m cross join fresh f where m.tenant_id = %(tenant_id)s"
        "  on conflict (tenant_id, business_date, account, payer_id) do update"
        "  set debit_cents = d.debit_cents + excluded.debit_cents,"
        "  credit_cents = d.credit_cents + excluded.credit_cents, legs = d.legs + excluded.legs returning 1),"
        " moved as (update account_day_mark set counted_before = pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        "  where tenant_id = %(tenant_id)s)"
        " select count(*) as changed from added",
        {"tenant_id": tenant_id, "mark": mark},
    )
    return int(row["changed"]) if row else 0
