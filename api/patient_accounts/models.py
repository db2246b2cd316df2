"""What patients paid, where it was put, and what goes back to them.

The sums that must not run over are columns with checks: whoever changes them holds the row, and the database refuses
what no payment and no allocation still holds.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedText, instant, links, tenant_key


class PatientPayment(SQLModel, table=True):
    """Money of a patient, each cent of it in one of three places: unapplied, on shares, or given back.

    `source` (desk, statement) is fixed at receipt: fees follow it wherever the money goes later. `claim_id` is the
    claim it is meant for; the nil id, none (`claim_balance` has that row).
    """

    __tablename__ = "patient_payment"
    __table_args__ = (
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id"], "claim_balance"),
        CheckConstraint("method in ('cash', 'check', 'card')", name="patient_payment_method"),
        CheckConstraint("source in ('desk', 'statement')", name="patient_payment_source"),
        CheckConstraint("cents > 0", name="patient_payment_cents"),
        CheckConstraint("unapplied_cents between 0 and cents", name="patient_payment_unapplied"),
        CheckConstraint("allocated_cents >= 0 and refunded_cents >= 0", name="patient_payment_parts"),
        CheckConstraint("unapplied_cents + allocated_cents + refunded_cents = cents", name="patient_payment_whole"),
        Index("patient_payment_by_patient", "tenant_id", "patient_id", "id"),
        Index("patient_payment_waiting", "tenant_id", "claim_id", "id", postgresql_where=text("unapplied_cents > 0")),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    patient_id: UUID
    method: str
    source: str
    cents: int = Field(sa_type=BigInteger)
    received_on: date
    claim_id: UUID
    reference: bytes | None = Field(default=None, sa_type=EncryptedText)
    """A check's number, the terminal's receipt: free text, so sealed."""
    unapplied_cents: int = Field(sa_type=BigInteger)
    allocated_cents: int = Field(default=0, sa_type=BigInteger)
    refunded_cents: int = Field(default=0, sa_type=BigInteger)
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class PatientPaymentAllocation(SQLModel, table=True):
    """Part of a payment on a line's patient share. `id` is the ledger's allocation: one for one.

    `unwound_cents` is what went back since, to the patient or to the payment.
    """

    __tablename__ = "patient_payment_allocation"
    __table_args__ = (
        links(["tenant_id", "id"], "allocation", ["tenant_id", "id"]),
        links(["tenant_id", "payment_id"], "patient_payment", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id", "line_no"], "line_balance"),
        CheckConstraint("cents > 0", name="patient_payment_allocation_cents"),
        CheckConstraint("unwound_cents between 0 and cents", name="patient_payment_allocation_unwound"),
        Index("patient_payment_allocation_by_payment", "tenant_id", "payment_id"),
        Index("patient_payment_allocation_by_claim", "tenant_id", "claim_id", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    payment_id: UUID
    claim_id: UUID
    line_no: int
    cents: int = Field(sa_type=BigInteger)
    unwound_cents: int = Field(default=0, sa_type=BigInteger)
    batch_id: UUID
    allocated_on: date


class PatientRefund(SQLModel, table=True):
    """Money that goes back to a patient: owed from `made_on`, gone from `sent_on`."""

    __tablename__ = "patient_refund"
    __table_args__ = (
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        CheckConstraint(
            "reason in ('overpaid', 'share_withdrawn', 'returned_check', 'chargeback', 'other')",
            name="patient_refund_reason",
        ),
        CheckConstraint("state in ('made', 'sent')", name="patient_refund_state"),
        CheckConstraint("(state = 'sent') = (sent_on is not null)", name="patient_refund_sent_on"),
        CheckConstraint("cents > 0", name="patient_refund_cents"),
        Index("patient_refund_by_patient", "tenant_id", "patient_id", "id"),
        Index("patient_refund_due", "tenant_id", "id", postgresql_where=text("state = 'made'")),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    patient_id: UUID
    reason: str
    state: str = "made"
    cents: int = Field(sa_type=BigInteger)
    made_on: date
    sent_on: date | None = None
    batch_id: UUID
    sent_batch_id: UUID | None = None
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class PatientRefundAllocation(SQLModel, table=True):
    """What a refund takes off an allocation; names it once."""

    __tablename__ = "patient_refund_allocation"
    __table_args__ = (
        links(["tenant_id", "refund_id"], "patient_refund", ["tenant_id", "id"]),
        links(["tenant_id", "allocation_id"], "patient_payment_allocation", ["tenant_id", "id"]),
        CheckConstraint("cents > 0", name="patient_refund_allocation_cents"),
        Index("patient_refund_allocation_by_allocation", "tenant_id", "allocation_id"),
    )
    tenant_id: UUID = tenant_key()
    refund_id: UUID = Field(primary_key=True)
    allocation_id: UUID = Field(primary_key=True)
    cents: int = Field(sa_type=BigInteger)


class PatientRefundUnapplied(SQLModel, table=True):
    """What a refund takes of a payment's cash that was never allocated, or is not any more."""

    __tablename__ = "patient_refund_unapplied"
    __table_args__ = (
        links(["tenant_id", "refund_id"], "patient_refund", ["tenant_id", "id"]),
        links(["tenant_id", "payment_id"], "patient_payment", ["tenant_id", "id"]),
        CheckConstraint("cents > 0", name="patient_refund_unapplied_cents"),
        Index("patient_refund_unapplied_by_payment", "tenant_id", "payment_id"),
    )
    tenant_id: UUID = tenant_key()
    refund_id: UUID = Field(primary_key=True)
    payment_id: UUID = Field(primary_key=True)
    cents: int = Field(sa_type=BigInteger)
