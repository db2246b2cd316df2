"""SQL of denials, appeals and write-offs."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.ids import NIL
from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_CHANGED = (
    "d.id, d.claim_id, d.claim_payment_id, d.line_no, d.group_code, d.reason_code, d.cents, d.scenario,"
    " d.correction_method, d.due_on, d.state"
)
_COLUMNS = (
    "d.id, d.tenant_id as practice_id, d.claim_id, d.family_id, d.claim_payment_id, d.payer_id, d.payer_sequence,"
    " d.line_no, d.group_code, d.reason_code, d.remark_codes, d.scenario, d.cents, d.written_off_cents,"
    " d.is_unprocessable, d.correction_method, d.correction_why, d.adjudicated_on, d.due_on, d.appeal_until, d.state,"
    " d.opened_at, d.closed_at, d.version"
)
_WANTED = (
    " and (%(state)s::text is null or d.state = %(state)s)"
    " and (%(scenario)s::text is null or d.scenario = %(scenario)s)"
    " and (%(payer_id)s::uuid is null or d.payer_id = %(payer_id)s)"
    " and (%(claim_id)s::uuid is null or d.claim_id = %(claim_id)s)"
    " and (%(due_before)s::date is null or d.due_on < %(due_before)s)"
    " and (d.due_on, d.id) > (%(after_due)s::date, %(after_id)s::uuid) order by d.due_on, d.id limit %(limit)s"
)


async def insert_denials(tx: Transaction, tenant_id: UUID, denials: Sequence[dict[str, Any]]) -> list[Row]:
    """Denials that are not there yet; those that were new, in the order given."""
    return await tx.rows(
        "with n as (insert into denial as d (tenant_id, id, claim_id, family_id, receivable_claim_id, patient_id,"
        " payer_id, payer_sequence, claim_payment_id, line_no, group_code, reason_code, remark_codes, cents,"
        " written_off_cents, scenario, is_unprocessable, correction_method, correction_why, adjudicated_on, due_on,"
        " appeal_until, state, closed_by, opened_at, closed_at, version)"
        " select p.tenant_id, u.id, u.claim_id, u.family_id, u.receivable_claim_id, u.patient_id, u.payer_id,"
        " u.payer_sequence, u.claim_payment_id, u.line_no, u.group_code, u.carc, string_to_array(u.remarks, ' '),"
        " u.cents, 0, u.scenario, u.unprocessable, u.method, u.why, u.adjudicated_on, u.due_on, u.appeal_until,"
        " u.state, null, now(), case when u.state <> 'open' then now() end, 1"
        " from practice_profile p cross join unnest(%(id)b::uuid[], %(claim_id)b::uuid[], %(family_id)b::uuid[],"
        " %(receivable_claim_id)b::uuid[], %(patient_id)b::uuid[], %(payer_id)b::uuid[], %(payer_sequence)b::text[],"
        " %(claim_payment_id)b::uuid[], %(line_no)b::int[], %(group)b::text[], %(carc)b::text[], %(remarks)b::text[],"
        " %(cents)b::bigint[], %(scenario)b::text[], %(unprocessable)b::bool[], %(method)b::text[], %(why)b::text[],"
        " %(adjudicated_on)b::date[], %(due_on)b::date[], %(appeal_until)b::date[], %(state)b::text[])"
        " u(id, claim_id, family_id, receivable_claim_id, patient_id, payer_id, payer_sequence, claim_payment_id,"
        " line_no, group_code, carc, remarks, cents, scenario, unprocessable, method, why, adjudicated_on, due_on,"
        " appeal_until, state) where p.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, claim_payment_id, line_no, group_code, reason_code) do nothing"
        f" returning {_CHANGED}) select n.* from n order by n.id",
        {"tenant_id": tenant_id, **{name: [row[name] for row in denials] for name in denials[0]}},
    )


async def reverse(tx: Transaction, tenant_id: UUID, reversed_by: Sequence[tuple[UUID, UUID]]) -> list[Row]:
    """Denials of claim payments that were taken back: (the claim payment, the one that reverses it)."""
    if not reversed_by:
        return []
    return await tx.rows(
        "update denial d set state = 'reversed', closed_at = coalesce(d.closed_at, now()), closed_by = u.reversal,"
        " version = d.version + 1 from unnest(%(payments)b::uuid[], %(reversals)b::uuid[]) u(payment, reversal)"
        " where d.tenant_id = %(tenant_id)s and d.claim_payment_id = u.payment and d.state in ('open', 'corrected')"
        f" returning {_CHANGED}",
        {
            "tenant_id": tenant_id,
            "payments": [payment for payment, _ in reversed_by],
            "reversals": [reversal for _, reversal in reversed_by],
        },
    )


async def answer(tx: Transaction, tenant_id: UUID, answers: Sequence[tuple[UUID, UUID, UUID, UUID]]) -> list[Row]:
    """Denials that a later adjudication of the family answers: (claim, family, payer, claim payment).

    Of other claims, and of the same claim what a 22 took back. A line that has an open denial of the answering claim
    is denied again; line 0 is every line.
    """
    if not answers:
        return []
    return await tx.rows(
        "update denial d set state = case when exists (select from denial n where n.tenant_id = %(tenant_id)s"
        "  and n.claim_id = u.claim_id and n.payer_id = u.payer_id and n.state = 'open'"
        "  and (n.line_no = d.line_no or n.line_no = 0 or d.line_no = 0)) then 'superseded' else 'overturned' end,"
        " closed_at = coalesce(d.closed_at, now()), closed_by = u.payment, version = d.version + 1"
        " from unnest(%(claims)b::uuid[], %(families)b::uuid[], %(payers)b::uuid[], %(payments)b::uuid[])"
        " u(claim_id, family_id, payer_id, payment)"
        " where d.tenant_id = %(tenant_id)s and d.family_id = u.family_id and d.payer_id = u.payer_id"
        " and d.claim_payment_id < u.payment and (d.state = 'reversed'"
        "  or (d.claim_id <> u.claim_id and d.state in ('open', 'corrected')))"
        f" returning {_CHANGED}",
        {
            "tenant_id": tenant_id,
            "claims": [claim for claim, _, _, _ in answers],
            "families": [family for _, family, _, _ in answers],
            "payers": [payer for _, _, payer, _ in answers],
            "payments": [payment for _, _, _, payment in answers],
        },
    )


async def take_back(tx: Transaction, tenant_id: UUID, answers: Sequence[tuple[UUID, int, str, UUID]]) -> list[Row]:
    """Write-offs that answers have undone: (claim payment, line or 0 for all, the state of what was written off, the
    claim payment that answers). With `taken_back_cents`.
    """
    if not answers:
        return []
    return await tx.rows(
        "update denial d set written_off_cents = 0,"
        " state = case when d.state = 'written_off' then u.state else d.state end,"
        " closed_by = case when d.state = 'written_off' then u.answer else d.closed_by end, version = d.version + 1"
        " from denial o join unnest(%(payments)b::uuid[], %(lines)b::int[], %(states)b::text[], %(answers)b::uuid[])"
        " u(payment, line_no, state, answer) on o.claim_payment_id = u.payment and u.line_no in (0, o.line_no)"
        " where o.tenant_id = %(tenant_id)s and o.written_off_cents > 0"
        " and d.tenant_id = %(tenant_id)s and d.id = o.id"
        f" returning {_CHANGED}, o.written_off_cents as taken_back_cents",
        {
            "tenant_id": tenant_id,
            "payments": [payment for payment, _, _, _ in answers],
            "lines": [line_no for _, line_no, _, _ in answers],
            "states": [state for _, _, state, _ in answers],
            "answers": [answer for _, _, _, answer in answers],
        },
    )


async def take_back_of_claim(tx: Transaction, tenant_id: UUID, family_id: UUID, claim_id: UUID) -> list[Row]:
    """Nothing is written off any more of the denials of a claim, and of those on its lines; with `taken_back_cents`."""
    return await tx.rows(
        "update denial d set written_off_cents = 0,"
        " state = case when d.state = 'written_off' then 'corrected' else d.state end, version = d.version + 1"
        " from denial o where o.tenant_id = %(tenant_id)s and o.family_id = %(family_id)s"
        " and %(claim_id)s in (o.claim_id, o.receivable_claim_id) and o.written_off_cents > 0"
        " and d.tenant_id = %(tenant_id)s and d.id = o.id"
        f" returning {_CHANGED}, d.receivable_claim_id, o.written_off_cents as taken_back_cents",
        {"tenant_id": tenant_id, "family_id": family_id, "claim_id": claim_id},
    )


async def correct(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Open denials of claims that another claim takes the place of."""
    return await tx.rows(
        "update denial d set state = 'corrected', closed_at = now(), version = d.version + 1"
        " where d.tenant_id = %(tenant_id)s and d.claim_id = any(%(claims)b::uuid[]) and d.state = 'open'"
        f" returning {_CHANGED}",
        {"tenant_id": tenant_id, "claims": list(claim_ids)},
    )


async def open_of_claims(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """What is open on each claim: cents, the first day, how many, by which methods."""
    return await tx.rows(
        "select d.claim_id, sum(d.cents - d.written_off_cents)::bigint as cents, min(d.due_on) as due_on,"
        " count(*) as denials, array_agg(distinct d.payer_id::text) as payers,"
        " array_agg(distinct d.correction_method order by d.correction_method) as methods"
        " from denial d where d.tenant_id = %(tenant_id)s and d.claim_id = any(%(claims)b::uuid[])"
        " and d.state = 'open' group by d.claim_id order by d.claim_id",
        {"tenant_id": tenant_id, "claims": list(claim_ids)},
    )


def after(position: list[Any] | None) -> dict[str, Any]:
    """The position of a page: behind a denial, or before the first."""
    due, denial_id = position or ("-infinity", str(NIL))
    return {"after_due": due, "after_id": denial_id}


async def denials_page(tx: Transaction, params: dict[str, Any]) -> list[Row]:
    """A practice's denials, the first due first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_COLUMNS} from denial d where d.tenant_id = %(tenant_id)s{_WANTED}), {READ_AUDIT}"
        " select r.* from r order by r.due_on, r.id",
        params,
    )


async def denials_page_across(tx: Transaction, practice_ids: Sequence[UUID], params: dict[str, Any]) -> list[Row]:
    """The same over practices."""
    return await tx.rows(
        f"select {_COLUMNS} from denial d where d.tenant_id = any(%(practices)b::uuid[]){_WANTED}",
        params | {"practices": list(practice_ids)},
    )


async def read_denial(tx: Transaction, audit: dict[str, Any], denial_id: UUID) -> Row | None:
    """A denial, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_COLUMNS} from denial d where d.tenant_id = %(tenant_id)s and d.id = %(id)s),"
        f" {READ_AUDIT} select r.* from r",
        audit | {"id": denial_id},
    )


async def appeals_of(tx: Transaction, tenant_id: UUID, denial_id: UUID) -> list[Row]:
    """A denial's appeals and reopenings, oldest first."""
    return await tx.rows(
        "select id, kind, sent_on, late_reason, reference, outcome, decided_on, created_at, created_by from appeal"
        " where tenant_id = %(tenant_id)s and denial_id = %(denial)s order by id",
        {"tenant_id": tenant_id, "denial": denial_id},
    )


async def write_offs_of(tx: Transaction, tenant_id: UUID, denial_id: UUID) -> list[Row]:
    """What was written off of a denial, oldest first."""
    return await tx.rows(
        "select id, reason, cents, ledger_batch_id, created_at, created_by from write_off"
        " where tenant_id = %(tenant_id)s and denial_id = %(denial)s order by id",
        {"tenant_id": tenant_id, "denial": denial_id},
    )


async def claims_of_denial(tx: Transaction, tenant_id: UUID, denial_id: UUID) -> Row | None:
    """The claim of a denial, and the one whose lines hold its money."""
    return await tx.row(
        "select claim_id, receivable_claim_id from denial where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": denial_id},
    )


async def lock_denial(tx: Transaction, tenant_id: UUID, denial_id: UUID) -> Row | None:
    """A denial, locked."""
    return await tx.row(
        "select id, claim_id, claim_payment_id, receivable_claim_id, patient_id, payer_id, line_no, group_code,"
        " remark_codes, cents, written_off_cents, is_unprocessable, adjudicated_on, due_on, appeal_until, state,"
        " version from denial"
        " where tenant_id = %(tenant_id)s and id = %(id)s for no key update",
        {"tenant_id": tenant_id, "id": denial_id},
    )


async def note_write_off(tx: Transaction, tenant_id: UUID, denial_id: UUID, cents: int, state: str) -> None:
    """Add to what was written off."""
    await tx.execute(
        "update denial set written_off_cents = written_off_cents + %(cents)s, state = %(state)s::text,"
        " closed_at = case when %(state)s::text <> 'open' then now() end, version = version + 1"
        " where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": denial_id, "cents": cents, "state": state},
    )


async def has_pending(tx: Transaction, tenant_id: UUID, denial_id: UUID, kind: str) -> bool:
    """Whether one of this kind waits for its outcome."""
    row = await tx.row(
        "select id from appeal where tenant_id = %(tenant_id)s and denial_id = %(denial)s and kind = %(kind)s"
        " and outcome = '' limit 1",
        {"tenant_id": tenant_id, "denial": denial_id, "kind": kind},
    )
    return row is not None


async def lock_appeal(tx: Transaction, tenant_id: UUID, appeal_id: UUID) -> Row | None:
    """An appeal with its denial's ids, locked."""
    return await tx.row(
        "select d.id, d.claim_id, a.sent_on, a.outcome from appeal a"
        " join denial d on d.tenant_id = a.tenant_id and d.id = a.denial_id"
        " where a.tenant_id = %(tenant_id)s and a.id = %(id)s for no key update of a",
        {"tenant_id": tenant_id, "id": appeal_id},
    )


async def decide(tx: Transaction, tenant_id: UUID, appeal_id: UUID, outcome: str, decided_on: date) -> None:
    """The outcome of an appeal."""
    await tx.execute(
        "update appeal set outcome = %(outcome)s, decided_on = %(decided_on)s, version = version + 1"
        " where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": appeal_id, "outcome": outcome, "decided_on": decided_on},
    )


async def open_advice(tx: Transaction, tenant_id: UUID, claim_id: UUID, payer_id: UUID) -> list[Row]:
    """What the open denials of one payer on a claim advise, the first due first."""
    return await tx.rows(
        "select d.correction_method, d.due_on, d.remark_codes, d.is_unprocessable from denial d"
        " where d.tenant_id = %(tenant_id)s and d.claim_id = %(claim_id)s and d.payer_id = %(payer_id)s"
        " and d.state = 'open' order by d.due_on, d.id",
        {"tenant_id": tenant_id, "claim_id": claim_id, "payer_id": payer_id},
    )


async def denials_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The denials of a claim, in the order they were opened."""
    return await tx.rows(
        "select d.id, d.claim_payment_id, d.line_no, d.group_code, d.reason_code, d.remark_codes, d.cents, d.scenario,"
        " d.correction_method, d.due_on, d.state, d.opened_at as at, d.closed_at from denial d"
        " where d.tenant_id = %(tenant_id)s and d.claim_id = %(claim_id)s order by d.opened_at, d.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )
