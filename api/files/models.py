"""Bytes, encrypted and in chunks; interchanges of the organization, transaction files of a practice."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedBytes, instant, links, tenant_key


class FileFields(SQLModel):
    """`sha256` is of the plain bytes; `size` in bytes; each chunk holds at most 256 KiB of plain text."""

    kind: str
    sha256: bytes
    size: int = Field(sa_type=BigInteger)
    chunk_count: int
    created_at: datetime = instant()


class PracticeFile(FileFields, table=True):
    """A file of a practice."""

    __tablename__ = "practice_file"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256", "kind", name="practice_file_content"),)
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)


class PracticeFileChunk(SQLModel, table=True):
    """One sealed chunk; its number is in the associated data."""

    __tablename__ = "practice_file_chunk"
    __table_args__ = (links(["tenant_id", "file_id"], "practice_file", ["tenant_id", "id"]),)
    tenant_id: UUID = tenant_key()
    file_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=EncryptedBytes)


class OrganizationFile(FileFields, table=True):
    """A file of an organization: an interchange as it came through its mailbox."""

    __tablename__ = "organization_file"
    __table_args__ = (UniqueConstraint("organization_id", "sha256", "kind", name="organization_file_content"),)
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)


class OrganizationFileChunk(SQLModel, table=True):
    """One sealed chunk; its number is in the associated data."""

    __tablename__ = "organization_file_chunk"
    __table_args__ = (links(["organization_id", "file_id"], "organization_file", ["organization_id", "id"]),)
    organization_id: UUID = Field(primary_key=True)
    file_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=EncryptedBytes)


class Interchange(SQLModel, table=True):
    """One file of one or more ISA received through an organization's mailbox, kept whole.

    `state`: received (routing is to come), routed (every ST went somewhere or waits in the queue), rejected
    (its envelope is damaged; `findings` say where).
    """

    __tablename__ = "interchange"
    __table_args__ = (
        links(["organization_id", "file_id"], "organization_file", ["organization_id", "id"]),
        UniqueConstraint("organization_id", "file_id", name="interchange_once"),
        CheckConstraint("state in ('received', 'routed', 'rejected')", name="interchange_state"),
        Index("interchange_newest", "organization_id", "received_at", "id"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    file_id: UUID
    channel: str
    state: str = "received"
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """Findings without values (rule, segment, position, message): safe to show and to log."""
    received_at: datetime = instant()


class InterchangeTransaction(SQLModel, table=True):
    """One ST of an interchange (or a TA1, which stands outside any ST) and where it went.

    `state`: received (to be routed), assigned (its practice is fixed, so that a second run can't choose
    another), routed (the practice has its file), waiting (the organization's queue; `reason` says why),
    rejected (its envelope is damaged).
    """

    __tablename__ = "interchange_transaction"
    __table_args__ = (
        links(["organization_id", "interchange_id"], "interchange", ["organization_id", "id"]),
        CheckConstraint(
            "state in ('received', 'assigned', 'routed', 'waiting', 'rejected')",
            name="interchange_transaction_state",
        ),
        CheckConstraint(
            "(state in ('assigned', 'routed')) = (practice_id is not null)",
            name="interchange_transaction_assigned",
        ),
        CheckConstraint(
            "(state = 'routed') = (transaction_file_id is not null)", name="interchange_transaction_routed"
        ),
        Index("interchange_transaction_queue", "organization_id", "state", "interchange_id"),
    )
    organization_id: UUID = Field(primary_key=True)
    interchange_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """0-based, counted over the whole file: STs first, then TA1s."""
    transaction_set: str
    version: str
    control_number: str
    state: str
    reason: str
    practice_id: UUID | None = None
    transaction_file_id: UUID | None = None
    payment: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    """Of an 835 that waits: what it calls its payee, and its check. Nothing of any patient; gone once it is routed."""


class TransactionFile(SQLModel, table=True):
    """One ST of one practice as a file of its own: cut from an interchange, uploaded, or written by us.

    `interchange_id` and `position` name where it was cut from (organization data, hence no foreign key); for
    an upload the id is that of the kept file, for a file of ours that of the batch. `control_number` is ST02,
    `interchange_control` ISA13.
    `state`: received, processed, or rejected (`findings` say why).
    """

    __tablename__ = "transaction_file"
    __table_args__ = (
        links(["tenant_id", "file_id"], "practice_file", ["tenant_id", "id"]),
        UniqueConstraint("tenant_id", "interchange_id", "position", name="transaction_file_once"),
        CheckConstraint("direction in ('inbound', 'outbound')", name="transaction_file_direction"),
        CheckConstraint("state in ('received', 'processed', 'rejected')", name="transaction_file_state"),
        Index("transaction_file_newest", "tenant_id", "created_at", "id"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    file_id: UUID
    interchange_id: UUID
    position: int
    transaction_set: str
    version: str
    control_number: str
    interchange_control: str
    usage: str
    """ISA15: P production, T test."""
    direction: str
    channel: str
    state: str = "received"
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    created_at: datetime = instant()


class ClaimNumber(SQLModel, table=True):
    """CLM01 to practice, so that a 277CA or 835 finds its way. A practice adds its own and reads nothing."""

    __tablename__ = "claim_number"
    __table_args__ = (links(["organization_id", "practice_id"], "practice"),)
    organization_id: UUID = Field(primary_key=True)
    number: str = Field(primary_key=True, max_length=17)
    practice_id: UUID
    claim_id: UUID


class PayeeIdentifier(SQLModel, table=True):
    """What an 835 calls a payee (loop 1000B: N104 as NPI, TIN or the payer's own; REF*TJ).

    A TIN may serve two practices, and then routes nothing by itself; an NPI or an ERA payee id may not.
    """

    __tablename__ = "payee_identifier"
    __table_args__ = (
        links(["organization_id", "practice_id"], "practice"),
        CheckConstraint("kind in ('npi', 'tin', 'era_payee_id')", name="payee_identifier_kind"),
        Index(
            "payee_identifier_one_practice",
            "organization_id",
            "kind",
            "value",
            unique=True,
            postgresql_where=text("kind <> 'tin'"),
        ),
    )
    organization_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    practice_id: UUID = Field(primary_key=True)


class SubmitterRoute(SQLModel, table=True):
    """Whose batch went out: (channel, ISA13) to practice and batch, for a TA1 or 999 that comes back."""

    __tablename__ = "submitter_route"
    __table_args__ = (links(["organization_id", "practice_id"], "practice"),)
    organization_id: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    control_number: int = Field(primary_key=True)
    practice_id: UUID
    batch_id: UUID


class ControlNumber(SQLModel, table=True):
    """The last ISA13 (GS06 equals it) drawn for a channel. Gaps are allowed, repeats are not."""

    __tablename__ = "control_number"
    __table_args__ = (CheckConstraint("last_value between 0 and 999999999", name="control_number_range"),)
    organization_id: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    last_value: int
