"""Bodies of the audit and of disclosures."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.audit.rules import Basis
from api.kit.schemas import Input, Output, Page

Outcome = Literal["done", "refused", "failed"]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class AuditRow(Output):
    """One act. `actor_id` is a client; all zeros: the service itself, whose `request_id` names the job.

    `purpose` is as the caller declared it. `sequence` is null for the seconds until the row is sealed.
    """

    id: UUID
    sequence: int | None
    occurred_at: datetime
    actor_id: UUID | None
    action: str
    subject_kind: str
    subject_id: UUID | None
    outcome: str
    purpose: str | None
    remote_address: str | None
    request_id: str
    row_count: int | None = Field(description="How many records a list or a bulk work touched")
    detail: dict[str, Any]


class AuditPage(Page):
    """Rows, newest first."""

    items: list[AuditRow]


class DisclosureIn(Input):
    """What was given to whom, outside of treatment, payment and operations, without the patient's authorization."""

    disclosed_on: date
    basis: Basis = Field(description="45 CFR 164.512; `unauthorized` for one that should not have happened")
    recipient: Text = Field(description="The entity or person that got it")
    recipient_address: Text | None = None
    description: Text = Field(description="What was given, in brief")
    purpose: Text = Field(description="Why, or the written request in brief")
    suspended_until: date | None = Field(
        default=None,
        description="An agency has asked that it be left out of accounts until then (164.528(a)(2))",
    )


class DisclosureOut(Output):
    """One disclosure."""

    id: UUID
    disclosed_on: date
    basis: str
    recipient: str
    recipient_address: str | None
    description: str
    purpose: str
    suspended_until: date | None
    recorded_by: UUID
    created_at: datetime


class DisclosureAccount(Output):
    """All disclosures of a patient's data in a time, oldest first; those still suspended are left out."""

    patient_id: UUID
    first_day: date
    last_day: date
    items: list[DisclosureOut]
