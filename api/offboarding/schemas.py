"""Bodies of offboarding."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from api.kit.schemas import Input, Output

Step = Literal["notice", "no_new_claims", "run_out", "exported", "hold", "shredded", "none"]
Reason = Annotated[
    str,
    Field(min_length=1, max_length=500, description="Why, in words that name no patient: it is kept and shown"),
]


class StepOrder(Input):
    """A step to take. `none` withdraws the notice."""

    step: Step
    reason: Reason


class RetentionOrder(Input):
    """A legal hold set or lifted, or another retention; what is left out stays."""

    legal_hold: StrictBool | None = None
    retention_years: Annotated[int, Field(ge=7, le=100, description="From the last date of service")] | None = None
    reason: Reason

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.legal_hold is None and self.retention_years is None:
            raise ValueError("send legal_hold, retention_years, or both")
        return self


class StepOut(Output):
    """A step somebody asked for. `detail`: an export's counts and hashes, the certificate of a destruction."""

    id: UUID
    step: str
    reason: str
    actor_id: UUID
    state: str
    requested_at: datetime
    done_at: datetime | None
    detail: dict[str, Any]


class OffboardingOut(Output):
    """How far a practice has left. `retained_until` is known from the hold on; null: no record must be kept."""

    practice_id: UUID
    state: str
    legal_hold: bool
    retention_years: int
    retained_until: date | None
    steps: list[StepOut] = Field(description="Oldest first; the last may be `requested`, which a job is taking")
