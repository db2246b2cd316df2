"""Bodies and parameters of the first-pass reports."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.schemas import Input, Month, Output, Page
from api.reports.definitions import Cohort, Metric

BreakdownBy = Literal["month", "payer", "provider"]
Outcome = Literal["numerator", "broken", "pending", "excluded"]


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
    by_line: Ratio = Field(description="Lines with a charge and no denial, none of a broken claim, over all such lines")


class FirstPassRate(Counts):
    """A rate of a practice. `month` is null for all time."""

    metric: Metric
    definition_version: str = Field(examples=["fprr/1"])
    cohort_basis: Cohort
    month: str | None
    as_of: datetime
    later_reversed: int | None = Field(description="fprr, idr: counted families reversed since (CLP02 22)")
    transport_rejects: int | None = Field(description="fpar: envelopes refused by a TA1 or 999, counted nowhere else")
    variants: Variants | None = Field(description="For fprr")


class Slice(Counts):
    """A part of a rate: of one month, payer or billing provider; the other keys are null."""

    month: str | None = None
    payer_id: UUID | None = None
    billing_provider_id: UUID | None = None


class Breakdown(Page):
    """A rate by one dimension, ordered by its key. The parts add up to the whole, their rates do not."""

    metric: Metric
    definition_version: str
    cohort_basis: Cohort
    by: BreakdownBy
    month: str | None
    as_of: datetime
    items: list[Slice]


class FamilyQuery(Input):
    """Which families of a rate are asked for, and which page of them."""

    metric: Metric
    outcome: Outcome = Field(description="numerator and broken are the denominator")
    cohort_basis: Cohort | None = None
    month: Month | None = None
    payer_id: UUID | None = None
    billing_provider_id: UUID | None = None
    cursor: str | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)


class FirstPassFamily(Output):
    """A claim family behind a rate. `claim_id` is its original; `broken_by` what kept it out of the numerator."""

    claim_id: UUID
    payer_id: UUID
    billing_provider_id: UUID
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
    event_id: UUID | None = Field(description="The event that broke it: a reject, a replacement or the adjudication")
    adds_numerator: int = Field(description="What the family adds: 1, lines or cents, as the metric counts")
    adds_denominator: int


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
    cohort_basis: Cohort
    month: str | None
    as_of: datetime
    total: Counts
    items: list[PracticeRate]
