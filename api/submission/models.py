"""Batches of claims on their way out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class SubmissionBatch(SQLModel, table=True):
    """Claims of one practice in one 837P through one channel.

    `state`: queued (claims chosen), written (bytes kept, control number drawn), sent (the channel has them), refused
    (each of its claims was turned away, so there is no file).
    """

    __tablename__ = "submission_batch"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'written', 'sent', 'refused')", name="submission_batch_state"),
        CheckConstraint(
            "(state in ('queued', 'refused')) = (transaction_file_id is null)", name="submission_batch_written"
        ),
        Index("submission_batch_newest", "tenant_id", "created_at", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    channel: str
    state: str = "queued"
    claim_count: int
    interchange_control: int | None = None
    transaction_file_id: UUID | None = None
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)


class SubmissionClaim(SQLModel, table=True):
    """A claim in a batch. `turned_away`: what was written of it did not read back clean, so the file is without it."""

    __tablename__ = "submission_claim"
    __table_args__ = (
        links(["tenant_id", "batch_id"], "submission_batch", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        Index("submission_claim_by_claim", "tenant_id", "claim_id"),
    )
    tenant_id: UUID = tenant_key()
    batch_id: UUID = Field(primary_key=True)
    claim_id: UUID = Field(primary_key=True)
    turned_away: bool = False
