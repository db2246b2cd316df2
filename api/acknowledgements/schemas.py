"""Bodies of acknowledgements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Output


class BatchAcknowledgementOut(Output):
    """A TA1 or 999 about a batch. `code` is TA104 or IK501; `detail` the segments and elements named, no values."""

    id: UUID
    submission_id: UUID
    transaction_id: UUID
    kind: str
    code: str
    outcome: str
    detail: list[dict[str, Any]]
    received_at: datetime


class BatchAcknowledgements(Output):
    """All that came back about a batch, oldest first."""

    items: list[BatchAcknowledgementOut]


class ClaimStatusOut(Output):
    """A status of a 277CA. `category`, `status`, `entity` are the parts of STC01, `action` is STC03."""

    id: UUID
    transaction_id: UUID
    category: str
    status: str
    entity: str
    action: str
    outcome: str = Field(description="accepted, rejected, or interim: it decides nothing")
    reason: str = Field(description="The codes in words")
    from_payer: bool = Field(description="False: a clearinghouse says so")
    payer_claim_control_number: str | None
    charge_cents: int | None
    received_at: datetime


class ClaimAcknowledgements(Output):
    """Everything that came back about a claim before adjudication, oldest first."""

    items: list[ClaimStatusOut]
    submissions: list[BatchAcknowledgementOut] = Field(description="About the batches it went out in")
    code_source: str
