"""Bodies of patients' accounts. Money in cents; a patient by id, or by the EHR's id in a body."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from api.claims import ClaimState
from api.kit.money import MAX_CENTS
from api.kit.schemas import Input, Output, Page
from api.patient_accounts.rules import PaymentMethod, PaymentSource, RefundReason, ShareReason, Waiting
from api.registration import Day, ExternalId

Amount = Annotated[StrictInt, Field(gt=0, le=MAX_CENTS, description="US cents, more than none")]
LineNo = Annotated[StrictInt, Field(ge=0, le=999, description="A service line; 0 is the claim as a whole")]
NAMED = 100
"""Claims or allocations that one order may name."""


class PaymentIn(Input):
    """Money received. The patient is named by one of its two ids."""

    patient_id: UUID | None = None
    patient_external_id: ExternalId | None = None
    method: PaymentMethod
    source: PaymentSource = Field(description="Where it was received; fees follow it, so it never changes")
    cents: Amount
    received_on: Day
    claim_id: UUID | None = Field(
        default=None, description="What it is meant for: it goes there as soon as the patient's share is posted"
    )
    reference: (
        Annotated[str, Field(min_length=1, max_length=80, description="A check's number, a receipt's")] | None
    ) = None


class AllocationIn(Input):
    """Where to put a part of a payment. Without `cents`: as much as is open and as the payment still has."""

    claim_id: UUID
    line_no: LineNo | None = Field(default=None, description="Without it: the claim's open lines in their order")
    cents: Amount | None = None


class AllocateIn(Input):
    """Exactly one way, or none for the claim that the payment is meant for."""

    allocations: list[AllocationIn] = Field(default_factory=list, max_length=NAMED)
    oldest_first: StrictBool = Field(default=False, description="Over all that the patient owes, oldest service first")


class UnwoundIn(Input):
    """An allocation and what it gives back; without `cents`, all that it still holds."""

    allocation_id: UUID
    cents: Amount | None = None


class PaymentReleaseIn(Input):
    """Allocations of the payment that become unapplied again: it was put on the wrong claim, or its share is gone."""

    allocations: list[UnwoundIn] = Field(min_length=1, max_length=NAMED)


class PaymentReturnIn(Input):
    """A bank has taken the payment back."""

    reason: Literal[RefundReason.RETURNED_CHECK, RefundReason.CHARGEBACK]
    returned_on: Day


class RefundIn(Input):
    """Exactly one of: `claim_id` with `cents` (its latest allocations first), `allocations`, `payment_id` (cash that is
    unapplied; without `cents` all of it).
    """

    reason: Literal[RefundReason.OVERPAID, RefundReason.OTHER] = RefundReason.OVERPAID
    claim_id: UUID | None = None
    cents: Amount | None = None
    allocations: list[UnwoundIn] = Field(default_factory=list, max_length=NAMED)
    payment_id: UUID | None = None


class RefundSendIn(Input):
    """The refund has left."""

    sent_on: Day


class AllocationOut(Output):
    """Part of a payment on a line. `standing_cents` is what was not taken back since."""

    id: UUID
    claim_id: UUID
    line_no: int
    cents: int
    standing_cents: int
    allocated_on: date
    ledger_batch_id: UUID


class RefundedOut(Output):
    """What a refund took of a payment: of an allocation, or of unapplied cash (`allocation_id` null)."""

    refund_id: UUID
    allocation_id: UUID | None
    cents: int
    reason: RefundReason
    state: Literal["made", "sent"]


class PaymentSummary(Output):
    """A payment: `cents` is `unapplied_cents` and `allocated_cents` and `refunded_cents`."""

    id: UUID
    patient_id: UUID
    method: PaymentMethod
    source: PaymentSource
    cents: int
    unapplied_cents: int
    allocated_cents: int
    refunded_cents: int
    received_on: date
    claim_id: UUID | None = Field(description="The claim it is meant for")
    version: int
    created_at: datetime
    updated_at: datetime


class PaymentOut(PaymentSummary):
    """A payment with all that was done with it."""

    reference: str | None
    allocations: list[AllocationOut]
    refunds: list[RefundedOut]


class PaymentPage(Page):
    """Payments, newest first."""

    items: list[PaymentSummary]


class RefundPartOut(Output):
    """What a refund takes: of an allocation, or of a payment's unapplied cash (`allocation_id` null)."""

    payment_id: UUID
    allocation_id: UUID | None
    claim_id: UUID | None
    line_no: int | None
    cents: int


class RefundSummary(Output):
    """A refund: owed to the patient once made, gone once sent."""

    id: UUID
    patient_id: UUID
    reason: RefundReason
    state: Literal["made", "sent"]
    cents: int
    made_on: date
    sent_on: date | None
    ledger_batch_id: UUID
    sent_ledger_batch_id: UUID | None
    version: int
    created_at: datetime
    updated_at: datetime


class RefundOut(RefundSummary):
    """A refund with what it takes back."""

    parts: list[RefundPartOut]


class RefundPage(Page):
    """Refunds, newest first."""

    items: list[RefundSummary]


class ShareOut(Output):
    """Why a line costs the patient something. Negative: a share was taken back by more than was posted."""

    reason: ShareReason
    group_code: str
    reason_code: str
    cents: int


class LineBalanceOut(Output):
    """A line: its shares less what the patient paid on it is what is owed, or a credit."""

    line_no: int
    service_date: date | None = Field(description="Null for line 0, the claim as a whole")
    procedure: str | None
    shares: list[ShareOut]
    paid_cents: int
    owed_cents: int
    credit_cents: int
    insurance_pending_cents: int = Field(description="What insurance still holds: nobody's bill yet")


class ClaimBalanceOut(Output):
    """A claim as the patient's bill sees it."""

    claim_id: UUID
    number: str
    service_from: date
    state: ClaimState
    payer_name: str
    waiting_for: Waiting | None = Field(description="Why insurance is not finished; null when it is")
    explanation: str | None = Field(description="The same in words for the front desk")
    share_cents: int
    paid_cents: int
    owed_cents: int
    credit_cents: int
    insurance_pending_cents: int
    lines: list[LineBalanceOut]


class UnappliedOut(Output):
    """A payment, or the part of it, that waits."""

    payment_id: UUID
    unapplied_cents: int
    received_on: date
    method: PaymentMethod
    source: PaymentSource
    claim_id: UUID | None = Field(description="The claim whose share it waits for")


class RefundDueOut(Output):
    """A refund that has not left."""

    refund_id: UUID
    cents: int
    reason: RefundReason
    made_on: date


class PatientBalance(Output):
    """What a patient owes, and why. `balance_cents` is owed less credit; unapplied money is beside it.

    Claims: newest service first, those with a share, a payment of the patient, or money that insurance still holds;
    `more_claims` says that there are older ones, which the sums hold all the same.
    """

    patient_id: UUID
    balance_cents: int
    owed_cents: int
    credit_cents: int = Field(description="Paid beyond the shares: refund it, or release it to other shares")
    paid_cents: int = Field(description="On shares, less what was taken off them")
    unapplied_cents: int
    refund_due_cents: int = Field(description="Refunds that were made and have not left")
    insurance_pending_cents: int
    claims: list[ClaimBalanceOut]
    more_claims: bool
    unapplied: list[UnappliedOut]
    refunds_due: list[RefundDueOut]
