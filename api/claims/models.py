"""The claim family and its states; service lines; the snapshot that was billed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from api.claims.states import ClaimState
from tenants.columns import UUID, EncryptedBytes, instant, links, tenant_key

STATES = ", ".join(f"'{state}'" for state in ClaimState)


class Claim(SQLModel, table=True):
    """One transmitted claim. `number` is CLM01. `family_id` is the original's id; `frequency` CLM05-3.

    `content_hash` (of the snapshot without control numbers) tells whether the same content was sent before.
    `payer_claim_control_number` is the payer's ICN (CLP07, REF*1K), once known.

    `receivable_claim_id` is the claim whose lines hold the receivable: itself, but the primary payer's claim for a
    secondary or tertiary one, which has the same line numbers and opens no charges. `superseded_by` is the claim that
    corrects this one: from then on it holds no receivable. `correction_method` is how this claim corrects another.
    """

    __tablename__ = "claim"
    __table_args__ = (
        links(["tenant_id", "encounter_id"], "encounter", ["tenant_id", "id"]),
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        links(["tenant_id", "coverage_id"], "coverage", ["tenant_id", "id"]),
        links(["tenant_id", "payer_id"], "payer_enrollment"),
        links(["tenant_id", "billing_provider_id"], "billing_provider", ["tenant_id", "id"]),
        links(["tenant_id", "id"], "claim_balance", ["tenant_id", "claim_id"]),
        UniqueConstraint("tenant_id", "number", name="claim_number_of_practice"),
        CheckConstraint("frequency in ('1', '7', '8')", name="claim_frequency"),
        CheckConstraint(
            "correction_method in ('', 'replace_7', 'void_8', 'new_claim_1')", name="claim_correction_method"
        ),
        CheckConstraint(f"state in ({STATES})", name="claim_state"),
        Index("claim_newest", "tenant_id", "created_at", "id"),
        Index("claim_by_state", "tenant_id", "state", "created_at", "id"),
        Index("claim_by_family", "tenant_id", "family_id"),
        Index("claim_by_control_number", "tenant_id", "payer_claim_control_number"),
        Index("claim_by_encounter", "tenant_id", "encounter_id"),
        Index("claim_by_patient", "tenant_id", "patient_id", "service_from"),
        Index("claim_by_receivable", "tenant_id", "receivable_claim_id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=17)
    family_id: UUID
    receivable_claim_id: UUID
    superseded_by: UUID | None = None
    correction_method: str = ""
    frequency: str = "1"
    encounter_id: UUID
    patient_id: UUID
    coverage_id: UUID
    payer_id: UUID
    billing_provider_id: UUID
    payer_sequence: str = "P"
    state: str
    service_from: date
    service_to: date
    charge_cents: int = Field(sa_type=BigInteger)
    payer_claim_control_number: str | None = None
    snapshot: bytes = Field(sa_type=EncryptedBytes)
    """JSON of everything the 837 says of this claim, as it stood when the claim was made."""
    content_hash: bytes
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class ClaimCorrection(SQLModel, table=True):
    """`id` corrects `corrects_id`, which no other claim does: what is wrong with a correction, its own correction
    mends.
    """

    __tablename__ = "claim_correction"
    __table_args__ = (
        links(["tenant_id", "id"], "claim", ["tenant_id", "id"]),
        links(["tenant_id", "corrects_id"], "claim", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "corrects_id", name="claim_corrected_once"),
        CheckConstraint("id <> corrects_id", name="claim_correction_of_another"),
        CheckConstraint("method in ('replace_7', 'void_8', 'new_claim_1')", name="claim_correction_by"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    corrects_id: UUID
    method: str
    reason: str
    """Why, as the caller said it: no patient's data, it is kept in the clear."""
    created_at: datetime = instant()
    created_by: UUID


class ServiceLine(SQLModel, table=True):
    """A billed service, numbered from 1 (LX). `control_number` is REF*6R, unique in the claim."""

    __tablename__ = "service_line"
    __table_args__ = (
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id", "line_no"], "line_balance"),
        UniqueConstraint("tenant_id", "claim_id", "control_number", name="service_line_control_number"),
        CheckConstraint("line_no > 0 and charge_cents >= 0", name="service_line_amounts"),
    )
    tenant_id: UUID = tenant_key()
    claim_id: UUID = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    control_number: str
    service_date: date
    procedure: str
    modifiers: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    units: int
    charge_cents: int = Field(sa_type=BigInteger)
