"""Items of the worklist, and what people noted on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedText, instant, links, tenant_key

KINDS = (
    "denial",
    "bill_secondary",
    "recovered_twice",
    "takeback",
    "credit_balance",
    "due_to_payer_late",
    "eligibility_failed",
    "reversal_waiting",
    "unmatched_payment",
    "duplicate",
)
_IN = "({})".format(", ".join(f"'{kind}'" for kind in KINDS))


class WorkItem(SQLModel, table=True):
    """One thing to do about one subject. `outcome` says how it ended: `done` by a person, else what settled it.

    `data` holds ids, codes and cents: no PHI.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index(
            "work_item_one_open",
            "tenant_id",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("work_item_newest", "tenant_id", "state", "opened_at", "id"),
        Index("work_item_by_claim", "tenant_id", "claim_id"),
        CheckConstraint(f"kind in {_IN}", name="work_item_kind"),
        CheckConstraint("state in ('open', 'done')", name="work_item_state"),
        CheckConstraint("(state = 'open') = (closed_at is null)", name="work_item_closed_at"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    kind: str
    subject_kind: str
    subject_id: UUID
    claim_id: UUID | None = None
    cents: int = Field(default=0, sa_type=BigInteger)
    due_on: date | None = None
    state: str = "open"
    outcome: str = ""
    assignee_id: UUID | None = None
    opened_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)
    version: int = 1
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class WorkNote(SQLModel, table=True):
    """What somebody wrote on an item: free text, which may name a patient, so it is sealed."""

    __tablename__ = "work_note"
    __table_args__ = (
        links(["tenant_id", "work_item_id"], "work_item", ["tenant_id", "id"]),
        Index("work_note_by_item", "tenant_id", "work_item_id", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    work_item_id: UUID
    content: bytes = Field(sa_type=EncryptedText)
    created_at: datetime = instant()
    created_by: UUID
