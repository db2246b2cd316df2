"""Machine clients, their secrets, what they are bound to, and revocations."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links


class Client(SQLModel, table=True):
    """An OAuth client. `kind` says what it is bound to: the organization, one practice, or one partner."""

    __tablename__ = "client"
    __table_args__ = (
        links(["organization_id", "id"], "principal"),
        CheckConstraint("kind in ('organization', 'practice', 'partner')", name="client_kind"),
        CheckConstraint("auth_method in ('client_secret_basic', 'private_key_jwt')", name="client_auth_method"),
        Index("client_by_id", "id"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    name: str
    kind: str
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    auth_method: str = "client_secret_basic"
    jwks: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    jwks_url: str | None = None
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class ClientSecret(SQLModel, table=True):
    """A secret's SHA-256: 256 random bits need no slow hash. Two may be valid while one replaces the other."""

    __tablename__ = "client_secret"
    __table_args__ = (
        links(["organization_id", "client_id"], "client", ["organization_id", "id"]),
        Index("client_secret_by_client", "organization_id", "client_id"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    client_id: UUID
    secret_hash: bytes
    created_at: datetime = instant()
    expires_at: datetime | None = instant(nullable=True)


class PracticeClient(SQLModel, table=True):
    """The one practice a practice client is bound to; never changed."""

    __tablename__ = "practice_client"
    __table_args__ = (
        links(["organization_id", "client_id"], "client", ["organization_id", "id"]),
        links(["organization_id", "practice_id"], "practice"),
    )
    organization_id: UUID = Field(primary_key=True)
    client_id: UUID = Field(primary_key=True)
    practice_id: UUID


class PartnerClient(SQLModel, table=True):
    """The one partner a partner client is bound to; never changed."""

    __tablename__ = "partner_client"
    __table_args__ = (
        links(["organization_id", "client_id"], "client", ["organization_id", "id"]),
        links(["organization_id", "partner_id"], "partner", ["organization_id", "id"]),
    )
    organization_id: UUID = Field(primary_key=True)
    client_id: UUID = Field(primary_key=True)
    partner_id: UUID


class Revocation(SQLModel, table=True):
    """A token (jti), client or practice whose tokens are dead from now on; kept as long as a token may live."""

    __tablename__ = "revocation"
    __table_args__ = (
        CheckConstraint("kind in ('token', 'family', 'client', 'person', 'practice')", name="revocation_kind"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: str
    value: str
    created_at: datetime = instant()
    expires_at: datetime = instant()
