"""SQL of remittances. Writes are set-based and name their tenant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction


async def posted_check(tx: Transaction, tenant_id: UUID, check_key: bytes) -> Row | None:
    """The remittance posted for a check."""
    return await tx.row(
        "select id, content_hash from remittance"
        " where tenant_id = %(tenant_id)s and check_key = %(check_key)s and state = 'posted'",
        {"tenant_id": tenant_id, "check_key": check_key},
    )


async def kept_payments(tx: Transaction, tenant_id: UUID, claim_ids: list[UUID]) -> list[Row]:
    """Claim payments matched to claims, oldest first, but for reversals."""
    return await tx.rows(
        "select p.id, m.claim_id, m.receivable_claim_id, m.payer_id, m.payer_sequence as sequence,"
        " p.status_code as status, p.payer_claim_control_number as control_number, r.payer_identifier,"
        " p.charge_cents, p.paid_cents,"
        " v.claim_payment_id is not null as is_reversed,"
        " (select array_agg(s.line_no) from service_payment s where s.tenant_id = p.tenant_id"
        "  and s.claim_payment_id = p.id and s.charge_cents > 0) as charged_lines,"
        " p.remark_codes || array(select unnest(s.remark_codes) from service_payment s"
        "  where s.tenant_id = p.tenant_id and s.claim_payment_id = p.id) as remarks"
        " from claim_payment_match m"
        " join claim_payment p on p.tenant_id = m.tenant_id and p.id = m.claim_payment_id"
        " join remittance r on r.tenant_id = p.tenant_id and r.id = p.remittance_id"
        " left join claim_payment_reversal v on v.tenant_id = p.tenant_id and v.reverses_id = p.id"
        " where m.tenant_id = %(tenant_id)s and m.claim_id = any(%(claims)b::uuid[]) and p.status_code <> '22'"
        " order by p.id",
        {"tenant_id": tenant_id, "claims": claim_ids},
    )


async def kept_adjustments(tx: Transaction, tenant_id: UUID, claim_payment_ids: list[UUID]) -> list[Row]:
    """The adjustments of claim payments, with the class they were posted with."""
    return await tx.rows(
        'select claim_payment_id, service_position, line_no, group_code as "group", reason_code as carc, cents,'
        " adjustment_class as kind, quantity from payment_adjustment"
        " where tenant_id = %(tenant_id)s and claim_payment_id = any(%(payments)b::uuid[])"
        " order by claim_payment_id, position",
        {"tenant_id": tenant_id, "payments": claim_payment_ids},
    )


async def denied_amounts(tx: Transaction, tenant_id: UUID, claim_payment_ids: list[UUID], denial: str) -> list[Row]:
    """Positive nets of class denial by claim payment, line, group and CARC, with the RARCs of line and claim.

    Each table is read once (`materialized`): these rows are new and no statistics know them, so that a join would look
    through the practice's rows for each of them.
    """
    return await tx.rows(
        "with a as materialized (select t.claim_payment_id, t.line_no, t.group_code, t.reason_code,"
        "  sum(t.cents)::bigint as cents from payment_adjustment t where t.tenant_id = %(tenant_id)s"
        "  and t.claim_payment_id = any(%(payments)b::uuid[]) and t.adjustment_class = %(denial)s"
        "  group by t.claim_payment_id, t.line_no, t.group_code, t.reason_code having sum(t.cents) > 0),"
        " m as materialized (select t.claim_payment_id, t.claim_id, t.receivable_claim_id, t.payer_id"
        "  from claim_payment_match t where t.tenant_id = %(tenant_id)s"
        "  and t.claim_payment_id = any(%(payments)b::uuid[])),"
        " p as materialized (select t.id, t.remark_codes from claim_payment t"
        "  where t.tenant_id = %(tenant_id)s and t.id = any(%(payments)b::uuid[]))"
        ' select a.claim_payment_id, m.claim_id, m.receivable_claim_id, m.payer_id, a.line_no, a.group_code as "group",'
        " a.reason_code as carc, a.cents,"
        " array(select unnest(s.remark_codes) from service_payment s where s.tenant_id = %(tenant_id)s"
        "  and s.claim_payment_id = a.claim_payment_id and s.line_no = a.line_no) || p.remark_codes as remark_codes"
        " from a join m on m.claim_payment_id = a.claim_payment_id join p on p.id = a.claim_payment_id"
        " order by a.claim_payment_id, a.line_no, a.group_code, a.reason_code",
        {"tenant_id": tenant_id, "payments": claim_payment_ids, "denial": denial},
    )


async def decisions(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The standing claim payments on the receivable of a claim, oldest first; duplicates' answers decide nothing."""
    return await tx.rows(
        "select p.id, m.payer_id, m.payer_sequence, r.payment_date as adjudicated_on, p.charge_cents, p.paid_cents,"
        " p.payer_claim_control_number as control_number from claim_payment_match m"
        " join claim_payment p on p.tenant_id = m.tenant_id and p.id = m.claim_payment_id"
        " join remittance r on r.tenant_id = p.tenant_id and r.id = p.remittance_id"
        " where m.tenant_id = %(tenant_id)s and p.status_code not in ('22', '23')"
        " and (m.receivable_claim_id = %(claim_id)s or m.receivable_claim_id in (select k.receivable_claim_id"
        "  from claim_payment_match k where k.tenant_id = %(tenant_id)s and k.claim_id = %(claim_id)s))"
        " and not exists (select from claim_payment_reversal v where v.tenant_id = p.tenant_id"
        "  and v.reverses_id = p.id)"
        " and not (p.paid_cents = 0 and exists (select from payment_adjustment a where a.tenant_id = p.tenant_id"
        "   and a.claim_payment_id = p.id) and not exists (select from payment_adjustment a"
        "   where a.tenant_id = p.tenant_id and a.claim_payment_id = p.id and a.adjustment_class <> 'duplicate'))"
        " order by p.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )


async def services_of(tx: Transaction, tenant_id: UUID, claim_payment_ids: list[UUID]) -> list[Row]:
    """The service payments of claim payments."""
    return await tx.rows(
        "select claim_payment_id, position, line_no, procedure, modifiers, units, charge_cents, paid_cents"
        " from service_payment where tenant_id = %(tenant_id)s and claim_payment_id = any(%(payments)b::uuid[])"
        " order by claim_payment_id, position",
        {"tenant_id": tenant_id, "payments": claim_payment_ids},
    )


async def claims_of_control_numbers(tx: Transaction, tenant_id: UUID, control_numbers: list[str]) -> set[UUID]:
    """The claims that claim payments with these ICNs were matched to."""
    rows = await tx.rows(
        "select distinct m.claim_id from claim_payment p"
        " join claim_payment_match m on m.tenant_id = p.tenant_id and m.claim_payment_id = p.id"
        " where p.tenant_id = %(tenant_id)s and p.payer_claim_control_number = any(%(numbers)b::text[])",
        {"tenant_id": tenant_id, "numbers": control_numbers},
    )
    return {row["claim_id"] for row in rows}


async def insert_claim_payments(tx: Transaction, tenant_id: UUID, remittance_id: UUID, rows: Sequence[Row]) -> None:
    """Claim payments of a remittance."""
    await tx.execute(
        "insert into claim_payment (tenant_id, id, remittance_id, position, identity, claim_number,"
        " payer_claim_control_number, status_code, charge_cents, paid_cents, patient_responsibility_cents,"
        " match_state, match_reason, remark_codes)"
        " select r.tenant_id, u.id, r.id, u.position, u.identity, u.claim_number, u.control_number, u.status, u.charge,"
        " u.paid, u.share, u.match_state, u.match_reason, string_to_array(u.remarks, ' ')"
        " from remittance r cross join unnest(%(id)b::uuid[], %(position)b::int[], %(identity)b::bytea[],"
        " %(claim_number)b::text[], %(control_number)b::text[], %(status)b::text[], %(charge)b::bigint[],"
        " %(paid)b::bigint[], %(share)b::bigint[], %(match_state)b::text[], %(match_reason)b::text[],"
        " %(remarks)b::text[]) u(id, position, identity, claim_number, control_number, status, charge, paid, share,"
        " match_state, match_reason, remarks)"
        " where r.tenant_id = %(tenant_id)s and r.id = %(remittance_id)s",
        {"tenant_id": tenant_id, "remittance_id": remittance_id, **_columns(rows)},
    )


async def insert_matches(tx: Transaction, tenant_id: UUID, rows: Sequence[Row]) -> None:
    """Which claim each matched claim payment is about."""
    await tx.execute(
        "insert into claim_payment_match (tenant_id, claim_payment_id, claim_id, receivable_claim_id, payer_id,"
        " payer_sequence, matched_by, matched_at)"
        " select o.tenant_id, u.id, u.claim_id, u.receivable_claim_id, u.payer_id, u.sequence, u.matched_by, now()"
        " from practice_profile o cross join unnest(%(id)b::uuid[], %(claim_id)b::uuid[],"
        " %(receivable_claim_id)b::uuid[], %(payer_id)b::uuid[], %(sequence)b::text[], %(matched_by)b::text[])"
        " u(id, claim_id, receivable_claim_id, payer_id, sequence, matched_by)"
        " where o.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, **_columns(rows)},
    )


async def insert_reversals(tx: Transaction, tenant_id: UUID, reversed_ids: dict[UUID, UUID]) -> None:
    """By claim payment, the one it takes back."""
    await tx.execute(
        "insert into claim_payment_reversal (tenant_id, claim_payment_id, reverses_id)"
        " select p.tenant_id, p.id, u.reverses_id from claim_payment p"
        " join unnest(%(ids)b::uuid[], %(reverses)b::uuid[]) u(id, reverses_id) on u.id = p.id"
        " where p.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "ids": list(reversed_ids), "reverses": list(reversed_ids.values())},
    )


async def insert_services(tx: Transaction, tenant_id: UUID, rows: Sequence[Row]) -> None:
    """Service payments; modifiers and remark codes travel as words of one text, since arrays of arrays must be
    square.
    """
    await tx.execute(
        "insert into service_payment (tenant_id, claim_payment_id, position, line_no, procedure, modifiers,"
        " charge_cents, paid_cents, allowed_cents, units, remark_codes)"
        " select o.tenant_id, u.id, u.position, u.line_no, u.procedure, string_to_array(u.modifiers, ' '), u.charge,"
        " u.paid, u.allowed, u.units, string_to_array(u.remarks, ' ') from practice_profile o"
        " cross join unnest(%(id)b::uuid[], %(position)b::int[], %(line_no)b::int[], %(procedure)b::text[],"
        " %(modifiers)b::text[], %(charge)b::bigint[], %(paid)b::bigint[], %(allowed)b::bigint[],"
        " %(units)b::text[], %(remarks)b::text[])"
        " u(id, position, line_no, procedure, modifiers, charge, paid, allowed, units, remarks)"
        " where o.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, **_columns(rows)},
    )


async def insert_adjustments(tx: Transaction, tenant_id: UUID, class_version: str, rows: Sequence[Row]) -> None:
    """CAS triplets with their class."""
    await tx.execute(
        "insert into payment_adjustment (tenant_id, claim_payment_id, position, service_position, line_no, group_code,"
        " reason_code, cents, quantity, adjustment_class, class_version)"
        " select o.tenant_id, u.id, u.position, u.service_position, u.line_no, u.group_code, u.reason_code, u.cents,"
        " u.quantity, u.class, %(class_version)s from practice_profile o"
        " cross join unnest(%(id)b::uuid[], %(position)b::int[], %(service_position)b::int[], %(line_no)b::int[],"
        " %(group)b::text[], %(carc)b::text[], %(cents)b::bigint[], %(quantity)b::text[], %(class)b::text[])"
        " u(id, position, service_position, line_no, group_code, reason_code, cents, quantity, class)"
        " where o.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "class_version": class_version, **_columns(rows)},
    )


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


async def lock_unmatched(tx: Transaction, tenant_id: UUID, claim_payment_id: UUID) -> list[Row]:
    """An unmatched claim payment, and the unmatched ones of its check with the same CLP01 and CLP07; locked."""
    return await tx.rows(
        "select p.id, p.remittance_id, p.paid_cents, p.status_code, p.match_reason, exists (select from claim c"
        "  where c.tenant_id = p.tenant_id and (c.number = p.claim_number"
        "   or c.payer_claim_control_number = nullif(p.payer_claim_control_number, ''))) as is_ours"
        " from claim_payment q"
        " join claim_payment p on p.tenant_id = q.tenant_id and p.remittance_id = q.remittance_id"
        "  and p.claim_number = q.claim_number and p.payer_claim_control_number = q.payer_claim_control_number"
        " where q.tenant_id = %(tenant_id)s and q.id = %(id)s and q.match_state = 'unmatched'"
        "  and p.match_state = 'unmatched' and (p.id = q.id or (p.claim_number, p.payer_claim_control_number)"
        "   <> ('0', '')) order by p.id for no key update of p",
        {"tenant_id": tenant_id, "id": claim_payment_id},
    )


async def has_claim_payment(tx: Transaction, tenant_id: UUID, claim_payment_id: UUID) -> bool:
    """Whether the practice has it."""
    found = await tx.row(
        "select id from claim_payment where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": claim_payment_id},
    )
    return found is not None


async def set_pre_go_live(tx: Transaction, tenant_id: UUID, claim_payment_ids: list[UUID]) -> None:
    """Claim payments of claims from before the practice came."""
    await tx.execute(
        "update claim_payment set match_state = 'pre_go_live'"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": claim_payment_ids},
    )


async def partnerless(
    tx: Transaction, tenant_id: UUID, numbers: list[str], controls: list[str], reasons: list[str], but: list[UUID]
) -> list[Row]:
    """Unmatched claim payments that name claims by number or ICN, in the order they came; locked."""
    return await tx.rows(
        "select p.id, p.position, p.identity, p.remittance_id, r.payer_identifier, r.payment_date"
        " from claim_payment p join remittance r on r.tenant_id = p.tenant_id and r.id = p.remittance_id"
        " where p.tenant_id = %(tenant_id)s and p.match_state = 'unmatched'"
        " and p.match_reason = any(%(reasons)b::text[]) and p.id <> all(%(but)b::uuid[])"
        " and (p.claim_number = any(%(numbers)b::text[])"
        "  or p.payer_claim_control_number = any(%(controls)b::text[])) order by p.id for no key update of p",
        {"tenant_id": tenant_id, "numbers": numbers, "controls": controls, "reasons": reasons, "but": but},
    )


async def set_matched(tx: Transaction, tenant_id: UUID, claim_payment_ids: list[UUID]) -> None:
    """Claim payments that waited; why they did stays."""
    await tx.execute(
        "update claim_payment set match_state = 'matched'"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[]) and match_state = 'unmatched'",
        {"tenant_id": tenant_id, "ids": claim_payment_ids},
    )


async def waiting_reversals(tx: Transaction, tenant_id: UUID, before: datetime, reasons: list[str]) -> list[UUID]:
    """Unmatched 22s of remittances posted before a moment, oldest first."""
    rows = await tx.rows(
        "select p.id from claim_payment p join remittance r on r.tenant_id = p.tenant_id and r.id = p.remittance_id"
        " where p.tenant_id = %(tenant_id)s and p.match_state = 'unmatched' and p.status_code = '22'"
        " and p.match_reason = any(%(reasons)b::text[]) and r.posted_at < %(before)s order by p.id",
        {"tenant_id": tenant_id, "before": before, "reasons": reasons},
    )
    return [row["id"] for row in rows]


_STATE = "coalesce(r.state, case t.state when 'rejected' then 'quarantined' else 'received' end)"
"""An 835 without a remittance row waits for its job, or its envelope was wrong."""
_REASON = (
    "coalesce(r.reason, case when t.state <> 'rejected' then ''"
    """ when t.findings @> '[{"rule": "remittance.unreadable"}]' then 'unreadable' else 'envelope' end)"""
)
_REMITTANCE = (
    f"t.id, {_STATE} as state, {_REASON} as reason,"
    " r.replay_of, r.payer_name, r.payer_identifier, r.trace_number, r.payment_method, r.payment_date,"
    " r.payment_date_source, r.paid_cents, r.payee_identifier, r.claim_payment_count,"
    " coalesce(r.findings, t.findings) as findings, t.control_number, t.interchange_control,"
    " t.created_at as received_at, r.posted_at"
)


async def remittances_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Remittances, newest first; an 835 that waits for its job is one in state received."""
    return await tx.rows(
        f"with r as (select {_REMITTANCE} from transaction_file t"
        " left join remittance r on r.tenant_id = t.tenant_id and r.id = t.id"
        " where t.tenant_id = %(tenant_id)s and t.transaction_set = '835' and t.direction = 'inbound'"
        f" and (%(state)s::text is null or {_STATE} = %(state)s)"
        " and (%(after_at)s::timestamptz is null or (t.created_at, t.id) < (%(after_at)s, %(after_id)s::uuid))"
        f" order by t.created_at desc, t.id desc limit %(limit)s), {READ_AUDIT}"
        " select r.* from r order by r.received_at desc, r.id desc",
        params,
    )


async def remittance(tx: Transaction, params: dict[str, Any]) -> Row | None:
    """One remittance with how its check adds up."""
    return await tx.row(
        f"with r as (select {_REMITTANCE},"
        " (select coalesce(sum(p.paid_cents), 0)::bigint from claim_payment p"
        "  where p.tenant_id = t.tenant_id and p.remittance_id = t.id) as claims_paid_cents,"
        " (select coalesce(sum(p.paid_cents) filter (where p.match_state = 'unmatched'), 0)::bigint"
        "  from claim_payment p where p.tenant_id = t.tenant_id and p.remittance_id = t.id) as unapplied_cents,"
        " (select coalesce(jsonb_agg(jsonb_build_object('provider_identifier', a.provider_identifier,"
        "  'reason_code', a.reason_code, 'reference', a.reference, 'cents', a.cents, 'due_to_payer_cents',"
        "  a.due_to_payer_cents, 'takebacks', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'claim_id',"
        "   k.claim_id, 'cents', k.cents, 'state', k.state) order by k.id), '[]') from takeback k"
        "   where k.tenant_id = a.tenant_id and k.remittance_id = a.remittance_id and k.position = a.position))"
        "  order by a.position), '[]')"
        "  from provider_adjustment a where a.tenant_id = t.tenant_id and a.remittance_id = t.id)"
        "  as provider_adjustments,"
        " (select coalesce(sum(a.cents), 0)::bigint from provider_adjustment a"
        "  where a.tenant_id = t.tenant_id and a.remittance_id = t.id) as provider_adjustments_cents,"
        " (select coalesce(sum(case when e.debit = 'undeposited_funds' then e.cents else -e.cents end), 0)::bigint"
        "  from ledger_entry e join ledger_batch b on b.tenant_id = e.tenant_id and b.id = e.batch_id"
        "  where b.tenant_id = t.tenant_id and b.source_kind = 'remittance' and b.source_id = t.id"
        "  and 'undeposited_funds' in (e.debit, e.credit)) as undeposited_cents"
        " from transaction_file t left join remittance r on r.tenant_id = t.tenant_id and r.id = t.id"
        " where t.tenant_id = %(tenant_id)s and t.id = %(remittance_id)s and t.transaction_set = '835'"
        f" and t.direction = 'inbound'), {READ_AUDIT} select r.* from r",
        params,
    )


async def claim_payments_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """Claim payments of a remittance, or all unmatched ones, with lines and adjustments."""
    return await tx.rows(
        "with r as (select p.id, p.remittance_id, p.position, p.claim_number, p.payer_claim_control_number,"
        " p.status_code, p.charge_cents, p.paid_cents, p.patient_responsibility_cents, p.match_state, p.match_reason,"
        " p.remark_codes, m.claim_id, m.payer_id, m.payer_sequence, v.reverses_id,"
        " w.claim_payment_id as reversed_by_id,"
        " (select coalesce(jsonb_agg(jsonb_build_object('line_no', s.line_no, 'procedure', s.procedure, 'modifiers',"
        "  s.modifiers, 'charge_cents', s.charge_cents, 'paid_cents', s.paid_cents, 'allowed_cents', s.allowed_cents,"
        "  'remark_codes', s.remark_codes) order by s.position), '[]')"
        "  from service_payment s where s.tenant_id = p.tenant_id and s.claim_payment_id = p.id) as services,"
        " (select coalesce(jsonb_agg(jsonb_build_object('line_no', a.line_no, 'group_code', a.group_code,"
        "  'reason_code', a.reason_code, 'cents', a.cents, 'adjustment_class', a.adjustment_class) order by"
        "  a.position), '[]')"
        "  from payment_adjustment a where a.tenant_id = p.tenant_id and a.claim_payment_id = p.id) as adjustments"
        " from claim_payment p"
        " left join claim_payment_match m on m.tenant_id = p.tenant_id and m.claim_payment_id = p.id"
        " left join claim_payment_reversal v on v.tenant_id = p.tenant_id and v.claim_payment_id = p.id"
        " left join claim_payment_reversal w on w.tenant_id = p.tenant_id and w.reverses_id = p.id"
        " where p.tenant_id = %(tenant_id)s"
        " and (%(remittance_id)s::uuid is null or p.remittance_id = %(remittance_id)s)"
        " and (%(claim_id)s::uuid is null or %(claim_id)s in (m.claim_id, m.receivable_claim_id)"
        "  or m.claim_id is null and p.claim_number = (select c.number from claim c"
        "   where c.tenant_id = %(tenant_id)s and c.id = %(claim_id)s))"
        " and (%(match_state)s::text is null or p.match_state = %(match_state)s)"
        " and (%(after)s::uuid is null or p.id > %(after)s) order by p.id limit %(limit)s),"
        f" {READ_AUDIT} select r.* from r order by r.id",
        params,
    )


async def payments_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The claim payments matched to a claim with the file of each, in the order they were posted."""
    return await tx.rows(
        "select p.id as claim_payment_id, p.remittance_id as transaction_id, p.status_code, p.charge_cents,"
        " p.paid_cents, r.posted_at as at from claim_payment_match m"
        " join claim_payment p on p.tenant_id = m.tenant_id and p.id = m.claim_payment_id"
        " join remittance r on r.tenant_id = p.tenant_id and r.id = p.remittance_id"
        " where m.tenant_id = %(tenant_id)s and m.claim_id = %(claim_id)s order by r.posted_at, p.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )
