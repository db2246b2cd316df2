"""Read acknowledgements back."""

from uuid import UUID

from api.acknowledgements import store
from api.acknowledgements.codes import SOURCE, reason
from api.acknowledgements.schemas import (
    BatchAcknowledgementOut,
    BatchAcknowledgements,
    ClaimAcknowledgements,
    ClaimStatusOut,
)
from api.kit.problems import NotFound
from api.submission import batch_exists
from tenants.context import Work
from tenants.session import Row


async def of_claim(work: Work, claim_id: UUID) -> ClaimAcknowledgements:
    """Everything that came back about a claim. Raises NotFound."""
    if not await store.claim_exists(work.tx, work.owner_id, claim_id):
        raise NotFound
    rows = await store.of_claim(work.tx, work.read_audit("acknowledgement.list", "claim", claim_id))
    batches = await store.of_batches_of_claim(work.tx, work.owner_id, claim_id)
    return ClaimAcknowledgements(
        items=[_status(row) for row in rows],
        submissions=[BatchAcknowledgementOut(**row) for row in batches],
        code_source=SOURCE,
    )


async def files_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """kind, transaction_id, outcome and `at` of each file that answered for a claim; the caller audits."""
    return await store.files_of_claim(work.tx, work.owner_id, claim_id)


async def of_submission(work: Work, batch_id: UUID) -> BatchAcknowledgements:
    """What came back about a batch. Raises NotFound."""
    if not await batch_exists(work, batch_id):
        raise NotFound
    rows = await store.of_batch(work.tx, work.read_audit("acknowledgement.list", "submission", batch_id))
    return BatchAcknowledgements(items=[BatchAcknowledgementOut(**row) for row in rows])


def _status(row: Row) -> ClaimStatusOut:
    position = {"position"}
    shown = {name: value for name, value in row.items() if name not in position}
    return ClaimStatusOut(reason=reason(row["category"], row["status"], row["entity"]), **shown)
