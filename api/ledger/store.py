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
        await tx.count(
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
        " claim_id, line_no, patient_id, payer_id, remittance_id, claim_payment_id, group_code, reason_code,"
        " adjustment_class)"
        " select b.tenant_id, u.id, b.id, b.source_kind, b.source_id, u.leg, u.debit, u.credit, u.cents, u.claim_id,"
        " u.line_no, u.patient_id, u.payer_id, %(remittance_id)s::uuid, u.claim_payment_id, u.group_code,"
        " u.reason_code, u.class"
        " from ledger_batch b cross join unnest(%(ids)b::uuid[], %(legs)b::int[], %(debits)b::text[],"
        " %(credits)b::text[], %(cents)b::bigint[], %(claims)b::uuid[], %(lines)b::int[], %(patients)b::uuid[],"
        " %(payers)b::uuid[], %(claim_payments)b::uuid[], %(groups)b::text[], %(reasons)b::text[],"
        " %(classes)b::text[]) u(id, leg, debit, credit, cents, claim_id, line_no, patient_id, payer_id,"
        " claim_payment_id, group_code, reason_code, class)"
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
            "claim_payments": [entry.claim_payment_id for entry in entries],
            "groups": [entry.group_code for entry in entries],
            "reasons": [entry.reason_code for entry in entries],
            "classes": [entry.adjustment_class for entry in entries],
        },
    )


async def insert_reversals(tx: Transaction, tenant_id: UUID, entries: Sequence[Entry]) -> None:
    """What each of these entries undoes; refused when it is undone already, or is not the same from the other side."""
    await tx.execute(
        "insert into ledger_reversal (tenant_id, entry_id, reverses_id, debit, credit, cents)"
        " select e.tenant_id, e.id, u.reverses_id, e.debit, e.credit, e.cents from ledger_entry e"
        " join unnest(%(ids)b::uuid[], %(reverses)b::uuid[]) u(id, reverses_id) on u.id = e.id"
        " where e.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "ids": [entry.id for entry in entries],
            "reverses": [entry.reverses for entry in entries],
        },
    )


async def insert_allocations(
    tx: Transaction, tenant_id: UUID, batch_id: UUID, source: str, allocations: dict[UUID, Entry]
) -> None:
    """The allocations of entries, dated like their batch; `source` is fixed by how the money was received."""
    entries = list(allocations.values())
    await tx.execute(
        "insert into allocation (tenant_id, id, entry_id, claim_id, line_no, payer_id, source, cents, business_date)"
        " select b.tenant_id, u.id, u.entry_id, u.claim_id, u.line_no, u.payer_id, u.source, u.cents, b.business_date"
        " from ledger_batch b cross join unnest(%(ids)b::uuid[], %(entries)b::uuid[], %(claims)b::uuid[],"
        " %(lines)b::int[], %(payers)b::uuid[], %(sources)b::text[], %(cents)b::bigint[])"
        " u(id, entry_id, claim_id, line_no, payer_id, source, cents)"
        " where b.tenant_id = %(tenant_id)s and b.id = %(batch_id)s",
        {
            "tenant_id": tenant_id,
            "batch_id": batch_id,
            "ids": list(allocations),
            "entries": [entry.id for entry in entries],
            "claims": [entry.claim_id for entry in entries],
            "lines": [entry.line_no for entry in entries],
            "payers": [entry.payer_id for entry in entries],
            "sources": [entry.allocation_source or source for entry in entries],
            "cents": [entry.allocated_cents for entry in entries],
        },
    )


async def insert_whole_reversals(tx: Transaction, tenant_id: UUID, reversed_entries: dict[UUID, UUID]) -> None:
    """By allocation, the entry whose allocation it takes back whole."""
    await tx.execute(
        "insert into allocation_reversal (tenant_id, allocation_id, reverses_id, cents)"
        " select a.tenant_id, u.id, a.id, abs(a.cents) from allocation a"
        " join unnest(%(ids)b::uuid[], %(entries)b::uuid[]) u(id, entry_id) on u.entry_id = a.entry_id"
        " where a.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "ids": list(reversed_entries), "entries": list(reversed_entries.values())},
    )


async def insert_partial_reversals(tx: Transaction, tenant_id: UUID, parts: Sequence[tuple[UUID, UUID, int]]) -> None:
    """(allocation, the one it takes back in part, cents)."""
    await tx.execute(
        "insert into allocation_reversal (tenant_id, allocation_id, reverses_id, cents)"
        " select a.tenant_id, u.id, a.id, u.cents from allocation a"
        " join unnest(%(ids)b::uuid[], %(reverses)b::uuid[], %(cents)b::bigint[]) u(id, reverses_id, cents)"
        " on u.reverses_id = a.id where a.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "ids": [part[0] for part in parts],
            "reverses": [part[1] for part in parts],
            "cents": [part[2] for part in parts],
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
    " insurance_paid_cents = b.insurance_paid_cents + u.paid,"
    " patient_paid_cents = b.patient_paid_cents + u.patient_paid, adjusted_cents = b.adjusted_cents + u.adjusted"
)
_ARRAYS = (
    "%(charges)b::bigint[], %(insurances)b::bigint[], %(patients)b::bigint[], %(paids)b::bigint[],"
    " %(patient_paids)b::bigint[], %(adjusteds)b::bigint[]"
)


async def change_line_balances(tx: Transaction, tenant_id: UUID, changes: dict[tuple[UUID, int], Delta]) -> None:
    """Add deltas to lines."""
    await tx.execute(
        f"update line_balance b set {_CHANGES} from unnest(%(claims)b::uuid[], %(lines)b::int[], {_ARRAYS})"
        " u(claim_id, line_no, charge, insurance, patient, paid, patient_paid, adjusted)"
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
        " u(claim_id, charge, insurance, patient, paid, patient_paid, adjusted)"
        " where b.tenant_id = %(tenant_id)s and b.claim_id = u.claim_id",
        {"tenant_id": tenant_id, "claims": list(changes), **_arrays(list(changes.values()))},
    )


async def insert_balances(
    tx: Transaction, tenant_id: UUID, claim_ids: list[UUID], lines: list[tuple[UUID, int]]
) -> None:
    """Rows for new claims and their lines, at zero."""
    await tx.execute(
        "insert into claim_balance (tenant_id, claim_id, charge_cents, insurance_receivable_cents,"
        " patient_receivable_cents, insurance_paid_cents, patient_paid_cents, adjusted_cents)"
        " select p.tenant_id, u.claim_id, 0, 0, 0, 0, 0, 0 from practice_profile p"
        " cross join unnest(%(claims)b::uuid[]) u(claim_id) where p.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )
    await tx.execute(
        "insert into line_balance (tenant_id, claim_id, line_no, charge_cents, insurance_receivable_cents,"
        " patient_receivable_cents, insurance_paid_cents, patient_paid_cents, adjusted_cents)"
        " select c.tenant_id, c.claim_id, u.line_no, 0, 0, 0, 0, 0, 0 from claim_balance c"
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
        "patient_paids": [delta.patient_paid for delta in changes],
        "adjusteds": [delta.adjusted for delta in changes],
    }


_TOLD = (
    "select e.id, e.batch_id, e.source_kind, e.source_id, e.leg, e.debit, e.credit, e.cents,"
    " nullif(e.claim_id, '00000000-0000-0000-0000-000000000000') as claim_id, e.line_no, e.payer_id,"
    " e.remittance_id, e.claim_payment_id, e.group_code, e.reason_code, e.adjustment_class, v.reverses_id,"
    " b.business_date, b.effective_date, b.posted_at"
    " from ledger_entry e join ledger_batch b on b.tenant_id = e.tenant_id and b.id = e.batch_id"
    " left join ledger_reversal v on v.tenant_id = e.tenant_id and v.entry_id = e.id"
    " where e.tenant_id = %(tenant_id)s"
)


async def entries_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Entries, newest first, of the practice, a claim, a line, an account, a batch, or a remittance."""
    return await tx.rows(
        f"with r as ({_TOLD} and (%(claim_id)s::uuid is null or e.claim_id = %(claim_id)s)"
        " and (%(line_no)s::int is null or e.line_no = %(line_no)s)"
        " and (%(account)s::text is null or %(account)s in (e.debit, e.credit))"
        " and (%(batch_id)s::uuid is null or e.batch_id = %(batch_id)s)"
        " and (%(remittance_id)s::uuid is null or e.remittance_id = %(remittance_id)s)"
        " and (%(after)s::uuid is null or e.id < %(after)s) order by e.id desc limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id desc",
        params,
    )


async def entries_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """All that was posted on a claim, in the order it was."""
    params = {"tenant_id": tenant_id, "claim_id": claim_id}
    return await tx.rows(f"{_TOLD} and e.claim_id = %(claim_id)s order by e.id", params)


async def lines_open(tx: Transaction, tenant_id: UUID, claim_ids: list[UUID]) -> list[Row]:
    """Balances of the lines of claims."""
    return await tx.rows(
        "select claim_id, line_no, charge_cents, insurance_receivable_cents, patient_receivable_cents,"
        " insurance_paid_cents, patient_paid_cents, adjusted_cents from line_balance"
        " where tenant_id = %(tenant_id)s and claim_id = any(%(claims)b::uuid[]) order by claim_id, line_no",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )


_ALLOCATED = (
    "a.id, a.entry_id, e.batch_id, a.claim_id, a.line_no,"
    " case when 'insurance_receivable' in (e.debit, e.credit) then 'insurance_receivable' else 'patient_receivable' end"
    " as receivable, a.payer_id, a.source, a.cents, a.business_date, e.remittance_id, e.claim_payment_id,"
    # What was taken back of it, but for takebacks that were themselves undone.
    " greatest(a.cents - coalesce((select sum(v.cents) from allocation_reversal v where v.tenant_id = a.tenant_id"
    "  and v.reverses_id = a.id and not exists (select from allocation_reversal w where w.tenant_id = v.tenant_id"
    "   and w.reverses_id = v.allocation_id)), 0), 0)::bigint as standing_cents,"
    " (select json_agg(json_build_array(v.reverses_id, v.cents) order by v.reverses_id) from allocation_reversal v"
    "  where v.tenant_id = a.tenant_id and v.allocation_id = a.id) as reverses"
)


async def allocations_of_batch(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[Row]:
    """The allocations of one batch, in the order they were posted."""
    return await tx.rows(
        f"select {_ALLOCATED} from ledger_entry e join allocation a on a.tenant_id = e.tenant_id and a.entry_id = e.id"
        " where e.tenant_id = %(tenant_id)s and e.batch_id = %(batch_id)s order by e.leg",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


async def allocations_of_claims(tx: Transaction, tenant_id: UUID, claim_ids: list[UUID]) -> list[Row]:
    """The allocations of claims, newest first."""
    return await tx.rows(
        f"select {_ALLOCATED} from allocation a join ledger_entry e on e.tenant_id = a.tenant_id and e.id = a.entry_id"
        " where a.tenant_id = %(tenant_id)s and a.claim_id = any(%(claims)b::uuid[]) order by a.id desc",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )


_ENTRY = (
    "e.id, e.debit, e.credit, e.cents, e.claim_id, e.line_no, e.patient_id, e.payer_id, e.claim_payment_id,"
    " e.group_code, e.reason_code, e.adjustment_class"
)


async def entries_by_id(tx: Transaction, tenant_id: UUID, entry_ids: list[UUID]) -> list[Row]:
    """Entries that are not undone."""
    return await tx.rows(
        f"select {_ENTRY} from ledger_entry e"
        " where e.tenant_id = %(tenant_id)s and e.id = any(%(ids)b::uuid[])"
        " and not exists (select from ledger_reversal v where v.tenant_id = e.tenant_id and v.reverses_id = e.id)"
        " order by e.id",
        {"tenant_id": tenant_id, "ids": entry_ids},
    )


async def entries_of_claim_payments(
    tx: Transaction, tenant_id: UUID, claim_ids: list[UUID], claim_payment_ids: list[UUID]
) -> list[Row]:
    """Entries of claim payments on claims that neither are undone nor undo. By claim: that is what is indexed."""
    return await tx.rows(
        f"select {_ENTRY} from ledger_entry e"
        " where e.tenant_id = %(tenant_id)s and e.claim_id = any(%(claims)b::uuid[])"
        " and e.claim_payment_id = any(%(payments)b::uuid[])"
        " and not exists (select from ledger_reversal v where v.tenant_id = e.tenant_id"
        "  and (v.reverses_id = e.id or v.entry_id = e.id)) order by e.id",
        {"tenant_id": tenant_id, "claims": claim_ids, "payments": claim_payment_ids},
    )


async def periods(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """The practice's months, newest first."""
    return await tx.rows(
        "select month, is_open, closed_at from period where tenant_id = %(tenant_id)s order by month desc",
        {"tenant_id": tenant_id},
    )
