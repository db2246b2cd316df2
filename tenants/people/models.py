"""Principals (people and machine clients of one organization) and what they are granted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links


class Principal(SQLModel, table=True):
    """Anyone who can act: a client or a person. Grants name principals, so both are granted alike."""

    __tablename__ = "principal"
    __table_args__ = (
        links(["organization_id"], "organization"),
        CheckConstraint("kind in ('client', 'person')", name="principal_kind"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: str


class Person(SQLModel, table=True):
    """A member of the billing company's staff, or of a practice's."""

    __tablename__ = "person"
    __table_args__ = (
        links(["organization_id", "id"], "principal"),
        UniqueConstraint("organization_id", "email", name="person_email"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    email: str
    display_name: str
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class AccessGrant(SQLModel, table=True):
    """A principal may act in a practice, in a role, until it is ended. Looked up on each request."""

    __tablename__ = "access_grant"
    __table_args__ = (
        links(["organization_id", "principal_id"], "principal", ["organization_id", "id"]),
        links(["organization_id", "practice_id"], "practice"),
        Index("access_grant_by_principal", "organization_id", "principal_id", "practice_id"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    principal_id: UUID
    practice_id: UUID
    role: str
    starts_at: datetime = instant()
    expires_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)


class Partner(SQLModel, table=True):
    """Whoever reads released aggregates: a payer network, a lender, a franchise."""

    __tablename__ = "partner"
    __table_args__ = (links(["organization_id"], "organization"),)
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    name: str
    created_at: datetime = instant()


class PartnerPractice(SQLModel, table=True):
    """A practice whose aggregates an organization releases to a partner."""

    __tablename__ = "partner_practice"
    __table_args__ = (
        links(["organization_id", "partner_id"], "partner", ["organization_id", "id"]),
        links(["organization_id", "practice_id"], "practice"),
    )
    organization_id: UUID = Field(primary_key=True)
    partner_id: UUID = Field(primary_key=True)
    practice_id: UUID = Field(primary_key=True)
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
