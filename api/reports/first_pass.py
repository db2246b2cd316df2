"""Read the first-pass rates: of a practice, the families behind a number, across practices."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal
from uuid import UUID

from api.kit.clock import now
from api.kit.money import rate_bps
from api.reports import store
from api.reports.schemas import (
    Counts,
    FirstPassAcross,
    FirstPassFamilies,
    FirstPassFamily,
    FirstPassRate,
    Metric,
    Outcome,
    PracticeRate,
    Ratio,
    Variants,
)
from tenants.context import Call, Work
from tenants.session import Row

DEFINITIONS: dict[Metric, str] = {"fprr": "fprr/1", "fpar": "fpar/1"}
COHORTS: dict[Metric, Literal["first_adjudication", "first_submission"]] = {
    "fprr": "first_adjudication",
    "fpar": "first_submission",
}


async def first_pass_rate(work: Work, metric: Metric, month: date | None, payer_id: UUID | None) -> FirstPassRate:
    """A practice's rate as of now."""
    audit = work.read_audit("report.first_pass", "practice", work.owner_id)
    row = await store.sums(work.tx, audit, metric, month, payer_id)
    return FirstPassRate(
        **_about(metric, month),
        **_counts(row),
        later_reversed=row.get("later_reversed"),
        transport_rejects=row.get("transport_rejects"),
        variants=_variants(row) if metric == "fprr" else None,
    )


async def first_pass_families(
    work: Work,
    metric: Metric,
    outcome: Outcome,
    month: date | None,
    payer_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> FirstPassFamilies:
    """The families in one part of a rate. Raises CursorInvalid."""
    listing = f"first-pass|{metric}|{outcome}|{month}|{payer_id}"
    position = work.position(listing, cursor)
    cohort = {"month_from": month, "month_to": month, "payer_id": payer_id}
    audit = work.read_audit("report.first_pass.claims", "claim")
    after = position[0] if position else None
    rows = await store.families(work.tx, audit, metric, outcome, cohort, after, limit + 1)
    more = work.cursor(listing, [str(rows[limit - 1]["family_id"])]) if len(rows) > limit else None
    return FirstPassFamilies(items=[_family(row) for row in rows[:limit]], next_cursor=more)


async def first_pass_across(call: Call, metric: Metric, month: date | None) -> FirstPassAcross:
    """The rate of each practice that the caller may enter, and of all of them together."""
    rows = await store.sums_across(call.tx, call.practice_ids, metric, month)
    return FirstPassAcross(
        **_about(metric, month),
        total=Counts(**_counts(_total(rows))),
        items=[PracticeRate(practice_id=row["practice_id"], practice_name=row["name"], **_counts(row)) for row in rows],
    )


def _about(metric: Metric, month: date | None) -> dict[str, Any]:
    return {
        "metric": metric,
        "definition_version": DEFINITIONS[metric],
        "cohort_basis": COHORTS[metric],
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
    def ratio(numerator: int) -> Ratio:
        denominator = row["denominator"]
        return Ratio(numerator=numerator, denominator=denominator, rate_bps=rate_bps(numerator, denominator))

    return Variants(strict=ratio(row["strict"]), any_payment=ratio(row["any_payment"]))


def _family(row: Row) -> FirstPassFamily:
    return FirstPassFamily(
        claim_id=row.pop("family_id"),
        claim_payment_id=row.pop("first_claim_payment_id"),
        event_id=row.pop("broken_event_id"),
        **row,
    )
