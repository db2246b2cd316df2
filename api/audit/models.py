"""Disclosures of a patient's data that the patient may ask an account of (45 CFR 164.528)."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedText, instant, links, tenant_key


class Disclosure(SQLModel, table=True):
    """One disclosure to one recipient. Never changed: an account once given must be given the same again."""

    __tablename__ = "disclosure"
    __table_args__ = (
        links(["tenant_id", "patient_id"], "patient", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "source_id", "patient_id", name="disclosure_once"),
        Index("disclosure_by_patient", "tenant_id", "patient_id", "disclosed_on", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    patient_id: UUID
    disclosed_on: date
    content: bytes = Field(sa_type=EncryptedText)
    """JSON: basis, recipient, recipient_address, description, purpose. What it was for says much of the patient."""
    suspended_until: date | None = None
    """Left out of accounts until then: an agency has said that telling would impede it (164.528(a)(2))."""
    recorded_by: UUID
    source_id: UUID | None = None
    """The job that disclosed, which may run again; null when a person has recorded it."""
    created_at: datetime = instant()
