"""Bodies of releases, for the organization and for the partner."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page
from api.reports import Month, ReleasedMetric


class ReleaseCreate(Input):
    """What to release: every first-pass rate of the partner's practices, month by month."""

    partner_id: UUID
    month_from: Month
    month_to: Month


class ReleaseOut(Output):
    """A release. `computing` until its job has run, then `released`, for ever as it is.

    A restatement is a new release.
    """

    id: UUID
    partner_id: UUID
    month_from: str
    month_to: str
    state: Literal["computing", "released"]
    created_at: datetime
    as_of: datetime | None
    definition_versions: list[str]
    cell_count: int | None
    suppressed_count: int | None


class ReleasePage(Page):
    """Releases, oldest first."""

    items: list[ReleaseOut]


class ReleasedRate(Output):
    """A rate of one practice and month. Suppressed: every number null, and why."""

    practice_id: UUID
    practice_name: str
    month: str
    metric: ReleasedMetric
    numerator: int | None
    denominator: int | None
    rate_bps: int | None
    suppressed_reason: str | None = Field(examples=["fewer_than_11"])


class ReleasedRates(Page):
    """The newest release to the partner, by practice, month and metric. `release_id` is null before the first."""

    release_id: UUID | None
    as_of: datetime | None
    definition_versions: list[str]
    items: list[ReleasedRate]
