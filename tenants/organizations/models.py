"""An organization: the billing company. Its id leads the keys of all its own data."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant


class Organization(SQLModel, table=True):
    """A billing company."""

    __tablename__ = "organization"
    organization_id: UUID = Field(primary_key=True)
    name: str
    created_at: datetime = instant()
