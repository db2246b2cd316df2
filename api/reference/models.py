"""Payers as an organization knows them, and as a practice is enrolled with them; public code sets."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class Payer(SQLModel, table=True):
    """A payer of the organization: `identifier` is NM109 of loop 2010BB, `filing_indicator` SBR09."""

    __tablename__ = "payer"
    __table_args__ = (
        links(["organization_id"], "organization"),
        UniqueConstraint("organization_id", "identifier", name="payer_identifier"),
        CheckConstraint("channel in ('sandbox', 'directory', 'sftp', 'http')", name="payer_channel"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    identifier: str
    name: str
    filing_indicator: str
    channel: str
    version: int = 1
    created_at: datetime = instant()


class PayerEnrollment(SQLModel, table=True):
    """The practice's copy of a payer it bills: its transactions read no organization data."""

    __tablename__ = "payer_enrollment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "identifier", name="payer_enrollment_identifier"),
        CheckConstraint("channel in ('sandbox', 'directory', 'sftp', 'http')", name="payer_enrollment_channel"),
    )
    tenant_id: UUID = tenant_key()
    payer_id: UUID = Field(primary_key=True)
    identifier: str
    name: str
    filing_indicator: str
    channel: str
    created_at: datetime = instant()


class CodeSet(SQLModel, table=True):
    """A public code set with its source and date. Global: read-only to the service."""

    __tablename__ = "code_set"
    name: str = Field(primary_key=True)
    source: str
    source_date: date
    note: str = ""


class Code(SQLModel, table=True):
    """A code of a public set. Global: read-only to the service."""

    __tablename__ = "code"
    __table_args__ = (links(["set_name"], "code_set", ["name"]), Index("code_by_value", "set_name", "value"))
    set_name: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    label: str
