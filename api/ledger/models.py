"""Ledger tables. An entry is one debit and one credit of the same cents > 0: it sums to zero by construction."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.audit.models import XID_DEFAULT
from tenants.columns import UUID, Xid8, instant, links, tenant_key

ACCOUNTS = (
    "insurance_receivable",
    "patient_receivable",
    "charges",
    "contractual_adjustments",
    "other_adjustments",
    "write_offs",
    "undeposited_funds",
    "insurance_cash",
    "patient_cash",
    "unapplied_cash",
    "refunds_payable",
    "due_to_payer",
    "pre_go_live_receivable",
    "intercompany_offset",
    "payer_withholding",
    "levy_withheld",
    "interest",
    "capitation_income",
    "incentive_income",
    "payment_processing_fees",
    "suspense",
)
_IN = "({})".format(", ".join(f"'{name}'" for name in ACCOUNTS))


class ClaimBalance(SQLModel, table=True):
    """What is open on a claim, in cents; changed in the posting, compared with the entries by the checker.

    The row with the nil claim id stands for money that belongs to no claim (a whole check, the practice).
    """

    __tablename__ = "claim_balance"
    tenant_id: UUID = tenant_key()
    claim_id: UUID = Field(primary_key=True)
    charge_cents: int = Field(default=0, sa_type=BigInteger)
    insurance_receivable_cents: int = Field(default=0, sa_type=BigInteger)
    patient_receivable_cents: int = Field(default=0, sa_type=BigInteger)
    insurance_paid_cents: int = Field(default=0, sa_type=BigInteger)
    patient_paid_cents: int = Field(default=0, sa_type=BigInteger)
    adjusted_cents: int = Field(default=0, sa_type=BigInteger)


class LineBalance(SQLModel, table=True):
    """The same for one service line; line 0 is the claim itself. What every entry's one foreign key points to."""

    __tablename__ = "line_balance"
    __table_args__ = (links(["tenant_id", "claim_id"], "claim_balance"),)
    tenant_id: UUID = tenant_key()
    claim_id: UUID = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    charge_cents: int = Field(default=0, sa_type=BigInteger)
    insurance_receivable_cents: int = Field(default=0, sa_type=BigInteger)
    patient_receivable_cents: int = Field(default=0, sa_type=BigInteger)
    insurance_paid_cents: int = Field(default=0, sa_type=BigInteger)
    patient_paid_cents: int = Field(default=0, sa_type=BigInteger)
    adjusted_cents: int = Field(default=0, sa_type=BigInteger)


class Period(SQLModel, table=True):
    """A practice's month. A posting holds its row in share (through the batch's foreign key), a close exclusively.

    The service closes a month by locking the row, then setting it and `LedgerBatch.period_open` in one statement; it
    never opens one again (row security).
    """

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("tenant_id", "month", "is_open", name="period_open_key"),
        CheckConstraint("extract(day from month) = 1", name="period_first_day"),
        CheckConstraint("is_open = (closed_at is null)", name="period_closed_at"),
    )
    tenant_id: UUID = tenant_key()
    month: date = Field(primary_key=True)
    is_open: bool = True
    closed_at: datetime | None = instant(nullable=True)


class LedgerBatch(SQLModel, table=True):
    """The entries of one source, written together in one transaction.

    `period_open` makes the foreign key refuse a closed month: a new batch must say true (row security), the key then
    wants the period open. Closing turns it false on the month's batches in the transaction that closes the period; it
    is the only column that may ever change.
    """

    __tablename__ = "ledger_batch"
    __table_args__ = (
        links(["tenant_id", "period_month", "period_open"], "period", ["tenant_id", "month", "is_open"]),
        UniqueConstraint("tenant_id", "source_kind", "source_id", name="ledger_batch_source"),
        UniqueConstraint("tenant_id", "id", "xid", name="ledger_batch_transaction"),
        Index("ledger_batch_by_period", "tenant_id", "period_month", "period_open"),
        # What the daily totals have not counted yet.
        Index("ledger_batch_by_transaction", "tenant_id", "xid"),
        CheckConstraint("date_trunc('month', business_date)::date = period_month", name="ledger_batch_month"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    source_kind: str
    source_id: UUID
    posted_at: datetime = instant()
    business_date: date
    effective_date: date
    period_month: date
    period_open: bool = True
    xid: int = Field(sa_type=Xid8, sa_column_kwargs={"server_default": XID_DEFAULT})


class LedgerEntry(SQLModel, table=True):
    """One movement: `cents` from `credit` to `debit`.

    The second key ties it to a batch of its own transaction: nothing is ever added to a batch of before, so neither
    to a closed month.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        links(["tenant_id", "claim_id", "line_no"], "line_balance"),
        links(["tenant_id", "batch_id", "xid"], "ledger_batch", ["tenant_id", "id", "xid"]),
        UniqueConstraint("tenant_id", "source_kind", "source_id", "leg", name="ledger_entry_source"),
        CheckConstraint("cents > 0", name="ledger_entry_cents"),
        CheckConstraint("debit <> credit", name="ledger_entry_sides"),
        CheckConstraint(f"debit in {_IN} and credit in {_IN}", name="ledger_entry_accounts"),
        # What a reversal points to, from both sides; costs an insert of 70,000 entries 6 % of the server's time.
        UniqueConstraint("tenant_id", "id", "debit", "credit", "cents", name="ledger_entry_movement"),
        Index("ledger_entry_by_claim", "tenant_id", "claim_id", "line_no"),
        Index("ledger_entry_by_batch", "tenant_id", "batch_id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    batch_id: UUID
    xid: int = Field(sa_type=Xid8, sa_column_kwargs={"server_default": XID_DEFAULT})
    source_kind: str
    source_id: UUID
    leg: int
    debit: str
    credit: str
    cents: int = Field(sa_type=BigInteger)
    claim_id: UUID
    line_no: int
    patient_id: UUID | None = None
    payer_id: UUID | None = None
    remittance_id: UUID | None = None
    claim_payment_id: UUID | None = None
    """The CLP that says it: what a 22 looks for."""
    group_code: str = ""
    reason_code: str = ""
    adjustment_class: str = ""


class LedgerReversal(SQLModel, table=True):
    """`entry_id` undoes `reverses_id`, once: an entry of the same practice, the same cents from the other side.

    `debit`, `credit` and `cents` are the reversing entry's; the second key wants them swapped in the one it reverses.
    """

    __tablename__ = "ledger_reversal"
    __table_args__ = (
        links(
            ["tenant_id", "entry_id", "debit", "credit", "cents"],
            "ledger_entry",
            ["tenant_id", "id", "debit", "credit", "cents"],
        ),
        links(
            ["tenant_id", "reverses_id", "credit", "debit", "cents"],
            "ledger_entry",
            ["tenant_id", "id", "debit", "credit", "cents"],
        ),
        UniqueConstraint("tenant_id", "reverses_id", name="ledger_reversal_once"),
    )
    tenant_id: UUID = tenant_key()
    entry_id: UUID = Field(primary_key=True)
    reverses_id: UUID
    debit: str
    credit: str
    cents: int = Field(sa_type=BigInteger)


class Allocation(SQLModel, table=True):
    """Money put on a line's receivable (the insurer's or the patient's), or taken off it again: what fees accrue on.

    Signed cents, never zero. `source` (insurance, desk, statement) is fixed when the money is received.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        links(["tenant_id", "claim_id", "line_no"], "line_balance"),
        UniqueConstraint("tenant_id", "entry_id", name="allocation_entry"),
        CheckConstraint("cents <> 0", name="allocation_cents"),
        Index("allocation_by_claim", "tenant_id", "claim_id"),
        Index("allocation_by_date", "tenant_id", "business_date"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    entry_id: UUID
    claim_id: UUID
    line_no: int
    payer_id: UUID | None = None
    source: str
    cents: int = Field(sa_type=BigInteger)
    business_date: date


class AllocationReversal(SQLModel, table=True):
    """`allocation_id` takes back `cents` of `reverses_id`: all of it (a reversal), or parts of several (a takeback, a
    refund). A takeback that is undone has a row too: the allocation that puts the money back reverses the negative one.
    """

    __tablename__ = "allocation_reversal"
    __table_args__ = (
        links(["tenant_id", "allocation_id"], "allocation", ["tenant_id", "id"]),
        links(["tenant_id", "reverses_id"], "allocation", ["tenant_id", "id"]),
        CheckConstraint("cents > 0", name="allocation_reversal_cents"),
        Index("allocation_reversal_by_reversed", "tenant_id", "reverses_id"),
    )
    tenant_id: UUID = tenant_key()
    allocation_id: UUID = Field(primary_key=True)
    reverses_id: UUID = Field(primary_key=True)
    cents: int = Field(sa_type=BigInteger)


class AccountDay(SQLModel, table=True):
    """Totals of an account per day and payer, kept by a job from the batches it has not counted yet."""

    __tablename__ = "account_day"
    tenant_id: UUID = tenant_key()
    business_date: date = Field(primary_key=True)
    account: str = Field(primary_key=True)
    payer_id: UUID = Field(primary_key=True)
    """The nil id for movements of no payer."""
    debit_cents: int = Field(default=0, sa_type=BigInteger)
    credit_cents: int = Field(default=0, sa_type=BigInteger)
    legs: int = Field(default=0, sa_type=BigInteger)
    """How many entries have this account on a side."""


class AccountDayMark(SQLModel, table=True):
    """How far the daily totals go: they hold every batch of a transaction before this one, and none from it on."""

    __tablename__ = "account_day_mark"
    tenant_id: UUID = tenant_key()
    counted_before: int = Field(default=0, sa_type=BigInteger)
