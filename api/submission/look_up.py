"""Read batches back; what an acknowledgement asks about one."""

from dataclasses import dataclass
from uuid import UUID

from api.kit.problems import NotFound
from api.submission import store
from api.submission.schemas import (
    SubmissionDetail,
    SubmissionOut,
    SubmissionPage,
    SubmittedClaim,
    SubmittedClaimPage,
)
from tenants.context import Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class SentClaim:
    """A claim of a batch. `is_last`: it has not gone out again since, so an answer to the batch is about it now."""

    claim_id: UUID
    number: str
    npi: str
    is_last: bool


async def submissions(work: Work, cursor: str | None, limit: int) -> SubmissionPage:
    """A page of batches. Raises CursorInvalid."""
    after = work.position("submissions", cursor)
    audit = work.read_audit("submission.list", "submission")
    rows = await store.batches_page(work.tx, audit, after, limit + 1)
    more = work.more("submissions", rows, limit, "created_at", "id")
    return SubmissionPage(items=[SubmissionOut(**row) for row in rows[:limit]], next_cursor=more)


async def submission(work: Work, batch_id: UUID) -> SubmissionDetail:
    """One batch. Raises NotFound."""
    row = await store.read_batch(work.tx, work.read_audit("submission.read", "submission", batch_id))
    if row is None:
        raise NotFound
    return SubmissionDetail(**row)


async def submitted_claims(work: Work, batch_id: UUID, cursor: str | None, limit: int) -> SubmittedClaimPage:
    """A page of a batch's claims. Raises NotFound, CursorInvalid."""
    if await store.batch(work.tx, work.owner_id, batch_id) is None:
        raise NotFound
    listing = f"submission-claims|{batch_id}"
    after = work.position(listing, cursor)
    audit = work.read_audit("claim.list", "submission", batch_id)
    rows = await store.claims_page(work.tx, audit, after, limit + 1)
    more = work.more(listing, rows, limit)
    return SubmittedClaimPage(items=[SubmittedClaim(**row) for row in rows[:limit]], next_cursor=more)


async def batch_exists(work: Work, batch_id: UUID) -> bool:
    """Whether the practice has this batch."""
    return await store.batch(work.tx, work.owner_id, batch_id) is not None


async def batch_of_control(work: Work, control_number: int, channel: str | None) -> UUID | None:
    """The batch that went out under an ISA13; None when there is none, or several and the channel is not known."""
    found = await store.batch_of_control(work.tx, work.owner_id, control_number, channel)
    return found[0] if len(found) == 1 else None


async def sent_claims(work: Work, batch_id: UUID) -> list[SentClaim]:
    """The claims of a batch."""
    return [SentClaim(**row) for row in await store.sent_claims(work.tx, work.owner_id, batch_id)]


async def files_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """submission_id, transaction_id and `at` of each file a claim went out in; the caller audits."""
    return await store.files_of_claim(work.tx, work.owner_id, claim_id)
