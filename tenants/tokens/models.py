"""The platform's signing keys."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import instant


class SigningKey(SQLModel, table=True):
    """A key that signs access tokens (RFC 9068). Published before it signs and until its last token has expired."""

    __tablename__ = "signing_key"
    kid: str = Field(primary_key=True)
    public_jwk: dict[str, Any] = Field(sa_type=JSONB)
    private_wrapped: bytes
    created_at: datetime = instant()
    activates_at: datetime = instant()
    retires_at: datetime = instant()
