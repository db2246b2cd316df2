"""Bodies of claims. Money in cents; a patient by id alone."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.claims.states import ClaimState
from api.coding import FindingOut
from api.kit.schemas import Input, Output, Page
from api.registration import ExternalId

Reason = Annotated[str, Field(min_length=3, max_length=200)]
"""Why somebody does something. Kept in the clear: no patient's data."""
DelayReason = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "15"]
"""CLM20."""


class BilledEncounter(Output):
    """An encounter's claim, and what the edits warn of."""

    encounter_id: UUID
    claim_id: UUID
    claim_number: str = Field(description="CLM01")
    family_id: UUID
    state: ClaimState
    charge_cents: int
    payer_id: UUID
    version: int
    created_at: datetime
    findings: list[FindingOut]


class PayerName(Output):
    """A claim's payer."""

    id: UUID
    name: str


class ClaimSummary(Output):
    """A claim with its balances."""

    id: UUID
    number: str = Field(description="CLM01")
    family_id: UUID = Field(description="The original claim of its replacements and voids")
    frequency: str = Field(description="CLM05-3: 1 original, 7 replacement, 8 void")
    correction_method: Literal["", "replace_7", "void_8", "new_claim_1"] = Field(
        description="How it corrects another claim; empty when it corrects none"
    )
    corrects: UUID | None = Field(description="The claim it corrects")
    superseded_by: UUID | None = Field(description="The claim that corrects it; it holds no receivable any more")
    receivable_claim_id: UUID = Field(
        description="The claim whose lines hold the receivable: itself, or a secondary claim's primary one"
    )
    state: ClaimState
    payer: PayerName
    payer_sequence: str = Field(description="SBR01")
    payer_claim_control_number: str | None = Field(description="The payer's ICN, once known")
    encounter_id: UUID
    patient_id: UUID
    service_from: date
    service_to: date
    charge_cents: int
    insurance_paid_cents: int
    adjusted_cents: int
    insurance_balance_cents: int
    patient_balance_cents: int
    version: int
    created_at: datetime
    updated_at: datetime


class ClaimLine(Output):
    """A service line with its balances."""

    line_no: int
    control_number: str = Field(description="REF*6R")
    service_date: date
    procedure: str
    modifiers: list[str]
    units: int
    charge_cents: int
    paid_cents: int
    adjusted_cents: int
    insurance_balance_cents: int
    patient_balance_cents: int


class ClaimOut(ClaimSummary):
    """A claim with its lines. What was paid or adjusted on the claim as a whole is in its totals and in no line."""

    lines: list[ClaimLine]


class ClaimPage(Page):
    """Claims, newest first."""

    items: list[ClaimSummary]


class ClaimSearch(Input):
    """Exactly one way to look."""

    number: Annotated[str, Field(min_length=1, max_length=38, description="CLM01, as files call the claim")] | None = (
        None
    )
    encounter_id: UUID | None = None
    encounter_external_id: ExternalId | None = None


class ClaimMatches(Output):
    """What was found, newest first."""

    items: list[ClaimSummary]


class Family(Output):
    """An original, its corrections and its rebills, oldest first."""

    items: list[ClaimSummary]


class SendAgain(Input):
    """Why a rejected claim may go out as it stands. No patient's data: it is kept in the clear."""

    reason: Reason
