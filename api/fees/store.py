"""SQL of agreements and of the fees on a batch's allocations. Writes are set-based and name their tenant."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from api.fees.pricing import NewEntry
from tenants.session import Row, Transaction

SPANS = (
    "span as (select g.id, g.starts_on, least(lead(g.starts_on) over (order by g.starts_on) - 1, x.ends_on) as last_day"
    " from fee_agreement g"
    " left join fee_agreement_end x on x.tenant_id = g.tenant_id and x.agreement_id = g.id"
    " where g.tenant_id = %(tenant_id)s and not g.is_draft)"
)
"""From which to which day each active agreement holds; without a last day for the newest."""

_AGREEMENT = (
    "g.id, g.is_draft, g.revision, g.starts_on, g.practice_state, g.basis, g.time_zone, g.custody, g.options,"
    " g.version + (x.ends_on is not null)::int as version, g.created_at, g.activated_at, x.ends_on,"
    " (select min(n.starts_on) - 1 from fee_agreement n where n.tenant_id = g.tenant_id and not n.is_draft"
    "  and not g.is_draft and n.starts_on > g.starts_on) as before_next,"
    " (select coalesce(jsonb_agg(to_jsonb(r) - 'tenant_id' order by r.priority), '[]') from fee_rule r"
    "  where r.tenant_id = g.tenant_id and r.agreement_id = g.id and r.revision = g.revision) as rules"
)
_FROM = (
    "fee_agreement g left join fee_agreement_end x on x.tenant_id = g.tenant_id and x.agreement_id = g.id"
    " where g.tenant_id = %(tenant_id)s"
)


async def lock_pricing(tx: Transaction, tenant_id: UUID) -> None:
    """Until the transaction ends no agreement of the practice starts or ends; others may price beside it."""
    await tx.execute(
        "select pg_advisory_xact_lock_shared(hashtextextended('fees|' || %(tenant_id)s::text, 0))",
        {"tenant_id": tenant_id},
    )


async def lock_agreements(tx: Transaction, tenant_id: UUID) -> None:
    """Until the transaction ends nothing is priced beside it, and all that was priced before has committed."""
    await tx.execute(
        "select pg_advisory_xact_lock(hashtextextended('fees|' || %(tenant_id)s::text, 0))", {"tenant_id": tenant_id}
    )


async def agreements_page(tx: Transaction, tenant_id: UUID, after: str | None, limit: int) -> list[Row]:
    """Agreements with their rules, newest first."""
    return await tx.rows(
        f"select {_AGREEMENT} from {_FROM} and (%(after)s::uuid is null or g.id < %(after)s::uuid)"
        " order by g.id desc limit %(limit)s",
        {"tenant_id": tenant_id, "after": after, "limit": limit},
    )


async def agreement(tx: Transaction, tenant_id: UUID, agreement_id: UUID) -> Row | None:
    """One agreement with its rules."""
    return await tx.row(
        f"select {_AGREEMENT} from {_FROM} and g.id = %(agreement_id)s",
        {"tenant_id": tenant_id, "agreement_id": agreement_id},
    )


async def enrolled(tx: Transaction, tenant_id: UUID, payer_ids: Collection[UUID]) -> set[UUID]:
    """Those of the payers that the practice bills."""
    rows = await tx.rows(
        "select payer_id from payer_enrollment where tenant_id = %(tenant_id)s and payer_id = any(%(payers)b::uuid[])",
        {"tenant_id": tenant_id, "payers": list(payer_ids)},
    )
    return {row["payer_id"] for row in rows}


async def lock_draft(tx: Transaction, tenant_id: UUID, agreement_id: UUID) -> None:
    """Hold a draft, so that two changes of it come one after the other."""
    await tx.execute(
        "select id from fee_agreement where tenant_id = %(tenant_id)s and id = %(agreement_id)s and is_draft"
        " for no key update",
        {"tenant_id": tenant_id, "agreement_id": agreement_id},
    )


async def change_draft(tx: Transaction, tenant_id: UUID, agreement_id: UUID, values: dict[str, Any]) -> None:
    """New terms and the next revision of a draft."""
    await tx.execute(
        "update fee_agreement set starts_on = %(starts_on)s, practice_state = %(practice_state)s, basis = %(basis)s,"
        " time_zone = %(time_zone)s, custody = %(custody)s, options = %(options_json)s::jsonb,"
        " revision = %(revision)s, version = version + 1, updated_at = now()"
        " where tenant_id = %(tenant_id)s and id = %(agreement_id)s and is_draft",
        values
        | {
            "tenant_id": tenant_id,
            "agreement_id": agreement_id,
            "options_json": orjson.dumps(values["options"]).decode(),
        },
    )


async def start(tx: Transaction, tenant_id: UUID, agreement_id: UUID, at: datetime, actor_id: UUID) -> None:
    """A draft and its rules become what is agreed, in one statement: their key wants them alike."""
    await tx.execute(
        "with r as (update fee_rule set is_draft = false"
        "  where tenant_id = %(tenant_id)s and agreement_id = %(agreement_id)s and is_draft)"
        " update fee_agreement set is_draft = false, activated_at = %(at)s, activated_by = %(actor_id)s,"
        " version = version + 1 where tenant_id = %(tenant_id)s and id = %(agreement_id)s and is_draft",
        {"tenant_id": tenant_id, "agreement_id": agreement_id, "at": at, "actor_id": actor_id},
    )


async def what_stands_against(tx: Transaction, tenant_id: UUID, starts_on: date) -> Row:
    """What keeps an agreement from starting on a day, and whether money was allocated since."""
    row = await tx.row(
        "select exists (select from fee_agreement g where g.tenant_id = p.tenant_id and not g.is_draft"
        "  and g.starts_on = %(starts_on)s) as is_taken,"
        " (select max(m.month) from period m where m.tenant_id = p.tenant_id and not m.is_open"
        "  and m.month >= date_trunc('month', %(starts_on)s::date)) as closed_month,"
        " (select max(f.accounting_date) from fee_entry f where f.tenant_id = p.tenant_id"
        "  and f.accounting_date >= %(starts_on)s) as charged_until,"
        " exists (select from allocation a where a.tenant_id = p.tenant_id"
        "  and a.business_date >= %(starts_on)s) as has_money, p.time_zone"
        " from practice_profile p where p.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "starts_on": starts_on},
    )
    assert row is not None  # noqa: S101 - a practice's transaction has its profile
    return row


async def charged_until(tx: Transaction, tenant_id: UUID, after: date) -> date | None:
    """The last day with a fee, if it is after a day."""
    row = await tx.row(
        "select max(accounting_date) as day from fee_entry"
        " where tenant_id = %(tenant_id)s and accounting_date > %(after)s",
        {"tenant_id": tenant_id, "after": after},
    )
    day: date | None = row["day"] if row else None
    return day


async def catch_up_is_done(tx: Transaction, tenant_id: UUID, at: datetime) -> None:
    """Nothing waits any more."""
    await tx.execute(
        "update fee_catch_up set done_at = %(at)s where tenant_id = %(tenant_id)s and done_at is null",
        {"tenant_id": tenant_id, "at": at},
    )


async def agreement_of_batch(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> Row | None:
    """The rules that hold on the day of a batch, and whether earlier money still waits; None without an agreement."""
    return await tx.row(
        f"with {SPANS} select b.business_date, s.id as agreement_id,"
        " exists (select from fee_catch_up c where c.tenant_id = %(tenant_id)s and c.done_at is null)"
        " as is_catching_up,"
        " (select jsonb_agg(to_jsonb(r) - 'tenant_id' order by r.priority) from fee_rule r"
        "  join fee_agreement d on d.tenant_id = r.tenant_id and d.id = r.agreement_id and d.revision = r.revision"
        "  where r.tenant_id = %(tenant_id)s and r.agreement_id = s.id) as rules"
        " from ledger_batch b join span s on b.business_date between s.starts_on and coalesce(s.last_day, 'infinity')"
        " where b.tenant_id = %(tenant_id)s and b.id = %(batch_id)s",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


_OF_BATCH = (
    "from ledger_entry e join allocation a on a.tenant_id = e.tenant_id and a.entry_id = e.id"
    " left join fee_entry f on f.tenant_id = a.tenant_id and f.allocation_id = a.id"
)
_IN_BATCH = "where e.tenant_id = %(tenant_id)s and e.batch_id = %(batch_id)s and f.id is null"


async def unpriced(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[Row]:
    """A batch's allocations that have no entry, and what rules ask about them."""
    return await tx.rows(
        "select a.id as allocation_id, a.cents, a.claim_id, coalesce(c.family_id, a.claim_id) as family_id, a.line_no,"
        " a.payer_id, a.source, coalesce(n.filing_indicator, '') as filing_indicator,"
        " coalesce(l.procedure, '') as procedure, coalesce(l.service_date, c.service_from, e.day) as service_date"
        " from (select e.tenant_id, e.id, b.business_date as day from ledger_batch b join ledger_entry e"
        "  on e.tenant_id = b.tenant_id and e.batch_id = b.id where b.tenant_id = %(tenant_id)s"
        "  and b.id = %(batch_id)s) e"
        " join allocation a on a.tenant_id = e.tenant_id and a.entry_id = e.id"
        " left join fee_entry f on f.tenant_id = a.tenant_id and f.allocation_id = a.id"
        " left join claim c on c.tenant_id = a.tenant_id and c.id = a.claim_id"
        " left join service_line l on l.tenant_id = a.tenant_id and l.claim_id = a.claim_id and l.line_no = a.line_no"
        " left join payer_enrollment n on n.tenant_id = a.tenant_id and n.payer_id = a.payer_id where f.id is null",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


async def taken_back(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[Row]:
    """What unpriced allocations of a batch undo, by the ledger's word."""
    return await tx.rows(
        f"select v.allocation_id, v.reverses_id, v.cents {_OF_BATCH} join allocation_reversal v"
        f" on v.tenant_id = a.tenant_id and v.allocation_id = a.id {_IN_BATCH} order by v.allocation_id, v.reverses_id",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


async def providers(tx: Transaction, tenant_id: UUID, claim_ids: Collection[UUID]) -> list[Row]:
    """Rendering and billing provider of claims."""
    return await tx.rows(
        "select c.id as claim_id, b.npi as billing_npi, coalesce(e.rendering_provider->>'npi', '') as rendering_npi"
        " from claim c join billing_provider b on b.tenant_id = c.tenant_id and b.id = c.billing_provider_id"
        " join encounter e on e.tenant_id = c.tenant_id and e.id = c.encounter_id"
        " where c.tenant_id = %(tenant_id)s and c.id = any(%(claims)b::uuid[])",
        {"tenant_id": tenant_id, "claims": list(claim_ids)},
    )


async def sent_families(
    tx: Transaction, tenant_id: UUID, batch_id: UUID, family_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the families that we had sent a claim of when the batch was posted: originated by us."""
    rows = await tx.rows(
        "select distinct c.family_id from ledger_batch p"
        " join claim c on c.tenant_id = p.tenant_id and c.family_id = any(%(families)b::uuid[])"
        " join submission_claim s on s.tenant_id = c.tenant_id and s.claim_id = c.id"
        " join submission_batch b on b.tenant_id = s.tenant_id and b.id = s.batch_id and b.created_at <= p.posted_at"
        " where p.tenant_id = %(tenant_id)s and p.id = %(batch_id)s",
        {"tenant_id": tenant_id, "batch_id": batch_id, "families": list(family_ids)},
    )
    return frozenset(row["family_id"] for row in rows)


async def charged_per_claim(tx: Transaction, tenant_id: UUID, family_ids: Collection[UUID]) -> set[UUID]:
    """Those of the families that a fee per claim was charged on."""
    rows = await tx.rows(
        "select distinct f.family_id from fee_entry f"
        " join fee_rule r on r.tenant_id = f.tenant_id and r.id = f.rule_id and r.outcome = 'per_claim'"
        " where f.tenant_id = %(tenant_id)s and f.cents > 0 and f.rate_bps is null"
        " and f.family_id = any(%(families)b::uuid[])",
        {"tenant_id": tenant_id, "families": list(family_ids)},
    )
    return {row["family_id"] for row in rows}


_WHERE_IT_WAS = (
    "f.allocation_id, f.agreement_id, f.rule_id, f.rate_bps, f.excluded_reason, f.family_id, f.line_no, f.source,"
    " f.payer_id"
)
_UNDONE = (
    "coalesce(abs(u.cents), 0)::bigint as undone_cents, coalesce(abs(u.base), 0)::bigint as undone_base_cents,"
    " coalesce(abs(u.fee), 0)::bigint as undone_fee_cents"
)
_SUMS = "sum(k.cents) as cents, sum(k.base_cents) as base, sum(k.fee_cents) as fee"


async def collections(tx: Transaction, tenant_id: UUID, allocation_ids: Sequence[UUID]) -> list[Row]:
    """The collections that allocations are, with what was taken back of them."""
    return await tx.rows(
        f"select f.id as entry_id, f.id as root_id, {_WHERE_IT_WAS}, f.cents, f.base0_cents as base_cents,"
        f" f.fee0_cents as fee_cents, {_UNDONE} from fee_entry f"
        f" left join lateral (select {_SUMS} from fee_entry_link k"
        "  where k.tenant_id = f.tenant_id and k.undoes_id = f.id and k.cents < 0) u on true"
        " where f.tenant_id = %(tenant_id)s and f.cents > 0 and f.allocation_id = any(%(allocations)b::uuid[])",
        {"tenant_id": tenant_id, "allocations": list(allocation_ids)},
    )


async def parts_taken_back(tx: Transaction, tenant_id: UUID, family_ids: Collection[UUID]) -> list[Row]:
    """What was taken back in claim families, oldest first, with what was corrected of it."""
    return await tx.rows(
        f"select f.id as entry_id, t.root_id, {_WHERE_IT_WAS}, -t.cents as cents, -t.base_cents as base_cents,"
        f" -t.fee_cents as fee_cents, {_UNDONE} from fee_entry f"
        " join fee_entry_link t on t.tenant_id = f.tenant_id and t.entry_id = f.id"
        f" left join lateral (select {_SUMS} from fee_entry_link k where k.tenant_id = t.tenant_id"
        "  and k.undoes_id = t.entry_id and k.root_id = t.root_id and k.cents > 0) u on true"
        " where f.tenant_id = %(tenant_id)s and f.cents < 0 and f.family_id = any(%(families)b::uuid[])"
        " order by f.id, t.root_id",
        {"tenant_id": tenant_id, "families": list(family_ids)},
    )


async def insert_entries(tx: Transaction, tenant_id: UUID, batch_id: UUID, entries: Sequence[NewEntry]) -> None:
    """Entries of a ledger batch, and on its day. They name their allocations by key, and are not joined to them: a
    practice has millions.
    """
    await tx.execute(
        "insert into fee_entry (tenant_id, id, allocation_id, ledger_batch_id, accounting_date, agreement_id, rule_id,"
        " rate_bps, source, payer_id, claim_id, family_id, line_no, cents, base0_cents, excluded_cents,"
        " excluded_reason, fee0_cents)"
        " select b.tenant_id, u.id, u.allocation_id, b.id, b.business_date, u.agreement_id, u.rule_id, u.rate_bps,"
        " u.source, u.payer_id, u.claim_id, u.family_id, u.line_no, u.cents, u.base, u.cents - u.base, u.reason, u.fee"
        " from ledger_batch b cross join unnest(%(ids)b::uuid[], %(allocations)b::uuid[], %(agreements)b::uuid[],"
        " %(rules)b::uuid[], %(rates)b::int[], %(sources)b::text[], %(payers)b::uuid[], %(claims)b::uuid[],"
        " %(families)b::uuid[], %(lines)b::int[], %(cents)b::bigint[], %(bases)b::bigint[], %(fees)b::bigint[],"
        " %(reasons)b::text[]) u(id, allocation_id, agreement_id, rule_id, rate_bps, source, payer_id, claim_id,"
        " family_id, line_no, cents, base, fee, reason)"
        " where b.tenant_id = %(tenant_id)s and b.id = %(batch_id)s",
        {
            "tenant_id": tenant_id,
            "batch_id": batch_id,
            "ids": [entry.id for entry in entries],
            "allocations": [entry.money.allocation_id for entry in entries],
            "agreements": [entry.agreement_id for entry in entries],
            "rules": [entry.rule_id for entry in entries],
            "rates": [entry.rate_bps for entry in entries],
            "sources": [entry.money.source for entry in entries],
            "payers": [entry.money.payer_id for entry in entries],
            "claims": [entry.money.claim_id for entry in entries],
            "families": [entry.money.family_id for entry in entries],
            "lines": [entry.money.line_no for entry in entries],
            "cents": [entry.money.cents for entry in entries],
            "bases": [entry.base0_cents for entry in entries],
            "fees": [entry.fee0_cents for entry in entries],
            "reasons": [entry.excluded_reason if entry.excluded_cents else "" for entry in entries],
        },
    )


async def insert_links(tx: Transaction, tenant_id: UUID, entries: Sequence[NewEntry]) -> None:
    """What entries undo."""
    links = [(entry.id, link) for entry in entries for link in entry.links.values()]
    await tx.execute(
        "insert into fee_entry_link (tenant_id, entry_id, undoes_id, root_id, cents, base_cents, fee_cents)"
        " select f.tenant_id, f.id, u.undoes_id, u.root_id, u.cents, u.base, u.fee from fee_entry f"
        " join unnest(%(entries)b::uuid[], %(undone)b::uuid[], %(roots)b::uuid[], %(cents)b::bigint[],"
        " %(bases)b::bigint[], %(fees)b::bigint[]) u(entry_id, undoes_id, root_id, cents, base, fee)"
        " on u.entry_id = f.id where f.tenant_id = %(tenant_id)s",
        {
            "tenant_id": tenant_id,
            "entries": [entry_id for entry_id, _ in links],
            "undone": [link.undoes_id for _, link in links],
            "roots": [link.root_id for _, link in links],
            "cents": [link.cents for _, link in links],
            "bases": [link.base_cents for _, link in links],
            "fees": [link.fee_cents for _, link in links],
        },
    )


async def unpriced_batches(tx: Transaction, tenant_id: UUID, limit: int) -> list[Row]:
    """Batches with allocations that an agreement holds for and that have no entry, oldest first, and how many."""
    return await tx.rows(
        f"with {SPANS}, a as (select a.entry_id from allocation a"
        "  join span s on a.business_date between s.starts_on and coalesce(s.last_day, 'infinity')"
        "  where a.tenant_id = %(tenant_id)s and not exists (select from fee_entry f"
        "   where f.tenant_id = a.tenant_id and f.allocation_id = a.id))"
        " select b.id, count(*) as allocations from a"
        " join ledger_entry e on e.tenant_id = %(tenant_id)s and e.id = a.entry_id"
        " join ledger_batch b on b.tenant_id = e.tenant_id and b.id = e.batch_id"
        " group by b.id, b.posted_at order by b.posted_at, b.id limit %(limit)s",
        {"tenant_id": tenant_id, "limit": limit},
    )


async def fees_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The fee entries on a claim, in the order they were made."""
    return await tx.rows(
        "select f.id, f.allocation_id, f.accounting_date, f.source, f.rule_id, r.name as rule_name, f.rate_bps,"
        " f.line_no, f.cents, f.base0_cents, f.fee0_cents, b.posted_at as at from fee_entry f"
        " join fee_rule r on r.tenant_id = f.tenant_id and r.agreement_id = f.agreement_id and r.id = f.rule_id"
        " join ledger_batch b on b.tenant_id = f.tenant_id and b.id = f.ledger_batch_id"
        " where f.tenant_id = %(tenant_id)s and f.claim_id = %(claim_id)s order by b.posted_at, f.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )
