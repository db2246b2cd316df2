"""Bodies of the client operations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page


class ClientCreate(Input):
    """A machine client. A practice client names its practice, a partner client its partner."""

    name: str = Field(min_length=1, max_length=100)
    kind: Literal["organization", "practice", "partner"]
    scopes: list[str] = Field(min_length=1, max_length=50, description="What its tokens may hold")
    practice_id: UUID | None = Field(default=None, description="For kind `practice`")
    partner_id: UUID | None = Field(default=None, description="For kind `partner`")
    granted_practice_ids: list[UUID] = Field(
        default_factory=list,
        max_length=500,
        description="For kind `organization`: the practices it may act in",
    )


class ClientOut(Output):
    """A client, without its secret."""

    id: UUID
    name: str
    kind: str
    scopes: list[str]
    auth_method: str
    practice_id: UUID | None
    partner_id: UUID | None
    created_at: datetime
    ended_at: datetime | None


class ClientCreated(ClientOut):
    """A new client with its secret, shown this once."""

    client_secret: str


class ClientPage(Page):
    """Clients, oldest first."""

    items: list[ClientOut]


class SecretCreated(Output):
    """A new secret, shown this once; the older ones end at `older_end_at`."""

    client_secret: str
    older_end_at: datetime


class PartnerCreate(Input):
    """Whoever may read released aggregates of some practices."""

    name: str = Field(min_length=1, max_length=100)
    practice_ids: list[UUID] = Field(min_length=1, max_length=500)


class PartnerOut(Output):
    """A partner."""

    id: UUID
    name: str
    practice_ids: list[UUID]
    created_at: datetime
