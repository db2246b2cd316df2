"""Encounters as the EHR sent them: diagnoses and charges, before they are a claim."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedText, instant, links, tenant_key


class Encounter(SQLModel, table=True):
    """One visit. `diagnoses` are ICD-10-CM codes without dots, the principal one first."""

    __tablename__ = "encounter"
    __table_args__ = (
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        links(["tenant_id", "coverage_id"], "coverage", ["tenant_id", "id"]),
        links(["tenant_id", "billing_provider_id"], "billing_provider", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "external_id_index", name="encounter_external_id"),
        Index("encounter_newest", "tenant_id", "created_at", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    external_id: bytes = Field(sa_type=EncryptedText)
    external_id_index: bytes
    patient_id: UUID
    coverage_id: UUID
    billing_provider_id: UUID
    service_date: date
    place_of_service: str
    diagnoses: list[str] = Field(sa_type=ARRAY(Text))
    rendering_provider: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    note: bytes | None = Field(default=None, sa_type=EncryptedText)
    """NTE*ADD of the claim: free text, so sealed."""
    eligibility_check_id: UUID | None = None
    """The payer's answer, there by the day of service, that the plan was active in its month."""
    created_at: datetime = instant()


class EncounterLine(SQLModel, table=True):
    """One charge of a visit, numbered from 1."""

    __tablename__ = "encounter_line"
    __table_args__ = (
        links(["tenant_id", "encounter_id"], "encounter", ["tenant_id", "id"]),
        CheckConstraint("line_no > 0 and charge_cents >= 0", name="encounter_line_amounts"),
    )
    tenant_id: UUID = tenant_key()
    encounter_id: UUID = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    procedure: str
    modifiers: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    charge_cents: int = Field(sa_type=BigInteger)
    units: int
    diagnosis_pointers: list[int] = Field(sa_type=JSONB)
