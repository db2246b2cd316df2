"""What happened, in the practice's order. Inserted plain with the transaction id, sealed later into a gapless feed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.audit.models import XID_DEFAULT, SealFields
from tenants.columns import UUID, Xid8, instant, links, tenant_key


class Event(SQLModel, table=True):
    """One fact about one subject: ids, states, codes and cents; never PHI."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_by_xid", "tenant_id", "xid", "id"),
        Index("event_by_subject", "tenant_id", "subject_id", "occurred_at"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    occurred_at: datetime = instant()
    xid: int = Field(sa_type=Xid8, sa_column_kwargs={"server_default": XID_DEFAULT})
    kind: str
    subject_kind: str
    subject_id: UUID
    actor_id: UUID | None = None
    reason: str = ""
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    mac: bytes


class EventSeal(SealFields, table=True):
    """The feed's order: sequence 1, 2, 3 ... without a gap."""

    __tablename__ = "event_seal"
    __table_args__ = (
        links(["tenant_id", "event_id"], "event", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "event_id", name="event_seal_once"),
    )
    tenant_id: UUID = tenant_key()
    sequence: int = Field(primary_key=True)
    event_id: UUID
