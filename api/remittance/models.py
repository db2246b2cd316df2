"""Remittances: one ST of an 835 with its check, claim payments, service lines, adjustments and provider adjustments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class Remittance(SQLModel, table=True):
    """One ST: a check and what it explains.

    `check_key` hashes payer TRN03, TRN04, TRN02, BPR16, BPR02, payee; `content_hash` the claim payments and PLB pairs
    as
    values. `state`: posted, quarantined (`findings` say which rule, at which level, by how many cents) or replayed.
    """

    __tablename__ = "remittance"
    __table_args__ = (
        links(["tenant_id", "id"], "transaction_file"),
        Index(
            "remittance_one_posted_check",
            "tenant_id",
            "check_key",
            unique=True,
            postgresql_where=text("state = 'posted'"),
        ),
        CheckConstraint("state in ('posted', 'quarantined', 'replayed')", name="remittance_state"),
        Index("remittance_newest", "tenant_id", "received_at", "id"),
        Index("remittance_by_state", "tenant_id", "state", "received_at", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    """That of the transaction file it was read from."""
    replay_of: UUID | None = None
    """The remittance that was posted for the same check and content, when `state` is replayed."""
    check_key: bytes
    content_hash: bytes
    state: str
    reason: str = ""
    """Why it is quarantined: unbalanced, envelope, money_unreadable, unsupported_version, test_file,
    same_check_different_content."""
    payer_name: str
    payer_identifier: str
    trace_number: str
    payment_method: str
    payment_date: date
    payment_date_source: str
    """`bpr16`, `dtm405` or `received`: which of them gave `payment_date`."""
    paid_cents: int = Field(sa_type=BigInteger)
    payee_identifier: str
    claim_payment_count: int
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    received_at: datetime = instant()
    posted_at: datetime | None = instant(nullable=True)


class ClaimPayment(SQLModel, table=True):
    """One CLP. `identity` hashes check, CLP01, CLP07, CLP02, content and occurrence: each is posted once.

    `match_state`: matched, unmatched (in unapplied cash, `match_reason` says why), pre_go_live (taken out of it:
    money of a claim from before the practice came).
    """

    __tablename__ = "claim_payment"
    __table_args__ = (
        links(["tenant_id", "remittance_id"], "remittance", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "identity", name="claim_payment_identity"),
        CheckConstraint("match_state in ('matched', 'unmatched', 'pre_go_live')", name="claim_payment_match_state"),
        Index("claim_payment_by_remittance", "tenant_id", "remittance_id", "position"),
        Index("claim_payment_unmatched", "tenant_id", "match_state", "id"),
        # A 22 and a PLB may name a claim by nothing else.
        Index("claim_payment_by_control_number", "tenant_id", "payer_claim_control_number"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    remittance_id: UUID
    position: int
    identity: bytes
    claim_number: str
    """CLP01 as received."""
    payer_claim_control_number: str
    status_code: str
    charge_cents: int = Field(sa_type=BigInteger)
    paid_cents: int = Field(sa_type=BigInteger)
    patient_responsibility_cents: int = Field(sa_type=BigInteger)
    match_state: str
    match_reason: str
    remark_codes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    """Of the claim: MIA, MOA. Those of a line are the service payment's."""


class ClaimPaymentMatch(SQLModel, table=True):
    """The claim a claim payment was matched to, whose answer it is (`payer_sequence`: P, S, T), and the claim whose
    lines hold the receivable.
    """

    __tablename__ = "claim_payment_match"
    __table_args__ = (
        links(["tenant_id", "claim_payment_id"], "claim_payment", ["tenant_id", "id"]),
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        Index("claim_payment_match_by_claim", "tenant_id", "claim_id"),
        Index("claim_payment_match_by_receivable", "tenant_id", "receivable_claim_id"),
    )
    tenant_id: UUID = tenant_key()
    claim_payment_id: UUID = Field(primary_key=True)
    claim_id: UUID
    receivable_claim_id: UUID
    payer_id: UUID
    payer_sequence: str
    matched_by: str
    matched_at: datetime = instant()


class ClaimPaymentReversal(SQLModel, table=True):
    """`claim_payment_id`, a 22, takes `reverses_id` back, once."""

    __tablename__ = "claim_payment_reversal"
    __table_args__ = (
        links(["tenant_id", "claim_payment_id"], "claim_payment", ["tenant_id", "id"]),
        links(["tenant_id", "reverses_id"], "claim_payment", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "reverses_id", name="claim_payment_reversed_once"),
    )
    tenant_id: UUID = tenant_key()
    claim_payment_id: UUID = Field(primary_key=True)
    reverses_id: UUID


class Takeback(SQLModel, table=True):
    """Money that a check kept back by a PLB alone, without a 22.

    `state`: open (taken off the allocations of `claim_id`), waiting (nobody here knows `reference`; in unapplied cash),
    pre_go_live (that, taken out of unapplied cash), settled (given back, or a 22 has come to tell the same).
    """

    __tablename__ = "takeback"
    __table_args__ = (
        links(["tenant_id", "remittance_id"], "remittance", ["tenant_id", "id"]),
        CheckConstraint("state in ('open', 'waiting', 'pre_go_live', 'settled')", name="takeback_state"),
        CheckConstraint("cents > 0", name="takeback_cents"),
        CheckConstraint("state <> 'open' or claim_id is not null", name="takeback_claim"),
        Index("takeback_by_reference", "tenant_id", "payer_identifier", "reference"),
        Index("takeback_by_state", "tenant_id", "state", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    remittance_id: UUID
    position: int
    """Of the PLB pair in its check."""
    payer_identifier: str
    """TRN03."""
    reference: str
    """PLB03-2, as a rule the ICN."""
    claim_id: UUID | None = None
    cents: int = Field(sa_type=BigInteger)
    entry_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(Uuid))
    """The ledger entries that posted it."""
    state: str
    created_at: datetime = instant()
    settled_at: datetime | None = instant(nullable=True)


class ServicePayment(SQLModel, table=True):
    """One SVC, and the line of ours it answers (0 when none could be told)."""

    __tablename__ = "service_payment"
    __table_args__ = (links(["tenant_id", "claim_payment_id"], "claim_payment", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    claim_payment_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    line_no: int
    procedure: str
    modifiers: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    charge_cents: int = Field(sa_type=BigInteger)
    paid_cents: int = Field(sa_type=BigInteger)
    allowed_cents: int | None = Field(default=None, sa_type=BigInteger)
    units: str = ""
    """SVC05 as text, empty for 1."""
    remark_codes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))


class PaymentAdjustment(SQLModel, table=True):
    """One CAS triplet. `service_position` is -1 for a claim-level one. Keeps the class it was posted with, and
    its version.
    """

    __tablename__ = "payment_adjustment"
    __table_args__ = (links(["tenant_id", "claim_payment_id"], "claim_payment", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    claim_payment_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    service_position: int
    line_no: int
    group_code: str
    reason_code: str
    cents: int = Field(sa_type=BigInteger)
    quantity: str = ""
    adjustment_class: str
    class_version: str


class ProviderAdjustment(SQLModel, table=True):
    """One PLB pair. Positive reduces the payment. `due_to_payer_cents` is what it left due to the payer (positive), or
    took of what was due (negative).
    """

    __tablename__ = "provider_adjustment"
    __table_args__ = (links(["tenant_id", "remittance_id"], "remittance", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    remittance_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    provider_identifier: str
    reason_code: str
    reference: str
    """PLB03-2 as received."""
    named_reference: str
    """The ICN in it that names a claim payment of ours, else the reference itself: what is due is kept under it."""
    cents: int = Field(sa_type=BigInteger)
    due_to_payer_cents: int = Field(default=0, sa_type=BigInteger)
