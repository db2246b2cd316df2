"""The sandbox payer of a practice: what it remembers, its calendar, the files it has taken and answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedBytes, instant, links, tenant_key


class SandboxPayer(SQLModel, table=True):
    """One a practice; its row is locked by whoever answers. Its day is the practice's own plus `offset_days`.

    `target_days` is where the calendar was asked to go; a job takes it there. `chunk_count` chunks hold the memory.
    """

    __tablename__ = "sandbox_payer"
    __table_args__ = (CheckConstraint("offset_days <= target_days", name="sandbox_payer_forward"),)
    tenant_id: UUID = tenant_key()
    offset_days: int = 0
    target_days: int = 0
    chunk_count: int = 0
    next_due_on: date | None = None
    """The day of the next check that is certain, as the memory says."""
    version: int = 1
    created_at: datetime = instant()


class SandboxMemoryChunk(SQLModel, table=True):
    """A piece of the memory, 256 KiB at most; a number past `chunk_count` is a leftover."""

    __tablename__ = "sandbox_memory_chunk"
    tenant_id: UUID = tenant_key()
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=EncryptedBytes)


class SandboxFile(SQLModel, table=True):
    """A file the payer has taken, under the name it was sent by: once."""

    __tablename__ = "sandbox_file"
    __table_args__ = (UniqueConstraint("tenant_id", "name", name="sandbox_file_once"),)
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    name: str
    received_on: date


class SandboxAnswer(SQLModel, table=True):
    """A file the payer sends: at once to a file (`sandbox_file_id`; null, hence no key), else as its calendar moves on.

    `interchange_id` is what the mailbox made of it (organization data, hence no foreign key); null until it is
    delivered, and for what went back to the sender at once.
    """

    __tablename__ = "sandbox_answer"
    __table_args__ = (
        links(["tenant_id", "file_id"], "practice_file", ["tenant_id", "id"]),
        Index("sandbox_answer_by_file", "tenant_id", "sandbox_file_id", "position"),
        Index("sandbox_answer_waiting", "tenant_id", "delivered_at", "due_on", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    sandbox_file_id: UUID | None = None
    position: int
    kind: str
    due_on: date
    file_id: UUID
    interchange_id: UUID | None = None
    delivered_at: datetime | None = instant(nullable=True)
