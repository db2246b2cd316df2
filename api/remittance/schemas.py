"""Bodies of remittances."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Output, Page

RemittanceState = Literal["received", "posted", "quarantined", "replayed"]


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


class ProviderAdjustmentOut(Output):
    """One PLB pair; positive reduces the payment."""

    provider_identifier: str
    reason_code: str
    reference: str
    cents: int


class RemittanceDetail(RemittanceOut):
    """How the check adds up: paid_cents = claims_paid_cents - sum of provider adjustments."""

    claims_paid_cents: int
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
    match_state: Literal["matched", "unmatched"]
    match_reason: str
    claim_id: UUID | None
    services: list[ServicePaymentOut]
    adjustments: list[AdjustmentOut]


class ClaimPaymentPage(Page):
    """Claim payments."""

    items: list[ClaimPaymentOut]
