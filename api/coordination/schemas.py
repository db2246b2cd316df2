"""Bodies of claims to later payers."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.claims import ClaimState, DelayReason, Reason
from api.kit.schemas import Input, Output
from api.registration import X12_TEXT


class SecondaryClaimIn(Input):
    """All of it is optional: the claim is made from the primary one and what was decided on it."""

    authorization_number: Annotated[str, Field(min_length=1, max_length=50, description="REF*G1"), X12_TEXT] | None = (
        None
    )
    delay_reason: DelayReason | None = Field(default=None, description="CLM20: why it is late")
    override_reason: Reason | None = Field(
        default=None, description="Why to bill while a crossover is expected, or though nothing is left"
    )


class SecondaryClaimOut(Output):
    """The claim to the next payer, which waits to be sent."""

    claim_id: UUID
    claim_number: str = Field(description="CLM01")
    receivable_claim_id: UUID = Field(description="The primary claim, whose lines hold the receivable")
    payer_id: UUID
    payer_sequence: str = Field(description="SBR01: S or T")
    state: ClaimState
    charge_cents: int
    prior_paid_cents: int = Field(description="What the payers before have paid")
    open_cents: int = Field(description="What is left of the insurance receivable")
    overridden: list[str] = Field(description="The guards that `override_reason` let pass")
    version: int
