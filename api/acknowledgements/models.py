"""What came back before adjudication: TA1 and 999 for a batch, 277CA for a claim."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class BatchAcknowledgement(SQLModel, table=True):
    """A TA1 or 999 about a batch. `code` is TA104 or IK501/AK901; `detail` the segments and elements it names."""

    __tablename__ = "batch_acknowledgement"
    __table_args__ = (
        links(["tenant_id", "transaction_file_id"], "transaction_file", ["tenant_id", "id"]),
        links(["tenant_id", "batch_id"], "submission_batch", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "transaction_file_id", "batch_id", name="batch_acknowledgement_once"),
        CheckConstraint("kind in ('TA1', '999')", name="batch_acknowledgement_kind"),
        CheckConstraint("outcome in ('accepted', 'rejected')", name="batch_acknowledgement_outcome"),
        Index("batch_acknowledgement_by_batch", "tenant_id", "batch_id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    transaction_file_id: UUID
    batch_id: UUID
    kind: str
    code: str
    outcome: str
    detail: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    received_at: datetime = instant()


class ClaimAcknowledgement(SQLModel, table=True):
    """A claim-level STC of a 277CA (loop 2200D), or one above it that covers the claim.

    `category`, `status`, `entity` are the parts of STC01 (or STC10, STC11); `action` STC03. `outcome`: accepted (A2),
    rejected (A3, A6, A7, A8), interim (A0, A1, A5).
    """

    __tablename__ = "claim_acknowledgement"
    __table_args__ = (
        links(["tenant_id", "transaction_file_id"], "transaction_file", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "transaction_file_id", "position", name="claim_acknowledgement_once"),
        CheckConstraint("outcome in ('accepted', 'rejected', 'interim')", name="claim_acknowledgement_outcome"),
        Index("claim_acknowledgement_by_claim", "tenant_id", "claim_id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    transaction_file_id: UUID
    position: int
    claim_id: UUID
    category: str
    status: str
    entity: str
    action: str
    outcome: str
    from_payer: bool
    payer_claim_control_number: str | None = None
    charge_cents: int | None = Field(default=None, sa_type=BigInteger)
    received_at: datetime = instant()
