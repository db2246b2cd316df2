"""Stored answers of writes: key is (owner, client, Idempotency-Key); kept a day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedBytes, instant, tenant_key


class StoredAnswer(SQLModel):
    """The answer as it was sent. `key_hash` is SHA-256 of the caller's key, which might hold anything."""

    client_id: UUID
    key_hash: bytes
    request_hash: bytes
    status: int
    headers: bytes
    """Response headers to repeat (ETag, Location, Content-Type), as JSON: no PHI in any of them."""
    body: bytes = Field(sa_type=EncryptedBytes)
    created_at: datetime = instant()
    expires_at: datetime = instant()


class PracticeIdempotency(StoredAnswer, table=True):
    """Answers to writes on a practice's paths."""

    __tablename__ = "practice_idempotency"
    __table_args__ = (
        UniqueConstraint("tenant_id", "client_id", "key_hash", name="practice_idempotency_key"),
        CheckConstraint("status between 200 and 499", name="practice_idempotency_status"),
        Index("practice_idempotency_expiry", "tenant_id", "expires_at"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)


class OrganizationIdempotency(StoredAnswer, table=True):
    """Answers to writes on an organization's paths."""

    __tablename__ = "organization_idempotency"
    __table_args__ = (
        UniqueConstraint("organization_id", "client_id", "key_hash", name="organization_idempotency_key"),
        CheckConstraint("status between 200 and 499", name="organization_idempotency_status"),
        Index("organization_idempotency_expiry", "organization_id", "expires_at"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
