"""SQL of claims and service lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_SUMMARY = (
    "c.id, c.number, c.family_id, c.frequency, c.correction_method,"
    " case when c.correction_method <> '' then (select k.corrects_id from claim_correction k"
    "  where k.tenant_id = c.tenant_id and k.id = c.id) end as corrects,"
    " c.superseded_by, c.receivable_claim_id, c.state, c.payer_id, p.name as payer_name, c.payer_sequence,"
    " c.payer_claim_control_number, c.encounter_id, c.patient_id, c.service_from, c.service_to, c.charge_cents,"
    " b.insurance_paid_cents, b.adjusted_cents, b.insurance_receivable_cents as insurance_balance_cents,"
    " b.patient_receivable_cents as patient_balance_cents, c.version, c.created_at, c.updated_at"
)
_SUMMARY_FROM = (
    " join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
    " join claim_balance b on b.tenant_id = c.tenant_id and b.claim_id = c.id"
)
_LINES = (
    "(select json_agg(json_build_object('line_no', l.line_no, 'control_number', l.control_number,"
    "  'service_date', l.service_date, 'procedure', l.procedure, 'modifiers', l.modifiers, 'units', l.units,"
    "  'charge_cents', l.charge_cents, 'paid_cents', lb.insurance_paid_cents, 'adjusted_cents', lb.adjusted_cents,"
    "  'insurance_balance_cents', lb.insurance_receivable_cents,"
    "  'patient_balance_cents', lb.patient_receivable_cents) order by l.line_no)"
    " from service_line l join line_balance lb on lb.tenant_id = l.tenant_id and lb.claim_id = l.claim_id"
    "  and lb.line_no = l.line_no where l.tenant_id = c.tenant_id and l.claim_id = c.id)::text as lines"
)
_CANDIDATE = (
    "id, number, family_id, frequency, state, patient_id, payer_id, payer_sequence, billing_provider_id, charge_cents,"
    " payer_claim_control_number, service_from, receivable_claim_id, superseded_by"
)
_WHOLE = (
    "c.id, c.number, c.family_id, c.receivable_claim_id, c.superseded_by, c.correction_method, c.frequency,"
    " c.encounter_id, c.patient_id, c.coverage_id, c.payer_id, c.billing_provider_id, c.payer_sequence, c.state,"
    " c.service_from, c.service_to, c.charge_cents, c.payer_claim_control_number, c.snapshot, c.version"
)
_NEWEST = " order by created_at desc, id desc limit %(limit)s"
_PAGE = (
    f"{_NEWEST} + 1), r as (select * from n {_NEWEST}), {READ_AUDIT}"
    " select r.*, (select count(*) from n) > %(limit)s as more from r order by created_at desc, id desc"
)
_BEFORE = "c.tenant_id = %(tenant_id)s and (c.created_at, c.id) < (%(before_at)s, %(before_id)s)"


@dataclass(frozen=True, slots=True)
class Change:
    """A claim's new state and its ICN."""

    claim_id: UUID
    state: str
    payer_claim_control_number: str | None


async def lock(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The claims, locked in id order."""
    return await tx.rows(
        "select id, number, family_id, state, version, payer_claim_control_number, superseded_by from claim"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[]) order by id for no key update",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def take_turn(tx: Transaction, tenant_id: UUID) -> None:
    """The practice's turn among files of answers, to the end of the transaction."""
    await tx.execute(
        "select pg_advisory_xact_lock(hashtextextended('claims|' || %(tenant_id)s::text, 0))",
        {"tenant_id": tenant_id},
    )


async def change(tx: Transaction, tenant_id: UUID, changes: Sequence[Change]) -> None:
    """Set state and ICN of locked claims, in one statement."""
    await tx.execute(
        "update claim c set state = u.state, payer_claim_control_number = u.icn, version = c.version + 1,"
        "  updated_at = now()"
        " from unnest(%(ids)b::uuid[], %(states)b::text[], %(icns)b::text[]) u(id, state, icn)"
        " where c.tenant_id = %(tenant_id)s and c.id = u.id",
        {
            "tenant_id": tenant_id,
            "ids": [each.claim_id for each in changes],
            "states": [str(each.state) for each in changes],
            "icns": [each.payer_claim_control_number for each in changes],
        },
    )


async def ready(tx: Transaction, tenant_id: UUID, limit: int, claim_ids: Sequence[UUID] | None) -> list[Row]:
    """Claims in state ready with the channel of their payer, oldest first, locked; corrected ones stay."""
    return await tx.rows(
        "select c.id, c.number, c.payer_id, c.billing_provider_id, p.channel from claim c"
        " join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
        " where c.tenant_id = %(tenant_id)s and c.state = 'ready'"
        # A later payer's claim tells what was decided on the primary one, which may have been corrected since.
        "  and not exists (select from claim r where r.tenant_id = c.tenant_id and r.id = c.receivable_claim_id"
        "   and r.superseded_by is not null)"
        "  and c.superseded_by is null and (%(ids)b::uuid[] is null or c.id = any(%(ids)b::uuid[]))"
        " order by c.created_at, c.id limit %(limit)s for no key update of c skip locked",
        {"tenant_id": tenant_id, "limit": limit, "ids": None if claim_ids is None else list(claim_ids)},
    )


async def for_submission(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Claims with their sealed snapshots and the practice's enrollment with the payer."""
    return await tx.rows(
        "select c.id, c.number, c.family_id, c.state, c.payer_id, p.identifier as payer_identifier,"
        "  p.name as payer_name, p.filing_indicator, p.channel, c.snapshot from claim c"
        " join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
        " where c.tenant_id = %(tenant_id)s and c.id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def by_numbers(tx: Transaction, tenant_id: UUID, numbers: Sequence[str]) -> list[Row]:
    """Claims by CLM01."""
    return await tx.rows(
        "select id, number, state, family_id, payer_id from claim"
        " where tenant_id = %(tenant_id)s and number = any(%(numbers)b::text[]) order by id",
        {"tenant_id": tenant_id, "numbers": list(numbers)},
    )


async def candidates(
    tx: Transaction, tenant_id: UUID, numbers: Sequence[str], payer_control_numbers: Sequence[str]
) -> list[Row]:
    """Claims by CLM01 or ICN."""
    return await tx.rows(
        f"select {_CANDIDATE} from claim"
        " where tenant_id = %(tenant_id)s"
        "  and (number = any(%(numbers)b::text[]) or payer_claim_control_number = any(%(icns)b::text[]))"
        " order by id for no key update",
        {"tenant_id": tenant_id, "numbers": list(numbers), "icns": list(payer_control_numbers)},
    )


async def receivable_claims(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Which claim's lines hold the receivable of each."""
    return await tx.rows(
        "select id, receivable_claim_id from claim where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def families(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> list[Row]:
    """Every claim of the families."""
    return await tx.rows(
        f"select {_CANDIDATE} from claim where tenant_id = %(tenant_id)s and family_id = any(%(ids)b::uuid[])"
        " order by id",
        {"tenant_id": tenant_id, "ids": list(family_ids)},
    )


async def related(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The families of claims, and every claim billed on the lines of one of them."""
    return await tx.rows(
        f"select {_CANDIDATE} from claim where tenant_id = %(tenant_id)s and receivable_claim_id in"
        " (select m.receivable_claim_id from claim k join claim m on m.tenant_id = k.tenant_id"
        "  and m.family_id = k.family_id where k.tenant_id = %(tenant_id)s and k.id = any(%(ids)b::uuid[]))"
        " order by id for no key update",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def later_claims(
    tx: Transaction, tenant_id: UUID, receivable_claim_id: UUID, after: str, states: Sequence[str]
) -> list[Row]:
    """Claims to payers after a sequence on the lines of one claim, in these states, neither corrected nor voids; held.

    P, S, T (SBR01) are in the alphabet's order.
    """
    return await tx.rows(
        "select id, number, state, payer_id, payer_sequence from claim where tenant_id = %(tenant_id)s"
        " and receivable_claim_id = %(id)s and id <> %(id)s and payer_sequence > %(after)s"
        " and superseded_by is null and frequency <> '8' and state = any(%(states)b::text[])"
        " order by id for no key update",
        {"tenant_id": tenant_id, "id": receivable_claim_id, "after": after, "states": list(states)},
    )


async def lines_of(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The service lines of claims."""
    return await tx.rows(
        "select claim_id, line_no, control_number, procedure, modifiers, service_date, units, charge_cents"
        " from service_line where tenant_id = %(tenant_id)s and claim_id = any(%(ids)b::uuid[])"
        " order by claim_id, line_no",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def read_claim(tx: Transaction, audit: dict[str, Any], claim_id: UUID) -> Row | None:
    """A claim with balances and lines (as JSON text), the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_SUMMARY}, {_LINES} from claim c {_SUMMARY_FROM}"
        f"  where c.tenant_id = %(tenant_id)s and c.id = %(id)s), {READ_AUDIT} select * from r",
        audit | {"id": claim_id},
    )


async def newest_claims(
    tx: Transaction, audit: dict[str, Any], state: str | None, before: tuple[datetime | str, UUID], limit: int
) -> list[Row]:
    """A page after a position, newest first; `more` on each row says whether another follows. The read is audited.

    Two statements, so that each has its own index whatever plan is kept.
    """
    params = audit | {"before_at": before[0], "before_id": before[1], "limit": limit, "state": state}
    if state is None:
        return await tx.rows(
            f"with n as (select {_SUMMARY} from claim c {_SUMMARY_FROM} where {_BEFORE}{_PAGE}",
            params,
        )
    return await tx.rows(
        f"with n as (select {_SUMMARY} from claim c {_SUMMARY_FROM} where {_BEFORE} and c.state = %(state)s{_PAGE}",
        params,
    )


async def find_claims(
    tx: Transaction, audit: dict[str, Any], *, number: str | None = None, encounter_id: UUID | None = None, limit: int
) -> list[Row]:
    """Claims by CLM01 or encounter, newest first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_SUMMARY} from claim c {_SUMMARY_FROM} where c.tenant_id = %(tenant_id)s"
        "  and (c.number = %(number)s or c.encounter_id = %(encounter_id)s)"
        f"  order by c.created_at desc, c.id desc limit %(limit)s), {READ_AUDIT}"
        " select * from r order by created_at desc, id desc",
        audit | {"number": number, "encounter_id": encounter_id, "limit": limit},
    )


async def rebilled_family(tx: Transaction, params: dict[str, Any]) -> UUID | None:
    """The family of the newest sent claim of the same patient, payer, sequence and billing provider, on overlapping
    days and with a common procedure.
    """
    row = await tx.row(
        "select c.family_id from claim c where c.tenant_id = %(tenant_id)s and c.patient_id = %(patient_id)s"
        "  and c.payer_id = %(payer_id)s and c.payer_sequence = %(payer_sequence)s"
        "  and c.billing_provider_id = %(billing_provider_id)s and c.service_from <= %(service_to)s"
        "  and c.service_to >= %(service_from)s and c.state not in ('ready', 'queued')"
        "  and exists (select from service_line l where l.tenant_id = c.tenant_id and l.claim_id = c.id"
        "   and l.procedure = any(%(procedures)b::text[]))"
        " order by c.created_at desc, c.id desc limit 1",
        params,
    )
    return row["family_id"] if row else None


async def lock_whole(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> Row | None:
    """All of a claim, locked."""
    return await tx.row(
        f"select {_WHOLE} from claim c where c.tenant_id = %(tenant_id)s and c.id = %(id)s for no key update",
        {"tenant_id": tenant_id, "id": claim_id},
    )


async def set_superseded(tx: Transaction, tenant_id: UUID, claim_id: UUID, by: UUID) -> None:
    """Name the claim that corrects a locked one."""
    await tx.execute(
        "update claim set superseded_by = %(by)s, version = version + 1, updated_at = now()"
        " where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": claim_id, "by": by},
    )


async def read_family(tx: Transaction, audit: dict[str, Any], claim_id: UUID) -> list[Row]:
    """Every claim of a claim's family, oldest first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_SUMMARY} from claim o"
        " join claim c on c.tenant_id = o.tenant_id and c.family_id = o.family_id"
        f" {_SUMMARY_FROM} where o.tenant_id = %(tenant_id)s and o.id = %(id)s), {READ_AUDIT}"
        " select * from r order by created_at, id",
        audit | {"id": claim_id},
    )


async def claim_of_encounter(tx: Transaction, audit: dict[str, Any], encounter_id: UUID) -> Row:
    """The original claim of an encounter that has one, the read audited in the statement."""
    [row] = await tx.rows(
        "with r as (select id as claim_id, number as claim_number, family_id, state, charge_cents, payer_id, version,"
        "   created_at from claim where tenant_id = %(tenant_id)s and encounter_id = %(encounter_id)s"
        f"  order by created_at, id limit 1), {READ_AUDIT} select * from r",
        audit | {"encounter_id": encounter_id},
    )
    return row


async def touch(tx: Transaction, audit: dict[str, Any], claim_id: UUID) -> UUID | None:
    """The claim that holds a claim's receivable, the read of what hangs on it audited in the statement."""
    row = await tx.row(
        "with r as (select id, receivable_claim_id from claim where tenant_id = %(tenant_id)s and id = %(id)s),"
        f" {READ_AUDIT} select receivable_claim_id from r",
        audit | {"id": claim_id},
    )
    return row["receivable_claim_id"] if row else None
