"""Bodies of batches."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page

MAX_CHOSEN = 5_000


class SubmissionCreate(Input):
    """What to send. Without `claim_ids`: every claim that is ready."""

    claim_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MAX_CHOSEN)


class SubmissionOut(Output):
    """A batch: claims of the practice in one 837P through one channel.

    `state`: queued (claims chosen), written (the file is kept), sent (the channel has it), refused (each of its claims
    was turned away). `transaction_id` names the file, `interchange_control` is its ISA13. A claim that does not read
    back clean is turned away (`rejected`, with the rules in its `claim.turned_away` event) and the others are sent.
    """

    id: UUID
    channel: str
    state: str
    claim_count: int
    interchange_control: int | None
    transaction_id: UUID | None
    created_at: datetime
    sent_at: datetime | None


class SubmissionsCreated(Output):
    """One batch for each channel, and for each 5,000 claims."""

    items: list[SubmissionOut]


class SubmissionDetail(SubmissionOut):
    """With how many of its claims are in which state now."""

    claims_by_state: dict[str, int]


class SubmissionPage(Page):
    """Batches, newest first."""

    items: list[SubmissionOut]


class SubmittedClaim(Output):
    """A claim of a batch as it stands now. `number` is CLM01."""

    id: UUID
    number: str
    state: str
    charge_cents: int


class SubmittedClaimPage(Page):
    """Claims of a batch, by id."""

    items: list[SubmittedClaim]
