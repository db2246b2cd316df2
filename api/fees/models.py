"""Fee agreements, their rules, and the fee on each collection.

An agreement can be changed while it is a draft. Starting it turns `is_draft` false on it and on its rules in one
statement, which each one's foreign key wants; row security lets the service change drafts alone. So what is agreed
never changes again: the next version's start, or an end of its own, closes it.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key

LAST: Final = 10_000
"""The priority of the rule that every agreement ends with: whatever no other rule matches is excluded."""


class FeeAgreement(SQLModel, table=True):
    """What a practice pays for, from `starts_on` until the next one's start. `revision` names its present rules."""

    __tablename__ = "fee_agreement"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id", "is_draft", name="fee_agreement_draft_key"),
        Index("fee_agreement_one_start", "tenant_id", "starts_on", unique=True, postgresql_where=text("not is_draft")),
        CheckConstraint("basis in ('posted', 'deposited')", name="fee_agreement_basis"),
        CheckConstraint("custody in ('practice_account', 'practice_lockbox', 'agent')", name="fee_agreement_custody"),
        CheckConstraint("is_draft = (activated_at is null)", name="fee_agreement_activated"),
        CheckConstraint("is_draft = (activated_by is null)", name="fee_agreement_activated_by"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    is_draft: bool = True
    revision: int = 1
    starts_on: date
    practice_state: str = Field(max_length=2)
    basis: str
    time_zone: str
    custody: str
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    version: int = 1
    created_at: datetime = instant()
    created_by: UUID
    updated_at: datetime = instant()
    activated_at: datetime | None = instant(nullable=True)
    activated_by: UUID | None = None


class FeeAgreementEnd(SQLModel, table=True):
    """The last day of an agreement that no other follows at once."""

    __tablename__ = "fee_agreement_end"
    __table_args__ = (links(["tenant_id", "agreement_id"], "fee_agreement", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    agreement_id: UUID = Field(primary_key=True)
    ends_on: date
    reason: str
    ended_at: datetime = instant()
    ended_by: UUID


class FeeRule(SQLModel, table=True):
    """What to do with the collections it matches; the first match by priority decides. Empty matches everything.

    A new revision of a draft adds rules; those of earlier revisions stay as they were.
    """

    __tablename__ = "fee_rule"
    __table_args__ = (
        links(["tenant_id", "agreement_id", "is_draft"], "fee_agreement", ["tenant_id", "id", "is_draft"]),
        UniqueConstraint("tenant_id", "agreement_id", "revision", "priority", name="fee_rule_priority"),
        UniqueConstraint("tenant_id", "agreement_id", "id", name="fee_rule_of_agreement"),
        CheckConstraint("originated in ('', 'us', 'inherited')", name="fee_rule_originated"),
        CheckConstraint(
            "outcome in ('exclude', 'rate', 'per_claim')"
            " and (outcome = 'rate') = (rate_bps is not null)"
            " and (outcome = 'per_claim') = (per_claim_cents is not null)",
            name="fee_rule_outcome",
        ),
        CheckConstraint("rate_bps between 0 and 10000", name="fee_rule_rate"),
        CheckConstraint("per_claim_cents >= 0", name="fee_rule_per_claim"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    agreement_id: UUID
    is_draft: bool = True
    revision: int
    priority: int
    name: str
    sources: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    payer_ids: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    filing_indicators: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    """SBR09 of the payer: its financial class."""
    procedure_from: str = ""
    procedure_to: str = ""
    service_from: date | None = None
    service_to: date | None = None
    provider_npis: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    originated: str = ""
    outcome: str
    rate_bps: int | None = None
    per_claim_cents: int | None = Field(default=None, sa_type=BigInteger)


class FeeEntry(SQLModel, table=True):
    """What one allocation costs the practice, or gives back: at most one an allocation, added in its transaction.

    `cents` are the allocation's; `base0_cents` of them are charged `fee0_cents`, `excluded_cents` are not charged, and
    why. Rule and rate are those it was priced with; for money that takes back or corrects an earlier one they are the
    earlier one's, and `fee_entry_link` says how much of which.
    """

    __tablename__ = "fee_entry"
    __table_args__ = (
        links(["tenant_id", "allocation_id"], "allocation", ["tenant_id", "id"]),
        links(["tenant_id", "agreement_id", "rule_id"], "fee_rule", ["tenant_id", "agreement_id", "id"]),
        UniqueConstraint("tenant_id", "allocation_id", name="fee_entry_once"),
        CheckConstraint("cents <> 0 and cents = base0_cents + excluded_cents", name="fee_entry_cents"),
        Index("fee_entry_by_date", "tenant_id", "accounting_date", "id"),
        # What a correction looks for, and what tells whether a fee per claim was charged: few of all entries.
        Index(
            "fee_entry_by_family",
            "tenant_id",
            "family_id",
            postgresql_where=text("cents < 0 or rate_bps is null"),
        ),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    allocation_id: UUID
    ledger_batch_id: UUID
    accounting_date: date
    agreement_id: UUID
    rule_id: UUID
    rate_bps: int | None = None
    source: str
    payer_id: UUID | None = None
    claim_id: UUID
    family_id: UUID
    line_no: int
    cents: int = Field(sa_type=BigInteger)
    base0_cents: int = Field(sa_type=BigInteger)
    excluded_cents: int = Field(sa_type=BigInteger)
    excluded_reason: str = ""
    fee0_cents: int = Field(sa_type=BigInteger)


class FeeEntryLink(SQLModel, table=True):
    """A part of an entry that undoes a part of another, at that one's stored share. All amounts signed as they count.

    Negative: money taken back from `undoes_id`. Positive: money that corrects the taking back in `undoes_id`. `root_id`
    is the collection it began with; the entry itself when that was never priced.
    """

    __tablename__ = "fee_entry_link"
    __table_args__ = (
        links(["tenant_id", "entry_id"], "fee_entry", ["tenant_id", "id"]),
        links(["tenant_id", "undoes_id"], "fee_entry", ["tenant_id", "id"]),
        links(["tenant_id", "root_id"], "fee_entry", ["tenant_id", "id"]),
        CheckConstraint("cents <> 0", name="fee_entry_link_cents"),
        Index("fee_entry_link_by_undone", "tenant_id", "undoes_id"),
    )
    tenant_id: UUID = tenant_key()
    entry_id: UUID = Field(primary_key=True)
    undoes_id: UUID = Field(primary_key=True)
    root_id: UUID = Field(primary_key=True)
    cents: int = Field(sa_type=BigInteger)
    base_cents: int = Field(sa_type=BigInteger)
    fee_cents: int = Field(sa_type=BigInteger)


class FeeCatchUp(SQLModel, table=True):
    """An agreement that started before today: money posted since then is priced by a job, and what is posted meanwhile
    waits for it, so that nothing is taken back before it is priced.
    """

    __tablename__ = "fee_catch_up"
    __table_args__ = (links(["tenant_id", "agreement_id"], "fee_agreement", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    agreement_id: UUID = Field(primary_key=True)
    opened_at: datetime = instant()
    done_at: datetime | None = instant(nullable=True)
