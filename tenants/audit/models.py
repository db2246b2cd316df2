"""Who did what, when, why, from where. Inserted plain with the transaction id; sealed later into a gapless chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, Xid8, instant, links, tenant_key

XID_DEFAULT = text("pg_current_xact_id()")
_ABOUT_SOMETHING = "subject_id is not null"


class AuditFields(SQLModel):
    """What an audit row holds, at every level. Ids and counts, never a PHI value."""

    occurred_at: datetime = instant()
    xid: int = Field(sa_type=Xid8, sa_column_kwargs={"server_default": XID_DEFAULT})
    actor_id: UUID | None = None
    action: str
    subject_kind: str
    subject_id: UUID | None = None
    outcome: str
    request_id: str
    row_count: int | None = None
    """How many rows a list or a bulk work touched; outside `mac`, since a read counts in its own statement."""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    remote_address: str | None = None
    """Whence the request came; null for a job."""
    purpose: str | None = None
    """Why, as the caller declared it: `X-Purpose-Of-Use`."""
    mac: bytes
    """HMAC of the row itself (`tenants.audit.append`), so that an edit before sealing is found too."""


class SealFields(SQLModel):
    """One link of a chain: `mac` covers the row and the link before."""

    mac: bytes
    sealed_at: datetime = instant()


class AuditRecord(AuditFields, table=True):
    """One act in a practice's data."""

    __tablename__ = "audit_record"
    __table_args__ = (
        Index("audit_record_by_xid", "tenant_id", "xid", "id"),
        Index("audit_record_by_subject", "tenant_id", "subject_id", "id", postgresql_where=text(_ABOUT_SOMETHING)),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)


class AuditSeal(SealFields, table=True):
    """The practice's audit chain."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        links(["tenant_id", "record_id"], "audit_record", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "record_id", name="audit_seal_once"),
    )
    tenant_id: UUID = tenant_key()
    sequence: int = Field(primary_key=True)
    record_id: UUID


class OrganizationAuditRecord(AuditFields, table=True):
    """One act in an organization's own data, or across its practices."""

    __tablename__ = "organization_audit_record"
    __table_args__ = (
        Index("organization_audit_record_by_xid", "organization_id", "xid", "id"),
        Index(
            "organization_audit_record_by_subject",
            "organization_id",
            "subject_id",
            "id",
            postgresql_where=text(_ABOUT_SOMETHING),
        ),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)


class OrganizationAuditSeal(SealFields, table=True):
    """The organization's audit chain."""

    __tablename__ = "organization_audit_seal"
    __table_args__ = (
        links(["organization_id", "record_id"], "organization_audit_record", ["organization_id", "id"]),
        UniqueConstraint("organization_id", "record_id", name="organization_audit_seal_once"),
    )
    organization_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    record_id: UUID


class PlatformAuditRecord(AuditFields, table=True):
    """A refusal that has no owner: an unknown client, a token nobody issued."""

    __tablename__ = "platform_audit_record"
    __table_args__ = (Index("platform_audit_record_by_xid", "xid", "id"),)
    id: UUID = Field(primary_key=True)


class PlatformAuditSeal(SealFields, table=True):
    """The platform's own audit chain."""

    __tablename__ = "platform_audit_seal"
    __table_args__ = (
        links(["record_id"], "platform_audit_record", ["id"]),
        UniqueConstraint("record_id", name="platform_audit_seal_once"),
    )
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    record_id: UUID
