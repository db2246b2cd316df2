"""Bodies of remittances."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page

RemittanceState = Literal["received", "posted", "quarantined", "replayed"]
TakebackState = Literal["open", "waiting", "pre_go_live", "settled"]


class UploadedRemittance(Output):
    """What became of one ST of an uploaded file. `id` is that of the remittance to read back."""

    id: UUID | None
    control_number: str = Field(description="ST02")
    outcome: Literal["received", "known", "refused"]
    reason: str


class RemittanceUpload(Output):
    """What became of a file."""

    items: list[UploadedRemittance]


class RemittanceOut(Output):
    """One ST: a check and what it explains. While `state` is `received` its facts are null."""

    id: UUID
    state: RemittanceState
    reason: str = Field(
        description="Why it is quarantined: envelope, unbalanced, money_unreadable, unsupported_version, test_file,"
        " same_check_different_content, unreadable (it holds a value that can't be received)"
    )
    replay_of: UUID | None = Field(description="The remittance posted for this check before")
    payer_name: str | None
    payer_identifier: str | None = Field(description="TRN03")
    trace_number: str | None = Field(description="TRN02")
    payment_method: str | None = Field(description="BPR04")
    payment_date: date | None
    payment_date_source: str | None = Field(description="bpr16, dtm405 or received")
    paid_cents: int | None = Field(description="BPR02")
    payee_identifier: str | None
    claim_payment_count: int | None
    findings: list[dict[str, Any]] = Field(description="Rule, level, cents, segment; never a value")
    control_number: str = Field(description="ST02")
    interchange_control: str = Field(description="ISA13")
    received_at: datetime
    posted_at: datetime | None


class RemittancePage(Page):
    """Remittances, newest first."""

    items: list[RemittanceOut]


class TakebackPart(Output):
    """Money that this pair kept back without a 22; of no claim while nobody knows its reference."""

    id: UUID
    claim_id: UUID | None
    cents: int
    state: TakebackState


class ProviderAdjustmentOut(Output):
    """One PLB pair; positive reduces the payment."""

    provider_identifier: str
    reason_code: str
    reference: str
    cents: int
    due_to_payer_cents: int = Field(description="What it left due to the payer (positive), or took of what was due")
    takebacks: list[TakebackPart]


class RemittanceDetail(RemittanceOut):
    """How the check adds up: paid_cents = claims_paid_cents - provider_adjustments_cents = undeposited_cents."""

    claims_paid_cents: int = Field(description="The sum of CLP04")
    provider_adjustments_cents: int = Field(description="The sum of PLB; positive reduces the payment")
    undeposited_cents: int = Field(description="What its posting left in undeposited funds; a check below zero moves 0")
    unapplied_cents: int = Field(description="Of claim payments that match no claim")
    provider_adjustments: list[ProviderAdjustmentOut]


class ServicePaymentOut(Output):
    """One SVC. `line_no` 0: no line of the claim could be told."""

    line_no: int
    procedure: str
    modifiers: list[str]
    charge_cents: int
    paid_cents: int
    allowed_cents: int | None
    remark_codes: list[str]


class AdjustmentOut(Output):
    """One CAS triplet with the class it was posted with."""

    line_no: int
    group_code: str
    reason_code: str
    cents: int
    adjustment_class: str


class ClaimPaymentOut(Output):
    """One CLP."""

    id: UUID
    remittance_id: UUID
    position: int
    claim_number: str = Field(description="CLP01 as received")
    payer_claim_control_number: str = Field(description="CLP07")
    status_code: str = Field(description="CLP02")
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int
    match_state: Literal["matched", "unmatched", "pre_go_live"] = Field(
        description="pre_go_live: taken out of unapplied cash, money of a claim from before the practice came"
    )
    match_reason: str = Field(description="How it was matched, or why not")
    remark_codes: list[str] = Field(description="Of the claim (MIA, MOA)")
    claim_id: UUID | None
    payer_id: UUID | None
    payer_sequence: str | None = Field(description="Whose answer it is: P, S or T")
    reverses_id: UUID | None = Field(description="The claim payment that this 22 takes back")
    reversed_by_id: UUID | None = Field(description="The 22 that takes it back")
    services: list[ServicePaymentOut]
    adjustments: list[AdjustmentOut]


class ClaimPaymentPage(Page):
    """Claim payments."""

    items: list[ClaimPaymentOut]


class TakebackOut(TakebackPart):
    """A takeback with what it came with."""

    remittance_id: UUID
    payer_identifier: str = Field(description="TRN03")
    reference: str = Field(description="PLB03-2, as a rule the ICN")
    created_at: datetime
    settled_at: datetime | None


class TakebackPage(Page):
    """Takebacks, newest first."""

    items: list[TakebackOut]


class PayerBalance(Output):
    """What a payer has left to recoup. Positive cents are due to it."""

    payer_identifier: str = Field(description="TRN03")
    payer_id: UUID | None = Field(description="The practice's payer of this identifier, if one has it")
    payer_name: str
    reference: str = Field(description="PLB03-2; forward balances as one, FB")
    cents: int
    since: date
    remittance_ids: list[UUID] = Field(description="The checks that left it or took of it")


class PayerBalances(Output):
    """By payer and reference, the oldest first."""

    items: list[PayerBalance]


class ReasonIn(Input):
    """Why. No patient's data: it is kept in the clear."""

    reason: str = Field(min_length=3, max_length=200)


class Released(Output):
    """What was posted."""

    ledger_batch_id: UUID


class InsuranceFinished(Output):
    """What the patient owes by it."""

    claim_id: UUID
    patient_share_cents: int
