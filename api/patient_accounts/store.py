"""SQL of patients' accounts. Whoever changes a payment holds its row; locks are taken in the order claims, payments,
allocations, then the ledger's row of no claim, so that no two transactions wait for each other in a circle.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.clock import now
from api.kit.ids import NIL
from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_HELD = "p.id, p.patient_id, p.source, p.method, p.claim_id, p.cents, p.unapplied_cents, p.refunded_cents, p.version"
_TARGET = (
    "c.id as named_id, c.patient_id, r.id, r.state, r.superseded_by is not null as is_superseded, r.family_id"
    " from claim c join claim r on r.tenant_id = c.tenant_id and r.id = c.receivable_claim_id"
)
_OLDEST = "order by r.service_from, r.created_at, r.id"
_STANDING_ROW = (
    "a.id, a.payment_id, p.patient_id, p.source, a.claim_id, a.line_no, a.cents - a.unwound_cents as standing_cents"
)
_STANDING = (
    f"{_STANDING_ROW} from patient_payment_allocation a"
    " join patient_payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id"
)


async def payment(tx: Transaction, tenant_id: UUID, payment_id: UUID) -> Row | None:
    """A payment, not held: to know which claims to hold first."""
    return await tx.row(
        f"select {_HELD} from patient_payment p where p.tenant_id = %(tenant_id)s and p.id = %(id)s",
        {"tenant_id": tenant_id, "id": payment_id},
    )


async def lock_payments(tx: Transaction, tenant_id: UUID, payment_ids: Sequence[UUID]) -> list[Row]:
    """Payments, held in id order to the end of the transaction."""
    return await tx.rows(
        f"select {_HELD} from patient_payment p where p.tenant_id = %(tenant_id)s and p.id = any(%(ids)b::uuid[])"
        " order by p.id for no key update",
        {"tenant_id": tenant_id, "ids": sorted(set(payment_ids))},
    )


async def claims(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Claims with the one whose lines hold their receivable, and how far that is."""
    return await tx.rows(
        f"select {_TARGET} where c.tenant_id = %(tenant_id)s and c.id = any(%(ids)b::uuid[]) {_OLDEST}",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def family(tx: Transaction, tenant_id: UUID, family_id: UUID) -> list[Row]:
    """The claims of a family that hold a receivable and were not corrected, oldest service first."""
    return await tx.rows(
        f"select {_TARGET} where c.tenant_id = %(tenant_id)s and c.family_id = %(family_id)s"
        f" and c.id = c.receivable_claim_id and c.superseded_by is null {_OLDEST}",
        {"tenant_id": tenant_id, "family_id": family_id},
    )


async def owed_claims(tx: Transaction, tenant_id: UUID, patient_id: UUID) -> list[Row]:
    """A patient's claims with an open share, not corrected since, oldest service first."""
    return await tx.rows(
        f"select {_TARGET} join claim_balance b on b.tenant_id = c.tenant_id and b.claim_id = c.id"
        " where c.tenant_id = %(tenant_id)s and c.patient_id = %(patient_id)s and c.id = c.receivable_claim_id"
        f" and c.superseded_by is null and b.patient_receivable_cents <> 0 {_OLDEST}",
        {"tenant_id": tenant_id, "patient_id": patient_id},
    )


async def service_lines(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The lines that claims have, whatever is open on them."""
    return await tx.rows(
        "select l.claim_id, l.line_no from service_line l"
        " where l.tenant_id = %(tenant_id)s and l.claim_id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def waiting(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Payments that wait for the share of one of these claims or of another of its family, held in id order; `target`
    is the claim whose lines have the share now.
    """
    return await tx.rows(
        f"select {_HELD}, t.id as target from patient_payment p"
        " join claim m on m.tenant_id = p.tenant_id and m.id = p.claim_id"
        " join claim mr on mr.tenant_id = m.tenant_id and mr.id = m.receivable_claim_id"
        " join claim t on t.tenant_id = mr.tenant_id and t.family_id = mr.family_id"
        "  and t.receivable_claim_id = t.id and t.superseded_by is null"
        " join claim e on e.tenant_id = t.tenant_id and e.receivable_claim_id = t.id"
        " where p.tenant_id = %(tenant_id)s and p.unapplied_cents > 0 and e.id = any(%(ids)b::uuid[])"
        " order by p.id for no key update of p",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def withdrawn(
    tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID], batch_ids: Sequence[UUID]
) -> list[Row]:
    """What batches of another stage have taken off patients' allocations on claims, for the patient (refunds_payable),
    and no refund tells of yet: the allocation as it stood before, the cents, the batch.
    """
    return await tx.rows(
        "select a.id, a.payment_id, p.patient_id, p.source, a.claim_id, a.line_no,"
        " a.cents - a.unwound_cents as standing_cents, v.cents, e.batch_id from patient_payment_allocation a"
        " join patient_payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id"
        " join allocation_reversal v on v.tenant_id = a.tenant_id and v.reverses_id = a.id"
        " join allocation n on n.tenant_id = v.tenant_id and n.id = v.allocation_id"
        " join ledger_entry e on e.tenant_id = n.tenant_id and e.id = n.entry_id"
        " where a.tenant_id = %(tenant_id)s and a.claim_id = any(%(claims)b::uuid[])"
        " and e.batch_id = any(%(batches)b::uuid[]) and e.credit = 'refunds_payable'"
        " and not exists (select from patient_refund_allocation g"
        "  join patient_refund f on f.tenant_id = g.tenant_id and f.id = g.refund_id"
        "  where g.tenant_id = a.tenant_id and g.allocation_id = a.id and f.batch_id = e.batch_id)"
        " order by p.patient_id, a.id",
        {"tenant_id": tenant_id, "claims": list(claim_ids), "batches": list(batch_ids)},
    )


async def credits_of_families(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """What stands on lines with a credit, of claims that others of these claims' families correct; `target` is the
    claim whose lines have the share now.
    """
    return await tx.rows(
        f"select distinct {_STANDING_ROW}, t.id as target from claim e"
        " join claim m on m.tenant_id = e.tenant_id and m.id = e.receivable_claim_id"
        " join claim t on t.tenant_id = m.tenant_id and t.family_id = m.family_id"
        "  and t.receivable_claim_id = t.id and t.superseded_by is null"
        " join claim o on o.tenant_id = t.tenant_id and o.family_id = t.family_id"
        "  and o.receivable_claim_id = o.id and o.superseded_by is not null"
        " join line_balance b on b.tenant_id = o.tenant_id and b.claim_id = o.id and b.patient_receivable_cents < 0"
        " join patient_payment_allocation a on a.tenant_id = b.tenant_id and a.claim_id = b.claim_id"
        "  and a.line_no = b.line_no and a.unwound_cents < a.cents"
        " join patient_payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id"
        " where e.tenant_id = %(tenant_id)s and e.id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def insert_allocations(
    tx: Transaction, tenant_id: UUID, batch_id: UUID, entry_ids: list[UUID], payment_ids: list[UUID]
) -> None:
    """Our side of the allocations that entries of a batch have made, for the payment of each."""
    await tx.execute(
        "insert into patient_payment_allocation (tenant_id, id, payment_id, claim_id, line_no, cents, unwound_cents,"
        " batch_id, allocated_on)"
        " select a.tenant_id, a.id, u.payment_id, a.claim_id, a.line_no, a.cents, 0, %(batch_id)s, a.business_date"
        " from allocation a join unnest(%(entries)b::uuid[], %(payments)b::uuid[]) u(entry_id, payment_id)"
        " on u.entry_id = a.entry_id where a.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "batch_id": batch_id, "entries": entry_ids, "payments": payment_ids},
    )


async def change_payments(
    tx: Transaction, tenant_id: UUID, changes: dict[UUID, tuple[int, int, int]]
) -> dict[UUID, int]:
    """Add to what payments have unapplied, allocated and refunded; what each has unapplied then.

    The database refuses a part below zero, and parts that are not the whole.
    """
    rows = await tx.rows(
        "update patient_payment p set unapplied_cents = p.unapplied_cents + u.unapplied,"
        " allocated_cents = p.allocated_cents + u.allocated, refunded_cents = p.refunded_cents + u.refunded,"
        " version = p.version + 1, updated_at = %(at)s"
        " from unnest(%(ids)b::uuid[], %(unapplied)b::bigint[], %(allocated)b::bigint[], %(refunded)b::bigint[])"
        " u(id, unapplied, allocated, refunded)"
        " where p.tenant_id = %(tenant_id)s and p.id = u.id returning p.id, p.unapplied_cents",
        {
            "tenant_id": tenant_id,
            "at": now(),  # of the clock that wrote created_at: the transaction's own began before
            "ids": list(changes),
            "unapplied": [change[0] for change in changes.values()],
            "allocated": [change[1] for change in changes.values()],
            "refunded": [change[2] for change in changes.values()],
        },
    )
    return {row["id"]: row["unapplied_cents"] for row in rows}


async def allocations(tx: Transaction, tenant_id: UUID, allocation_ids: Sequence[UUID]) -> list[Row]:
    """Allocations with what they still hold."""
    return await tx.rows(
        f"select {_STANDING} where a.tenant_id = %(tenant_id)s and a.id = any(%(ids)b::uuid[]) order by a.id",
        {"tenant_id": tenant_id, "ids": list(allocation_ids)},
    )


async def allocations_on_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The same, of a claim, those that hold something."""
    return await tx.rows(
        f"select {_STANDING} where a.tenant_id = %(tenant_id)s and a.claim_id = %(claim_id)s"
        " and a.unwound_cents < a.cents order by a.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )


async def allocations_of_payment(tx: Transaction, tenant_id: UUID, payment_id: UUID) -> list[Row]:
    """The same, of a payment, those that hold something."""
    return await tx.rows(
        f"select {_STANDING} where a.tenant_id = %(tenant_id)s and a.payment_id = %(payment_id)s"
        " and a.unwound_cents < a.cents order by a.id",
        {"tenant_id": tenant_id, "payment_id": payment_id},
    )


async def unwind(tx: Transaction, tenant_id: UUID, parts: dict[UUID, int]) -> None:
    """Take cents off allocations; the database refuses more than they hold."""
    await tx.execute(
        "update patient_payment_allocation a set unwound_cents = a.unwound_cents + u.cents"
        " from unnest(%(ids)b::uuid[], %(cents)b::bigint[]) u(id, cents)"
        " where a.tenant_id = %(tenant_id)s and a.id = u.id",
        {"tenant_id": tenant_id, "ids": list(parts), "cents": list(parts.values())},
    )


async def insert_refund_allocations(tx: Transaction, tenant_id: UUID, parts: Sequence[tuple[UUID, UUID, int]]) -> None:
    """(refund, allocation, cents) of refunds of this transaction."""
    await tx.execute(
        "insert into patient_refund_allocation (tenant_id, refund_id, allocation_id, cents)"
        " select f.tenant_id, f.id, u.allocation_id, u.cents from patient_refund f"
        " join unnest(%(refunds)b::uuid[], %(allocations)b::uuid[], %(cents)b::bigint[])"
        " u(refund_id, allocation_id, cents) on u.refund_id = f.id where f.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "refunds": [part[0] for part in parts],
            "allocations": [part[1] for part in parts],
            "cents": [part[2] for part in parts],
        },
    )


async def lock_refund(tx: Transaction, tenant_id: UUID, refund_id: UUID) -> Row | None:
    """A refund, held to the end of the transaction."""
    return await tx.row(
        "select id, patient_id, reason, state, cents, made_on, version from patient_refund"
        " where tenant_id = %(tenant_id)s and id = %(id)s for no key update",
        {"tenant_id": tenant_id, "id": refund_id},
    )


async def mark_sent(tx: Transaction, tenant_id: UUID, refund_id: UUID, sent_on: date, batch_id: UUID) -> None:
    """The refund has left."""
    await tx.execute(
        "update patient_refund set state = 'sent', sent_on = %(sent_on)s, sent_batch_id = %(batch_id)s,"
        " version = version + 1, updated_at = %(at)s where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": refund_id, "sent_on": sent_on, "batch_id": batch_id, "at": now()},
    )


_NO_CLAIM = f"nullif(p.claim_id, '{NIL}'::uuid) as claim_id"
_SUMMARY = (
    "p.id, p.patient_id, p.method, p.source, p.cents, p.unapplied_cents, p.allocated_cents, p.refunded_cents,"
    f" p.received_on, {_NO_CLAIM}, p.version, p.created_at, p.updated_at"
)
_REFUND = (
    "f.id, f.patient_id, f.reason, f.state, f.cents, f.made_on, f.sent_on, f.batch_id as ledger_batch_id,"
    " f.sent_batch_id as sent_ledger_batch_id, f.version, f.created_at, f.updated_at"
)


async def read_payment(tx: Transaction, audit: dict[str, Any], payment_id: UUID) -> Row | None:
    """A payment with its allocations and refunds, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_SUMMARY}, p.reference,"
        " (select coalesce(json_agg(json_build_object('id', a.id, 'claim_id', a.claim_id, 'line_no', a.line_no,"
        "   'cents', a.cents, 'standing_cents', a.cents - a.unwound_cents, 'allocated_on', a.allocated_on,"
        "   'ledger_batch_id', a.batch_id) order by a.id), '[]') from patient_payment_allocation a"
        "  where a.tenant_id = p.tenant_id and a.payment_id = p.id) as allocations,"
        " (select coalesce(json_agg(json_build_object('refund_id', f.id, 'allocation_id', x.allocation_id,"
        "   'cents', x.cents, 'reason', f.reason, 'state', f.state) order by f.id, x.allocation_id), '[]')"
        "  from (select g.refund_id, g.allocation_id, g.cents from patient_refund_allocation g"
        "    join patient_payment_allocation a on a.tenant_id = g.tenant_id and a.id = g.allocation_id"
        "    where g.tenant_id = p.tenant_id and a.payment_id = p.id"
        "    union all select n.refund_id, null, n.cents from patient_refund_unapplied n"
        "    where n.tenant_id = p.tenant_id and n.payment_id = p.id) x"
        "  join patient_refund f on f.tenant_id = p.tenant_id and f.id = x.refund_id) as refunds"
        f" from patient_payment p where p.tenant_id = %(tenant_id)s and p.id = %(id)s), {READ_AUDIT} select * from r",
        audit | {"id": payment_id},
    )


async def payments_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Payments, newest first, of the practice or a patient, all or those with unapplied money."""
    return await tx.rows(
        f"with r as (select {_SUMMARY} from patient_payment p where p.tenant_id = %(tenant_id)s"
        " and (%(patient_id)s::uuid is null or p.patient_id = %(patient_id)s)"
        " and (not %(unapplied)s or p.unapplied_cents > 0)"
        " and (%(after)s::uuid is null or p.id < %(after)s) order by p.id desc limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id desc",
        params,
    )


async def read_refund(tx: Transaction, audit: dict[str, Any], refund_id: UUID) -> Row | None:
    """A refund with what it takes, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_REFUND},"
        " (select coalesce(json_agg(json_build_object('payment_id', x.payment_id, 'allocation_id', x.allocation_id,"
        "   'claim_id', x.claim_id, 'line_no', x.line_no, 'cents', x.cents) order by x.allocation_id), '[]')"
        "  from (select a.payment_id, g.allocation_id, a.claim_id, a.line_no, g.cents from patient_refund_allocation g"
        "    join patient_payment_allocation a on a.tenant_id = g.tenant_id and a.id = g.allocation_id"
        "    where g.tenant_id = f.tenant_id and g.refund_id = f.id"
        "    union all select n.payment_id, null, null, null, n.cents from patient_refund_unapplied n"
        "    where n.tenant_id = f.tenant_id and n.refund_id = f.id) x) as parts"
        f" from patient_refund f where f.tenant_id = %(tenant_id)s and f.id = %(id)s), {READ_AUDIT} select * from r",
        audit | {"id": refund_id},
    )


async def refunds_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Refunds, newest first, of the practice or a patient, in any state or one."""
    return await tx.rows(
        f"with r as (select {_REFUND} from patient_refund f where f.tenant_id = %(tenant_id)s"
        " and (%(patient_id)s::uuid is null or f.patient_id = %(patient_id)s)"
        " and (%(state)s::text is null or f.state = %(state)s)"
        " and (%(after)s::uuid is null or f.id < %(after)s) order by f.id desc limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id desc",
        params,
    )


_MINE = (
    "select c.id, c.number, c.service_from, c.state, c.superseded_by is not null as is_superseded, n.name as payer_name"
    " from claim c join payer_enrollment n on n.tenant_id = c.tenant_id and n.payer_id = c.payer_id"
    " where c.tenant_id = %(tenant_id)s and c.patient_id = %(id)s and c.receivable_claim_id = c.id"
)
_LINES = (
    "select b.claim_id, b.line_no, l.service_date, l.procedure, b.patient_receivable_cents as patient_cents,"
    " b.patient_paid_cents as paid_cents, b.insurance_receivable_cents as insurance_cents"
    " from mine m join line_balance b on b.tenant_id = %(tenant_id)s and b.claim_id = m.id"
    " left join service_line l on l.tenant_id = b.tenant_id and l.claim_id = b.claim_id and l.line_no = b.line_no"
)
_SHARES = (
    "select e.claim_id, e.line_no, e.group_code, e.reason_code,"
    " sum(case when e.debit = 'patient_receivable' then e.cents else -e.cents end)::bigint as cents"
    " from mine m join ledger_entry e on e.tenant_id = %(tenant_id)s and e.claim_id = m.id"
    " where 'patient_receivable' in (e.debit, e.credit)"
    # Money put on the share, or taken off it again, is what was paid; all else is why there is a share.
    " and not exists (select from allocation a where a.tenant_id = e.tenant_id and a.entry_id = e.id)"
    " group by e.claim_id, e.line_no, e.group_code, e.reason_code"
    " having sum(case when e.debit = 'patient_receivable' then e.cents else -e.cents end) <> 0"
)
_SHOWN = (
    "select m.id, m.number, m.service_from, m.state, m.is_superseded, m.payer_name from mine m"
    " where exists (select from lines l where l.claim_id = m.id"
    "  and (l.patient_cents, l.paid_cents, l.insurance_cents) <> (0, 0, 0))"
    " or exists (select from shares s where s.claim_id = m.id)"
    " order by m.service_from desc, m.id desc limit %(limit)s + 1"
)
_SUMS = (
    "json_build_object('owed', coalesce(sum(greatest(l.patient_cents, 0)), 0),"
    " 'credit', coalesce(sum(greatest(-l.patient_cents, 0)), 0), 'paid', coalesce(sum(l.paid_cents), 0),"
    " 'insurance', coalesce(sum(l.insurance_cents), 0))"
)
_UNAPPLIED = (
    "select coalesce(json_agg(json_build_object('payment_id', y.id, 'unapplied_cents', y.unapplied_cents,"
    " 'received_on', y.received_on, 'method', y.method, 'source', y.source,"
    f" 'claim_id', nullif(y.claim_id, '{NIL}'::uuid)) order by y.id), '[]') from patient_payment y"
    " where y.tenant_id = %(tenant_id)s and y.patient_id = p.id and y.unapplied_cents > 0"
)
_REFUNDS_DUE = (
    "select coalesce(json_agg(json_build_object('refund_id', f.id, 'cents', f.cents, 'reason', f.reason,"
    " 'made_on', f.made_on) order by f.id), '[]') from patient_refund f"
    " where f.tenant_id = %(tenant_id)s and f.patient_id = p.id and f.state = 'made'"
)


async def balance(tx: Transaction, audit: dict[str, Any], patient_id: UUID, limit: int) -> Row | None:
    """All that a patient's account is made of, the read audited in the statement: sums over all claims, and the newest
    `limit` + 1 of them with lines and shares.
    """
    return await tx.row(
        f"with mine as ({_MINE}), lines as ({_LINES}), shares as ({_SHARES}), shown as ({_SHOWN}),"
        f" r as (select p.id as patient_id, (select {_SUMS} from lines l) as sums,"
        " (select coalesce(json_agg(to_json(m) order by m.service_from desc, m.id desc), '[]') from shown m) as claims,"
        "  (select coalesce(json_agg(to_json(l) order by l.line_no = 0, l.line_no), '[]') from lines l"
        "    join shown m on m.id = l.claim_id) as lines,"
        "  (select coalesce(json_agg(to_json(s) order by s.group_code, s.reason_code), '[]') from shares s"
        "    join shown m on m.id = s.claim_id) as shares,"
        f" ({_UNAPPLIED}) as unapplied, ({_REFUNDS_DUE}) as refunds_due"
        f" from patient p where p.tenant_id = %(tenant_id)s and p.id = %(id)s), {READ_AUDIT} select * from r",
        audit | {"id": patient_id, "limit": limit},
    )
