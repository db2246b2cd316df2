"""Wrapped data keys, one row a version. The secret that unwraps them lives in the key service, never here."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, tenant_key


class DataKey(SQLModel, table=True):
    """A practice's data key and its index key, each wrapped apart. Writes use the newest version."""

    __tablename__ = "data_key"
    tenant_id: UUID = tenant_key()
    version: int = Field(primary_key=True)
    wrapped_key: bytes
    wrapped_index_key: bytes
    created_at: datetime = instant()


class OrganizationDataKey(SQLModel, table=True):
    """The same for what the organization owns (interchanges as received)."""

    __tablename__ = "organization_data_key"
    organization_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    wrapped_key: bytes
    wrapped_index_key: bytes
    created_at: datetime = instant()
