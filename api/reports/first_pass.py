"""Read the rates: of a practice, broken down, the families behind a number, across practices."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.clock import now
from api.kit.money import rate_bps
from api.kit.problems import Unprocessable, field_error
from api.reports import store
from api.reports.definitions import DEFINITIONS, Cohort, Metric
from api.reports.schemas import (
    Breakdown,
    BreakdownBy,
    Counts,
    FamilyQuery,
    FirstPassAcross,
    FirstPassFamilies,
    FirstPassFamily,
    FirstPassRate,
    PracticeRate,
    Ratio,
    Slice,
    Variants,
)
from tenants.context import Call, Work
from tenants.session import Row


async def first_pass_rate(
    work: Work, metric: Metric, basis: Cohort | None, month: date | None, payer_id: UUID | None
) -> FirstPassRate:
    """A practice's rate as of now. Raises Unprocessable for a cohort the metric does not have."""
    cohort = _cohort(metric, basis)
    audit = work.read_audit("report.first_pass", "practice", work.owner_id)
    row = await store.sums(work.tx, audit, metric, cohort, _chosen(month, month, payer_id))
    is_acceptance = DEFINITIONS[metric].is_acceptance
    return FirstPassRate(
        **_about(metric, cohort, month),
        **_counts(row),
        later_reversed=None if is_acceptance else row["later_reversed"],
        transport_rejects=row["transport_rejects"] if is_acceptance else None,
        variants=_variants(row) if metric == "fprr" else None,
    )


async def first_pass_breakdown(
    work: Work,
    metric: Metric,
    basis: Cohort | None,
    by: BreakdownBy,
    months: tuple[date | None, date | None],
    cursor: str | None,
    limit: int,
) -> Breakdown:
    """The rate by month, payer or billing provider: sums over families. Raises CursorInvalid, Unprocessable."""
    cohort = _cohort(metric, basis)
    listing = f"first-pass-breakdown|{metric}|{cohort}|{by}|{months[0]}|{months[1]}"
    position = work.position(listing, cursor)
    audit = work.read_audit("report.first_pass", "practice", work.owner_id)
    rows = await store.breakdown(
        work.tx, audit, metric, cohort, by, _chosen(*months, None), position[0] if position else None, limit + 1
    )
    more = work.more(listing, rows, limit, "key")
    return Breakdown(
        **_about(metric, cohort, None),
        by=by,
        items=[Slice(**_key(by, row["key"]), **_counts(row)) for row in rows[:limit]],
        next_cursor=more,
    )


async def first_pass_families(work: Work, query: FamilyQuery) -> FirstPassFamilies:
    """The families in one part of a rate. Raises CursorInvalid, Unprocessable."""
    cohort = _cohort(query.metric, query.cohort_basis)
    asked = query.model_dump(exclude={"cursor", "limit"})
    listing, limit = "|".join(["first-pass", *(str(value) for value in asked.values())]), query.limit
    position = work.position(listing, query.cursor)
    chosen = _chosen(query.month, query.month, query.payer_id) | {"provider_id": query.billing_provider_id}
    audit = work.read_audit("report.first_pass.claims", "claim")
    after = UUID(position[0]) if position else None
    rows = await store.families(work.tx, audit, query.metric, cohort, query.outcome, chosen, after, limit + 1)
    more = work.more(listing, rows, limit, "family_id")
    return FirstPassFamilies(items=[_family(row) for row in rows[:limit]], next_cursor=more)


async def first_pass_across(call: Call, metric: Metric, basis: Cohort | None, month: date | None) -> FirstPassAcross:
    """The rate of each practice that the caller may enter, and of all of them together. Raises Unprocessable."""
    cohort = _cohort(metric, basis)
    rows = await store.sums_across(call.tx, call.practice_ids, metric, cohort, month)
    return FirstPassAcross(
        **_about(metric, cohort, month),
        total=Counts(**_counts(_total(rows))),
        items=[PracticeRate(practice_id=row["practice_id"], practice_name=row["name"], **_counts(row)) for row in rows],
    )


def _cohort(metric: Metric, asked: Cohort | None) -> Cohort:
    known = DEFINITIONS[metric].cohorts
    if asked is not None and asked not in known:
        message = f"{metric} is counted by {known[0]} only"
        raise Unprocessable(errors=[field_error("/query/cohort_basis", "cohort_unknown", message)])
    return asked or known[0]


def _chosen(month_from: date | None, month_to: date | None, payer_id: UUID | None) -> Row:
    return {"month_from": month_from, "month_to": month_to, "payer_id": payer_id}


def _about(metric: Metric, cohort: Cohort, month: date | None) -> dict[str, Any]:
    return {
        "metric": metric,
        "definition_version": DEFINITIONS[metric].version,
        "cohort_basis": cohort,
        "month": f"{month:%Y-%m}" if month else None,
        "as_of": now(),
    }


def _counts(row: Row) -> dict[str, Any]:
    counted = {name: row[name] for name in ("numerator", "denominator", "pending", "excluded")}
    return counted | {"rate_bps": rate_bps(row["numerator"], row["denominator"])}


def _total(rows: Iterable[Row]) -> Row:
    """Sum of numerators over sum of denominators, never a mean of rates."""
    total = dict.fromkeys(("numerator", "denominator", "pending", "excluded"), 0)
    for row in rows:
        for name in total:
            total[name] += row[name]
    return total


def _variants(row: Row) -> Variants:
    def ratio(numerator: int, denominator: int) -> Ratio:
        return Ratio(numerator=numerator, denominator=denominator, rate_bps=rate_bps(numerator, denominator))

    return Variants(
        strict=ratio(row["fprr_strict"], row["families"]),
        any_payment=ratio(row["fprr_any_payment"], row["families"]),
        by_line=ratio(row["fprr_by_line"], row["lines"]),
    )


def _key(by: BreakdownBy, key: str) -> dict[str, Any]:
    if by == "month":
        return {"month": key[: len("2026-01")]}
    return {"payer_id" if by == "payer" else "billing_provider_id": key}


def _family(row: Row) -> FirstPassFamily:
    return FirstPassFamily(
        claim_id=row.pop("family_id"),
        claim_payment_id=row.pop("first_claim_payment_id"),
        event_id=row.pop("broken_event_id"),
        **row,
    )
