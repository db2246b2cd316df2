"""Bodies of corrections."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.claims import ClaimState, DelayReason, Reason
from api.coding import Code, EncounterLineIn, FindingOut, RenderingProviderIn
from api.corrections.rules import CorrectionCause, CorrectionMethod
from api.kit.schemas import Input, Output
from api.registration import X12_TEXT

BODY_LINES = 200
BODY_CODES = 50


class CorrectionChanges(Input):
    """What the corrected claim says instead; what is left out stays. Parties are taken as they are registered now."""

    place_of_service: Code | None = None
    diagnoses: Annotated[list[Code], Field(max_length=BODY_CODES)] | None = None
    lines: Annotated[list[EncounterLineIn], Field(max_length=BODY_LINES)] | None = Field(
        default=None, description="All lines of the claim; the days of service stay"
    )
    note: Annotated[str, Field(max_length=500, description="NTE*ADD; empty takes it away")] | None = None
    rendering_provider: RenderingProviderIn | None = None
    authorization_number: Annotated[str, Field(max_length=50, description="REF*G1"), X12_TEXT] | None = None
    delay_reason: DelayReason | None = Field(default=None, description="CLM20: why it is late")


class CorrectionIn(Input):
    """A correction. Reasons are kept in the clear: no patient's data."""

    reason: Reason
    cause: CorrectionCause = Field(
        default=CorrectionCause.CLAIM_WRONG,
        description="What went wrong; with the payer, it decides the method when none is named",
    )
    method: CorrectionMethod | None = Field(default=None, description="Left out, the payer's own is taken")
    changes: CorrectionChanges | None = None
    override_reason: Reason | None = Field(
        default=None, description="Why to go on before the adjudication, after the deadline, or by another method"
    )


class CorrectionOut(Output):
    """The corrected claim, which waits to be sent."""

    claim_id: UUID
    claim_number: str = Field(description="CLM01")
    family_id: UUID
    corrects: UUID
    method: CorrectionMethod
    method_reason: str = Field(description="Why this method")
    frequency: str = Field(description="CLM05-3")
    state: ClaimState
    charge_cents: int
    receivable_moved_cents: int = Field(description="What left the corrected claim's insurance receivable")
    deadline_on: date | None = Field(description="The payer's last day; null for a void")
    overridden: list[str] = Field(description="The guards that `override_reason` let pass")
    findings: list[FindingOut] = Field(description="What the edits warn of")
    version: int


class WithdrawalIn(Input):
    """Why the claim should not have been billed. Kept in the clear: no patient's data."""

    reason: Reason


class WithdrawalOut(Output):
    """The withdrawn claim."""

    claim_id: UUID
    state: ClaimState
    receivable_moved_cents: int = Field(description="What left its insurance receivable")
    version: int
