"""Bodies of eligibility checks."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from api.kit.schemas import Input, Output, Page
from api.registration import Day, ExternalId, Reference
from api.x12 import SERVICE_TYPES


def _service_type(value: str) -> str:
    if value not in SERVICE_TYPES:
        raise PydanticCustomError("service_type", "Not a service type code of EQ01")
    return value


ServiceType = Annotated[
    str, AfterValidator(_service_type), Field(json_schema_extra={"pattern": "^[A-Z0-9]{1,2}$"}, examples=["30"])
]
State = Literal["queued", "written", "sent", "answered"]
Outcome = Literal["active", "inactive", "unknown", "rejected"]
MAX_SERVICE_TYPES = 99


class CheckRequest(Input):
    """A question about a coverage, named by one of its two ids."""

    coverage_id: UUID | None = None
    coverage_external_id: ExternalId | None = None
    billing_provider_id: UUID | None = Field(default=None, description="Who asks; the practice's first when not given")
    service_date: Day = Field(description="The day of the visit: today or later, or up to a year back")
    service_types: list[ServiceType] = Field(
        default_factory=lambda: ["30"],
        min_length=1,
        max_length=MAX_SERVICE_TYPES,
        description="X12 service type codes (EQ01); 30 is the plan as a whole",
    )

    @model_validator(mode="after")
    def _named_once(self) -> "CheckRequest":
        if (self.coverage_id is None) == (self.coverage_external_id is None):
            raise ValueError("name the coverage by coverage_id or by coverage_external_id")
        if len(set(self.service_types)) < len(self.service_types):
            raise ValueError("a service type is there twice")
        return self

    @property
    def coverage(self) -> Reference:
        """As it was named."""
        return self.coverage_id or self.coverage_external_id


class BenefitOut(Output):
    """One EB. What is absent is unknown, never zero."""

    kind: str = Field(examples=["copay"], description="What EB01 says, as one word")
    text: str = Field(examples=["copay $25.00 (visit) for health benefit plan coverage; in network"])
    service_types: list[str]
    coverage_level: str | None
    period: str | None = Field(description="EB06; 29 and 33 are what remains of a total")
    is_remaining: bool
    cents: int | None
    percent_bps: int | None
    in_network: bool | None
    needs_authorization: bool | None


class RejectionOut(Output):
    """One AAA: why the payer did not answer, and what to put right."""

    level: str = Field(examples=["subscriber"])
    code: str = Field(examples=["75"], description="AAA03")
    meaning: str
    fix: str = Field(description="What to put right; `nothing` when the question was right")
    retry: str = Field(description="corrected: after mending; unchanged: now; later: after wait_days; no: never")
    wait_days: int


class CheckOut(Output):
    """A check and what the payer said."""

    id: UUID
    coverage_id: UUID
    payer_id: UUID
    service_date: date
    service_types: list[str]
    state: State
    outcome: Outcome | None = Field(description="Null until answered; rejected: not verified, see rejections")
    benefits: list[BenefitOut]
    rejections: list[RejectionOut]
    inquiry_transaction_id: UUID | None = Field(description="The 270 as it was sent")
    response_transaction_id: UUID | None = Field(description="The 271 as it was received")
    created_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None


class CheckPage(Page):
    """Checks, newest first."""

    items: list[CheckOut]
