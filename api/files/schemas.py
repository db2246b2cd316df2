"""Bodies of interchanges and transactions."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.kit.schemas import Output, Page

QueueState = Literal["received", "assigned", "routed", "waiting", "rejected"]


class FileFinding(Output):
    """One fault. `blocking` ones stop what they are about; none repeats a value of the file."""

    model_config = ConfigDict(extra="ignore")

    rule: str
    severity: str
    blocking: bool
    segment: str = ""
    element: str = ""
    loop: str = ""
    position: int = Field(default=0, description="Counts segments: from ST in a transaction, from ISA in the envelope")
    byte_offset: int = -1
    message: str
    level: str | None = Field(default=None, description="line, claim or check, when amounts do not balance")
    difference_cents: int | None = None
    transaction: int | None = Field(default=None, description="Position of the ST in the interchange")


class InterchangeOut(Output):
    """A file of the organization's mailbox.

    `state`: received, routed (each transaction went to a practice or waits in the queue), rejected.
    """

    id: UUID
    channel: str
    state: str
    size: int = Field(description="Bytes")
    transaction_count: int
    waiting_count: int
    received_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "InterchangeOut":
        """From a row."""
        return cls(**{name: row[name] for name in InterchangeOut.model_fields})


class InterchangePage(Page):
    """Interchanges, newest first."""

    items: list[InterchangeOut]


class PayeeIdentifierOut(Output):
    """A number of the payee, and what the file calls it: register it as that with a billing provider."""

    kind: Literal["npi", "tin", "era_payee_id"]
    value: str


class WaitingPayment(Output):
    """The check of an 835 that waits, and its payee (1000B): N104 and REF*TJ, TIN; REF*PQ, the payer's own number."""

    payer_name: str
    payee_name: str
    payee_identifiers: list[PayeeIdentifierOut]
    trace_number: str = Field(description="TRN02: check or EFT number")
    payment_date: date | None
    paid_cents: int


class InterchangeTransactionOut(Output):
    """One ST, or TA1, and where it went.

    `reason` says why it waits: payee_unknown, payee_ambiguous (it names several practices, and no claim of theirs),
    payee_conflict (it pays claims of another practice than it names), several_practices (it pays claims of several),
    claims_unknown, batch_unknown, batch_ambiguous, unsupported_version, unsupported_set, practice_left; envelope when
    it is rejected.
    """

    interchange_id: UUID
    position: int
    transaction_set: str
    version: str
    control_number: str
    state: str
    reason: str
    practice_id: UUID | None
    payment: WaitingPayment | None = Field(description="Of an 835 that waits: whom it pays, and what")


class InterchangeDetail(InterchangeOut):
    """With its first 1,000 transactions; the queue lists the others."""

    findings: list[FileFinding]
    transactions: list[InterchangeTransactionOut]


class InterchangeTransactionPage(Page):
    """Transactions of the mailbox in one state, those of the newest interchange first."""

    items: list[InterchangeTransactionOut]


class TransactionOut(Output):
    """One ST of the practice. `usage` is ISA15, `control_number` ST02, `interchange_control` ISA13."""

    id: UUID
    transaction_set: str
    version: str
    control_number: str
    interchange_control: str
    usage: str
    direction: str
    channel: str
    state: str
    findings: list[FileFinding]
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "TransactionOut":
        """From a row; where it was cut from is the organization's."""
        return cls(**{name: row[name] for name in cls.model_fields})


class TransactionPage(Page):
    """Transactions, newest first."""

    items: list[TransactionOut]
