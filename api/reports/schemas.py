"""Bodies and parameters of the first-pass reports."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema

from api.kit.schemas import Output, Page

Metric = Literal["fprr", "fpar"]
Outcome = Literal["numerator", "broken", "pending", "excluded"]
FIRST_YEAR = 2000


def _month(value: object) -> object:
    """YYYY-MM as the first day of the month. Only text is given one; the rest is pydantic's to judge."""
    if not isinstance(value, str):
        return value
    year, dash, number = value.partition("-")
    if len(value) != len("2026-01") or not dash or not (year + number).isascii() or not (year + number).isdigit():
        raise ValueError("is not a month: YYYY-MM")
    if int(year) < FIRST_YEAR or int(number) not in range(1, 13):
        raise ValueError("is not a month: YYYY-MM")
    return date(int(year), int(number), 1)


Month = Annotated[
    date,
    BeforeValidator(_month),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$", "examples": ["2026-03"]}),
]
"""A month in a request, YYYY-MM."""


class Ratio(Output):
    """A rate. `rate_bps` is null when there is nothing to divide by."""

    numerator: int
    denominator: int
    rate_bps: int | None


class Counts(Ratio):
    """A rate with what stands outside of it."""

    pending: int
    excluded: int


class Variants(Output):
    """The other rates that are called first-pass, over the same families."""

    strict: Ratio = Field(description="fprr/1 and insurance paid more than zero")
    any_payment: Ratio = Field(
        description="Paid more than zero, or all that is unpaid is the patient's share or contractual: the definition"
        " behind the benchmarks of 90 to 95 percent"
    )


class FirstPassRate(Counts):
    """A first-pass rate of a practice. `month` is null for all time."""

    metric: Metric
    definition_version: str = Field(examples=["fprr/1"])
    cohort_basis: Literal["first_adjudication", "first_submission"]
    month: str | None
    as_of: datetime
    later_reversed: int | None = Field(description="fprr: families of the denominator reversed since (CLP02 22)")
    transport_rejects: int | None = Field(description="fpar: envelopes refused by a TA1 or 999, counted nowhere else")
    variants: Variants | None = Field(description="For fprr")


class FirstPassFamily(Output):
    """A claim family behind a rate. `claim_id` is its original; `broken_by` what kept it out of the numerator."""

    claim_id: UUID
    payer_id: UUID
    submitted_on: date
    charge_cents: int
    acceptance: str | None
    acceptance_on: date | None
    adjudicated_on: date | None
    claim_payment_id: UUID | None = Field(description="The 835 row (CLP) that adjudicated it first")
    denied_cents: int | None
    paid_cents: int | None
    later_reversed: bool
    broken_by: str | None
    event_id: UUID | None = Field(description="The event that broke it before the adjudication")


class FirstPassFamilies(Page):
    """Families of one part of a rate, by claim id."""

    items: list[FirstPassFamily]


class PracticeRate(Counts):
    """One practice's rate."""

    practice_id: UUID
    practice_name: str


class FirstPassAcross(Output):
    """A first-pass rate of every practice that the caller may enter. `total` is the sum of both sides."""

    metric: Metric
    definition_version: str
    cohort_basis: Literal["first_adjudication", "first_submission"]
    month: str | None
    as_of: datetime
    total: Counts
    items: list[PracticeRate]
