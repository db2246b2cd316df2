"""SQL of the first-pass facts: set-based changes, and sums. Every change locks its families in id order first."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from api.kit.clock import now
from api.reports.definitions import DEFINITIONS, Cohort, Metric, ReleasedMetric
from api.reports.rules import Decision, First, Submission
from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

VARIANTS: tuple[Metric, ...] = ("fprr_strict", "fprr_any_payment", "fprr_by_line")
_OF_FAMILIES = " where f.tenant_id = %(tenant_id)s and f.family_id = u.family_id"

BY = {"month": "date_trunc('month', {day})::date", "payer": "f.payer_id", "provider": "f.billing_provider_id"}
"""What a rate may be broken down by."""


def _parts(metric: Metric, cohort: Cohort) -> str:
    """The columns of facts, each with its part of the rate and what it adds to both sides."""
    chosen = DEFINITIONS[metric]
    return (
        f" f.*, {chosen.day(cohort)} as day, {chosen.part(cohort)} as part, {chosen.numerator} as n,"
        f" {chosen.denominator} as d,"
        + "".join(f" {DEFINITIONS[name].numerator} as {name}," for name in VARIANTS)
        + f" {DEFINITIONS['fprr_by_line'].denominator} as lines"
    )


def _chosen(metric: Metric, cohort: Cohort) -> str:
    day = DEFINITIONS[metric].day(cohort)
    return (
        f" and (%(month_from)s::date is null or {day} >= %(month_from)s)"
        f" and (%(month_to)s::date is null or {day} < %(month_to)s::date + interval '1 month')"
        " and (%(payer_id)s::uuid is null or f.payer_id = %(payer_id)s)"
    )


_SUMS = (
    " coalesce(sum(n) filter (where part = 'counted'), 0)::bigint as numerator,"
    " coalesce(sum(d) filter (where part = 'counted'), 0)::bigint as denominator,"
    " count(*) filter (where part = 'counted') as families,"
    " count(*) filter (where part = 'pending') as pending,"
    " count(*) filter (where part = 'excluded') as excluded"
)
_BESIDE = (
    "".join(f", coalesce(sum({name}) filter (where part = 'counted'), 0)::bigint as {name}" for name in VARIANTS)
    + ", coalesce(sum(lines) filter (where part = 'counted'), 0)::bigint as lines,"
    " count(*) filter (where part = 'counted' and later_reversed) as later_reversed,"
    " coalesce(sum(transport_rejects), 0)::bigint as transport_rejects"
)


async def lock(tx: Transaction, tenant_id: UUID, family_ids: Iterable[UUID]) -> None:
    """Lock facts in one order, so that two batches never wait for each other."""
    await tx.execute(
        "select from first_pass_fact where tenant_id = %(tenant_id)s and family_id = any(%(family_ids)s)"
        " order by family_id for update",
        {"tenant_id": tenant_id, "family_ids": list(family_ids)},
    )


async def open_families(tx: Transaction, tenant_id: UUID, opened: Sequence[Submission]) -> None:
    """One row a family; a family that has one keeps it as it is."""
    await tx.execute(
        "insert into first_pass_fact (tenant_id, family_id, payer_id, billing_provider_id, charge_cents, submitted_on,"
        "  lines_charged, rejected_unresolved, voided, transport_rejects, capitated, later_reversed, updated_at)"
        " select p.tenant_id, u.family_id, u.payer_id, u.billing_provider_id, u.charge_cents, u.submitted_on,"
        "  u.lines, false, false, 0, false, false, %(at)s"
        " from practice_profile p"
        " cross join unnest(%(family_ids)b::uuid[], %(payer_ids)b::uuid[], %(provider_ids)b::uuid[],"
        "  %(charges)b::bigint[], %(days)b::date[], %(lines)b::int[])"
        "  u(family_id, payer_id, billing_provider_id, charge_cents, submitted_on, lines)"
        " where p.tenant_id = %(tenant_id)s order by u.family_id"
        " on conflict (tenant_id, family_id) do nothing",
        {
            "tenant_id": tenant_id,
            "at": now(),
            "family_ids": [item.family_id for item in opened],
            "payer_ids": [item.payer_id for item in opened],
            "provider_ids": [item.billing_provider_id for item in opened],
            "charges": [item.charge_cents for item in opened],
            "days": [item.submitted_on for item in opened],
            "lines": [item.lines for item in opened],
        },
    )


async def break_families(tx: Transaction, tenant_id: UUID, broken_by: str, events: Sequence[tuple[UUID, UUID]]) -> None:
    """Take families out of the numerator that nothing broke and nobody adjudicated yet; each by its first event."""
    first = dict(reversed(events))
    await tx.execute(
        "update first_pass_fact f set broken_by = %(broken_by)s, broken_event_id = u.event_id, updated_at = %(at)s"
        " from unnest(%(family_ids)b::uuid[], %(event_ids)b::uuid[]) u(family_id, event_id)"
        f"{_OF_FAMILIES} and f.adjudicated_on is null and f.broken_by is null",
        {
            "tenant_id": tenant_id,
            "at": now(),
            "broken_by": broken_by,
            "family_ids": list(first),
            "event_ids": list(first.values()),
        },
    )


async def void_families(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> None:
    """Note a void that was sent before the adjudication."""
    await tx.execute(
        "update first_pass_fact f set voided = true, updated_at = %(at)s"
        f" from unnest(%(family_ids)b::uuid[]) u(family_id){_OF_FAMILIES} and f.adjudicated_on is null",
        {"tenant_id": tenant_id, "at": now(), "family_ids": family_ids},
    )


async def resolve_rejects(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> None:
    """A rejected family was sent again."""
    await tx.execute(
        "update first_pass_fact f set rejected_unresolved = false, updated_at = %(at)s"
        f" from unnest(%(family_ids)b::uuid[]) u(family_id){_OF_FAMILIES} and f.rejected_unresolved",
        {"tenant_id": tenant_id, "at": now(), "family_ids": family_ids},
    )


async def leave_unresolved(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> None:
    """A rejected family waits to be sent again."""
    await tx.execute(
        "update first_pass_fact f set rejected_unresolved = true, updated_at = %(at)s"
        f" from unnest(%(family_ids)b::uuid[]) u(family_id){_OF_FAMILIES} and f.adjudicated_on is null",
        {"tenant_id": tenant_id, "at": now(), "family_ids": family_ids},
    )


async def count_transport_rejects(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> None:
    """One more refused envelope for each mention of a family."""
    await tx.execute(
        "update first_pass_fact f set transport_rejects = f.transport_rejects + u.refused, updated_at = %(at)s"
        " from (select family_id, count(*) as refused from unnest(%(family_ids)b::uuid[]) x(family_id)"
        f"  group by family_id) u{_OF_FAMILIES}",
        {"tenant_id": tenant_id, "at": now(), "family_ids": family_ids},
    )


async def decide(tx: Transaction, tenant_id: UUID, decided: Sequence[Decision]) -> None:
    """Set the acceptance of families that have none."""
    await tx.execute(
        "update first_pass_fact f set acceptance = u.acceptance, acceptance_on = u.decided_on, updated_at = %(at)s"
        " from unnest(%(family_ids)b::uuid[], %(acceptances)b::text[], %(days)b::date[])"
        f"  u(family_id, acceptance, decided_on){_OF_FAMILIES} and f.acceptance is null",
        {
            "tenant_id": tenant_id,
            "at": now(),
            "family_ids": [item.family_id for item in decided],
            "acceptances": [item.acceptance for item in decided],
            "days": [item.on for item in decided],
        },
    )


async def reverse(tx: Transaction, tenant_id: UUID, family_ids: Sequence[UUID]) -> None:
    """Note that a first adjudication was reversed later; the rate stays."""
    await tx.execute(
        "update first_pass_fact f set later_reversed = true, updated_at = %(at)s"
        f" from unnest(%(family_ids)b::uuid[]) u(family_id){_OF_FAMILIES} and f.adjudicated_on is not null",
        {"tenant_id": tenant_id, "at": now(), "family_ids": family_ids},
    )


async def adjudicate(tx: Transaction, tenant_id: UUID, firsts: Sequence[First]) -> None:
    """Set the first adjudication of families that have none, or a later one."""
    rows = [first.row for first in firsts]
    await tx.execute(
        "update first_pass_fact f set adjudicated_on = u.adjudicated_on, adjudicated_event_id = u.event_id,"
        "  first_claim_payment_id = u.claim_payment_id, favorable = u.favorable, denied_cents = u.denied_cents,"
        "  paid_cents = u.paid_cents, row_charge_cents = u.charge_cents, any_payment = u.any_payment,"
        "  capitated = u.capitated, lines_charged = u.lines_charged, lines_clean = u.lines_clean,"
        "  later_reversed = u.reversed, rejected_unresolved = false, updated_at = %(at)s"
        " from unnest(%(family_ids)b::uuid[], %(event_ids)b::uuid[], %(payment_ids)b::uuid[], %(days)b::date[],"
        "  %(favorable)b::bool[], %(denied)b::bigint[], %(paid)b::bigint[], %(charges)b::bigint[],"
        "  %(any_payment)b::bool[], %(capitated)b::bool[], %(lines_charged)b::int[], %(lines_clean)b::int[],"
        "  %(reversed)b::bool[])"
        "  u(family_id, event_id, claim_payment_id, adjudicated_on, favorable, denied_cents, paid_cents, charge_cents,"
        "  any_payment, capitated, lines_charged, lines_clean, reversed)"
        f"{_OF_FAMILIES} and (f.adjudicated_on is null or u.adjudicated_on < f.adjudicated_on)",
        {
            "tenant_id": tenant_id,
            "at": now(),
            "family_ids": [row.family_id for row in rows],
            "event_ids": [row.event_id for row in rows],
            "payment_ids": [row.claim_payment_id for row in rows],
            "days": [row.adjudicated_on for row in rows],
            "favorable": [row.favorable for row in rows],
            "denied": [row.denied_cents for row in rows],
            "paid": [row.paid_cents for row in rows],
            "charges": [row.charge_cents for row in rows],
            "any_payment": [row.any_payment for row in rows],
            "capitated": [row.capitated for row in rows],
            "lines_charged": [row.lines_charged for row in rows],
            "lines_clean": [row.lines_clean for row in rows],
            "reversed": [first.reversed for first in firsts],
        },
    )


async def sums(tx: Transaction, audit: Row, metric: Metric, cohort: Cohort, chosen: Row) -> Row:
    """The counts of one practice's rate, with the audit row of the read. `audit` names the practice.

    `chosen`: month_from, month_to, payer_id.
    """
    rows = await tx.rows(
        f"with f as (select{_parts(metric, cohort)} from first_pass_fact f where f.tenant_id = %(tenant_id)s"
        f"  {_chosen(metric, cohort)}),"
        f" r as (select{_SUMS}{_BESIDE} from f), {READ_AUDIT} select * from r",
        audit | chosen | {"today": now().date()},
    )
    return rows[0]


async def breakdown(
    tx: Transaction, audit: Row, metric: Metric, cohort: Cohort, by: str, chosen: Row, after: str | None, limit: int
) -> list[Row]:
    """The counts of a rate by month, payer or billing provider, in the order of the key."""
    key = BY[by].format(day="f.day")
    return await tx.rows(
        f"with f as (select{_parts(metric, cohort)} from first_pass_fact f where f.tenant_id = %(tenant_id)s"
        f"  {_chosen(metric, cohort)}),"
        f" r as (select ({key})::text as key,{_SUMS} from f where %(after)s::text is null or ({key})::text > %(after)s"
        f" group by 1 order by 1 limit %(limit)s), {READ_AUDIT} select * from r order by key",
        audit | chosen | {"today": now().date(), "after": after, "limit": limit},
    )


async def families(
    tx: Transaction,
    audit: Row,
    metric: Metric,
    cohort: Cohort,
    outcome: str,
    chosen: Row,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """The families of one part of a rate, by id; why each is there. `chosen` as in `sums`, and provider_id."""
    definition = DEFINITIONS[metric]
    return await tx.rows(
        f"with f as (select{_parts(metric, cohort)} from first_pass_fact f where f.tenant_id = %(tenant_id)s"
        f"  {_chosen(metric, cohort)}"
        "  and (%(provider_id)s::uuid is null or f.billing_provider_id = %(provider_id)s)),"
        " r as (select f.family_id, f.payer_id, f.billing_provider_id, f.submitted_on, f.charge_cents, f.acceptance,"
        "  f.acceptance_on, f.adjudicated_on, f.first_claim_payment_id, f.denied_cents, f.paid_cents,"
        f"  f.later_reversed, {definition.reason} as broken_by,"
        "  case when f.broken_event_id is not null then f.broken_event_id"
        "   when f.denied_cents > 0 or not f.favorable then f.adjudicated_event_id end as broken_event_id,"
        "  case f.part when 'counted' then f.n else 0 end as adds_numerator,"
        "  case f.part when 'counted' then f.d else 0 end as adds_denominator"
        f" from f where ({definition.outcome(cohort)}) = %(outcome)s"
        "  and (%(after)s::uuid is null or f.family_id > %(after)s)"
        f" order by f.family_id limit %(limit)s), {READ_AUDIT} select * from r order by family_id",
        audit | chosen | {"today": now().date(), "outcome": outcome, "after": after, "limit": limit},
    )


async def sums_across(
    tx: Transaction, practice_ids: Sequence[UUID], metric: Metric, cohort: Cohort, month: date | None
) -> list[Row]:
    """The counts of each practice, as `org_reader`, by name."""
    return await tx.rows(
        "select p.tenant_id as practice_id, p.name, s.* from practice_profile p cross join lateral ("
        f" select{_SUMS} from (select{_parts(metric, cohort)} from first_pass_fact f"
        f"  where f.tenant_id = p.tenant_id{_chosen(metric, cohort)}) f) s"
        " where p.tenant_id = any(%(practice_ids)s) order by p.name, p.tenant_id",
        {
            "practice_ids": list(practice_ids),
            "month_from": month,
            "month_to": month,
            "payer_id": None,
            "today": now().date(),
        },
    )


async def cells(
    tx: Transaction, practice_ids: Sequence[UUID], metric: ReleasedMetric, month_from: date, month_to: date
) -> list[Row]:
    """One row a practice and month of the range, as `org_reader`: what a release is made of."""
    definition = DEFINITIONS[metric]
    cohort = definition.cohorts[0]
    day = definition.day(cohort)
    return await tx.rows(
        "select p.tenant_id as practice_id, p.name as practice_name, m.month::date as month, s.numerator, s.denominator"
        " from practice_profile p"
        " cross join generate_series(%(month_from)s::date, %(month_to)s::date, interval '1 month') m(month)"
        " cross join lateral (select"
        "   count(*) filter (where outcome in ('numerator', 'broken')) as denominator,"
        "   count(*) filter (where outcome = 'numerator') as numerator"
        f"  from (select {definition.outcome(cohort)} as outcome from first_pass_fact f where f.tenant_id = p.tenant_id"
        f"   and {day} >= m.month and {day} < m.month + interval '1 month') o) s"
        " where p.tenant_id = any(%(practice_ids)s) order by p.tenant_id, m.month",
        {
            "practice_ids": list(practice_ids),
            "month_from": month_from,
            "month_to": month_to,
            "today": now().date(),
        },
    )
