"""The body of a claim's timeline."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Output


class ClaimEvent(Output):
    """One thing that happened to a claim."""

    id: UUID
    occurred_at: datetime
    kind: str
    actor_id: UUID | None = Field(description="The client that did it; the nil id for a job of the service")
    reason: str
    data: dict[str, Any]


class FileOfClaim(Output):
    """A file that tells of the claim; its bytes are at `/transactions/{transaction_id}/file`."""

    at: datetime
    direction: Literal["sent", "received"]
    kind: str = Field(examples=["837P", "999", "277CA", "835"])
    transaction_id: UUID
    submission_id: UUID | None = Field(default=None, description="Of a file that was sent")
    outcome: str | None = Field(default=None, description="Of an acknowledgement")
    claim_payment_id: UUID | None = Field(default=None, description="Of an 835: the row about this claim")
    status_code: str | None = Field(default=None, description="Of an 835: CLP02")
    paid_cents: int | None = Field(default=None, description="Of an 835: CLP04")


class EntryOfClaim(Output):
    """One ledger entry: `cents` from `credit` to `debit`."""

    at: datetime
    id: UUID
    batch_id: UUID
    source_kind: str
    source_id: UUID
    business_date: date
    line_no: int
    debit: str
    credit: str
    cents: int
    group_code: str
    reason_code: str
    claim_payment_id: UUID | None
    reverses_id: UUID | None


class DenialOfClaim(Output):
    """A denial as it stands."""

    at: datetime
    id: UUID
    claim_payment_id: UUID
    line_no: int
    group_code: str
    reason_code: str
    remark_codes: list[str]
    cents: int
    scenario: str
    correction_method: str
    due_on: date
    state: str
    closed_at: datetime | None


class FeeOfClaim(Output):
    """The fee on one allocation to the claim."""

    at: datetime
    id: UUID
    allocation_id: UUID
    accounting_date: date
    source: str
    rule_id: UUID = Field(description="The rule that priced it")
    rule_name: str
    rate_bps: int | None
    line_no: int
    cents: int
    base0_cents: int
    fee0_cents: int


class Timeline(Output):
    """All that is known of a claim, each part oldest first.

    Ledger entries are those of the claim whose lines hold the receivable: of a secondary claim the primary's.
    """

    items: list[ClaimEvent] = Field(description="What happened, with when, who and why")
    files: list[FileOfClaim]
    entries: list[EntryOfClaim]
    denials: list[DenialOfClaim]
    fees: list[FeeOfClaim]
