"""Patients, their coverages, the practice's billing providers. Identity is sealed; what reports use is clear."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedText, instant, links, tenant_key


class Patient(SQLModel, table=True):
    """A person treated by the practice.

    `*_index` are blind indexes: HMACs of the normalized value under a key of the practice and column. `name_token` is
    the HMAC of the last name's first three letters with the birth year. **What they leak** to whoever reads the
    database: inside one practice, which rows share a value or a token and how many do, so that the most common ones can
    be guessed by counting; nothing across practices. Whoever has the index key too can try every birth year and every
    beginning of a name; it is wrapped apart from the data key.
    """

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("tenant_id", "external_id_index", name="patient_external_id"),
        CheckConstraint("sex in ('F', 'M', 'U')", name="patient_sex"),
        Index("patient_by_name_token", "tenant_id", "name_token", "id"),
        Index("patient_newest", "tenant_id", "created_at", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    external_id: bytes = Field(sa_type=EncryptedText)
    external_id_index: bytes
    last_name: bytes = Field(sa_type=EncryptedText)
    first_name: bytes = Field(sa_type=EncryptedText)
    middle_name: bytes | None = Field(default=None, sa_type=EncryptedText)
    birth_date: bytes = Field(sa_type=EncryptedText)
    address: bytes = Field(sa_type=EncryptedText)
    """JSON: line1, line2, city, state, zip."""
    sex: str
    name_token: bytes
    merged_into: UUID | None = None
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class Coverage(SQLModel, table=True):
    """A patient's membership with a payer.

    `relationship` is SBR02/PAT01 (18 self, 01 spouse, 19 child, G8 other); other than 18 the subscriber's identity
    is sealed in `subscriber` unless the member id is the patient's own.
    """

    __tablename__ = "coverage"
    __table_args__ = (
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        links(["tenant_id", "payer_id"], "payer_enrollment"),
        UniqueConstraint("tenant_id", "external_id_index", name="coverage_external_id"),
        CheckConstraint("sequence in ('P', 'S', 'T')", name="coverage_sequence"),
        CheckConstraint(
            "relationship in ('18', '01', '19', '20', '21', '39', '40', '53', 'G8')",
            name="coverage_relationship",
        ),
        Index("coverage_by_patient", "tenant_id", "patient_id"),
        Index("coverage_by_member", "tenant_id", "member_id_index"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    patient_id: UUID
    payer_id: UUID
    external_id: bytes = Field(sa_type=EncryptedText)
    external_id_index: bytes
    member_id: bytes = Field(sa_type=EncryptedText)
    member_id_index: bytes
    group_number: bytes | None = Field(default=None, sa_type=EncryptedText)
    subscriber: bytes | None = Field(default=None, sa_type=EncryptedText)
    """JSON: last_name, first_name, birth_date, sex, address."""
    relationship: str
    id_is_patient_unique: bool = False
    sequence: str
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class BillingProvider(SQLModel, table=True):
    """A billing entity of the practice: loop 2010AA, and what an 835 calls it."""

    __tablename__ = "billing_provider"
    __table_args__ = (UniqueConstraint("tenant_id", "external_id", name="billing_provider_external_id"),)
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    external_id: str
    name: str
    npi: str
    tin: str
    taxonomy: str
    address: dict[str, Any] = Field(sa_type=JSONB)
    pay_to_address: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    era_payee_ids: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    registered_identifiers: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    """Payee identifiers ever registered through this row, as `kind:value`: the practice reads them nowhere else."""
    contact_name: str
    contact_phone: str
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()
