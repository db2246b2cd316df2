"""SQL of the month's preview and of the entries behind it. The sums take any number of practices in one statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tenants.session import Row, Transaction

NOT_MONEY = (
    "('insurance_receivable', 'patient_receivable', 'charges', 'contractual_adjustments', 'other_adjustments',"
    " 'write_offs')"
)
"""Accounts between which no money moves; over all others a posting's legs sum to what it allocated."""

_SPANS = (
    "span as (select g.tenant_id, g.id, g.starts_on, least(lead(g.starts_on) over (partition by g.tenant_id"
    " order by g.starts_on) - 1, x.ends_on) as last_day from fee_agreement g"
    " left join fee_agreement_end x on x.tenant_id = g.tenant_id and x.agreement_id = g.id"
    " where g.tenant_id = any(%(tenants)b::uuid[]) and not g.is_draft)"
)
_MONTH = "between %(month)s and (%(month)s::date + interval '1 month' - interval '1 day')::date"


async def names(tx: Transaction, tenants: Sequence[UUID]) -> list[Row]:
    """Practices by name."""
    return await tx.rows(
        "select tenant_id, name from practice_profile where tenant_id = any(%(tenants)b::uuid[])"
        " order by name, tenant_id",
        {"tenants": list(tenants)},
    )


async def agreements(tx: Transaction, tenant_id: UUID, month: date) -> list[UUID]:
    """Those that hold on a day of the month, oldest first."""
    rows = await tx.rows(
        f"with {_SPANS} select s.id from span s where s.starts_on <= (%(month)s::date + interval '1 month'"
        " - interval '1 day')::date and coalesce(s.last_day, 'infinity') >= greatest(%(month)s::date, s.starts_on)"
        " order by s.starts_on",
        {"tenants": [tenant_id], "month": month},
    )
    return [row["id"] for row in rows]


async def charged(tx: Transaction, tenants: Sequence[UUID], month: date) -> list[Row]:
    """Base, fee and excluded money of each practice's entries."""
    return await tx.rows(
        "select f.tenant_id, sum(f.base0_cents)::bigint as base_cents, sum(f.fee0_cents)::bigint as fee_cents,"
        " sum(f.excluded_cents)::bigint as excluded_cents from fee_entry f"
        f" where f.tenant_id = any(%(tenants)b::uuid[]) and f.accounting_date {_MONTH} group by f.tenant_id",
        {"tenants": list(tenants), "month": month},
    )


async def uncovered(tx: Transaction, tenants: Sequence[UUID], month: date) -> list[Row]:
    """What was allocated on days that no agreement holds for, by source and payer."""
    return await tx.rows(
        f"with {_SPANS} select a.tenant_id, a.source, a.payer_id, sum(a.cents)::bigint as cents from allocation a"
        f" where a.tenant_id = any(%(tenants)b::uuid[]) and a.business_date {_MONTH}"
        " and not exists (select from span s where s.tenant_id = a.tenant_id"
        "  and a.business_date between s.starts_on and coalesce(s.last_day, 'infinity'))"
        " and not exists (select from fee_entry f where f.tenant_id = a.tenant_id and f.allocation_id = a.id)"
        " group by a.tenant_id, a.source, a.payer_id having sum(a.cents) <> 0 order by a.source, a.payer_id",
        {"tenants": list(tenants), "month": month},
    )


async def accounts(tx: Transaction, tenants: Sequence[UUID], month: date) -> list[Row]:
    """Of each account that holds money: debits less credits before the month and within it."""
    return await tx.rows(
        "select l.tenant_id, l.account,"
        " coalesce(sum(l.signed_cents) filter (where b.period_month < %(month)s), 0)::bigint as opening_cents,"
        " coalesce(sum(l.signed_cents) filter (where b.period_month = %(month)s), 0)::bigint as moved_cents"
        " from ledger_leg l join ledger_batch b on b.tenant_id = l.tenant_id and b.id = l.batch_id"
        " where l.tenant_id = any(%(tenants)b::uuid[]) and b.period_month <= %(month)s"
        f" and l.account not in {NOT_MONEY} group by l.tenant_id, l.account",
        {"tenants": list(tenants), "month": month},
    )


async def lines(tx: Transaction, tenant_id: UUID, month: date) -> list[Row]:
    """What each rule charged, by kind, source and payer. Parts that undo something stand under the rule they undo."""
    return await tx.rows(
        "with e as (select f.id, f.rule_id, f.source, f.payer_id, f.cents, f.base0_cents, f.fee0_cents from fee_entry f"
        f"  where f.tenant_id = %(tenant_id)s and f.accounting_date {_MONTH}),"
        " k as (select l.entry_id, l.root_id, l.cents, l.base_cents, l.fee_cents from fee_entry_link l"
        "  join e on e.id = l.entry_id where l.tenant_id = %(tenant_id)s),"
        " u as (select entry_id, sum(base_cents) as base, sum(fee_cents) as fee, sum(cents) as cents from k"
        "  group by entry_id),"
        " parts as (select 'collection' as kind, e.rule_id, e.source, e.payer_id,"
        "  e.base0_cents - coalesce(u.base, 0) as base, e.fee0_cents - coalesce(u.fee, 0) as fee"
        "  from e left join u on u.entry_id = e.id where e.cents - coalesce(u.cents, 0) <> 0"
        "  union all select case when k.cents < 0 then 'reversal' else 'correction' end, r.rule_id, e.source,"
        "  e.payer_id, k.base_cents, k.fee_cents from k join e on e.id = k.entry_id"
        "  join fee_entry r on r.tenant_id = %(tenant_id)s and r.id = k.root_id)"
        " select p.kind, p.rule_id, r.name as rule, r.rate_bps, p.source, p.payer_id, n.name as payer,"
        " count(*) as entries, sum(p.base)::bigint as base_cents, sum(p.fee)::bigint as fee_cents from parts p"
        " join fee_rule r on r.tenant_id = %(tenant_id)s and r.id = p.rule_id"
        " left join payer_enrollment n on n.tenant_id = %(tenant_id)s and n.payer_id = p.payer_id"
        " where p.base <> 0 or p.fee <> 0 group by p.kind, p.rule_id, r.name, r.rate_bps, r.priority, p.source,"
        " p.payer_id, n.name order by p.kind, r.priority, p.rule_id, p.source, n.name, p.payer_id",
        {"tenant_id": tenant_id, "month": month},
    )


async def excluded(tx: Transaction, tenant_id: UUID, month: date) -> list[Row]:
    """What entries exclude, and why."""
    return await tx.rows(
        "select f.excluded_reason as reason, f.rule_id, f.source, f.payer_id, sum(f.excluded_cents)::bigint as cents"
        f" from fee_entry f where f.tenant_id = %(tenant_id)s and f.accounting_date {_MONTH} and f.excluded_cents <> 0"
        " group by f.excluded_reason, f.rule_id, f.source, f.payer_id"
        " order by f.excluded_reason, f.rule_id, f.source, f.payer_id",
        {"tenant_id": tenant_id, "month": month},
    )


async def partings(tx: Transaction, tenant_id: UUID, month: date, limit: int) -> list[Row]:
    """Postings of which the legs say that another sum was allocated than is priced or known to need no price."""
    return await tx.rows(
        f"with {_SPANS}, m as (select l.batch_id, sum(l.signed_cents)::bigint as cents from ledger_leg l"
        "  join ledger_batch b on b.tenant_id = l.tenant_id and b.id = l.batch_id"
        f"  where l.tenant_id = any(%(tenants)b::uuid[]) and b.period_month = %(month)s"
        f"  and l.account not in {NOT_MONEY} group by l.batch_id),"
        " p as (select f.ledger_batch_id as batch_id, sum(f.cents)::bigint as cents from fee_entry f"
        f"  where f.tenant_id = any(%(tenants)b::uuid[]) and f.accounting_date {_MONTH} group by f.ledger_batch_id)"
        " select b.business_date as accounting_date, b.id as ledger_batch_id, b.source_kind, b.source_id,"
        " coalesce(m.cents, 0)::bigint as ledger_cents, coalesce(p.cents, 0)::bigint as priced_cents"
        " from m full join p on p.batch_id = m.batch_id"
        " join ledger_batch b on b.tenant_id = any(%(tenants)b::uuid[]) and b.id = coalesce(m.batch_id, p.batch_id)"
        " where coalesce(m.cents, 0) <> coalesce(p.cents, 0) and (p.batch_id is not null or exists (select from span s"
        "  where b.business_date between s.starts_on and coalesce(s.last_day, 'infinity')))"
        " order by b.business_date, b.id limit %(limit)s",
        {"tenants": [tenant_id], "month": month, "limit": limit},
    )


async def entries_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Fee entries, newest first, with what they undo and the posting behind them."""
    return await tx.rows(
        "select f.id, f.accounting_date, f.allocation_id, e.id as ledger_entry_id, f.ledger_batch_id, e.source_kind,"
        " e.source_id, e.remittance_id, e.claim_payment_id, f.claim_id, f.line_no, f.payer_id, f.source,"
        " f.agreement_id, f.rule_id, f.rate_bps, f.cents, f.base0_cents, f.fee0_cents, f.excluded_cents,"
        " f.excluded_reason, (select coalesce(jsonb_agg(jsonb_build_object('entry_id', k.undoes_id, 'root_id',"
        "  k.root_id, 'cents', k.cents, 'base_cents', k.base_cents, 'fee_cents', k.fee_cents) order by k.undoes_id,"
        "  k.root_id), '[]') from fee_entry_link k where k.tenant_id = f.tenant_id and k.entry_id = f.id) as undoes"
        " from fee_entry f join allocation a on a.tenant_id = f.tenant_id and a.id = f.allocation_id"
        " join ledger_entry e on e.tenant_id = a.tenant_id and e.id = a.entry_id"
        " where f.tenant_id = %(tenant_id)s"
        " and (%(month)s::date is null or f.accounting_date >= %(month)s"
        "  and f.accounting_date < (%(month)s::date + interval '1 month')::date)"
        " and (%(rule_id)s::uuid is null or f.rule_id = %(rule_id)s)"
        " and (%(source)s::text is null or f.source = %(source)s)"
        " and (%(payer_id)s::uuid is null or f.payer_id = %(payer_id)s)"
        " and (%(claim_id)s::uuid is null or f.claim_id = %(claim_id)s)"
        " and (%(after)s::uuid is null or f.id < %(after)s) order by f.id desc limit %(limit)s",
        params,
    )
