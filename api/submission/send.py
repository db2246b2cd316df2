"""Hand a written batch to its channel: its claims are submitted before what came back is routed."""

from uuid import UUID

from api.claims import ClaimState, Move, move
from api.files import enqueue_routing, exchange, finish_transaction, read_transaction
from api.kit.clock import now
from api.submission import store
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import Profile, profile_of
from tenants.services import work_for

CAUSE = "job:submission.send"


async def send_submission(services: Services, practice_id: UUID, batch_id: UUID) -> None:
    """Send a batch that is written; one in another state is left alone. Raises what the channel raises."""
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, CAUSE) as work:
        profile = await profile_of(work.tx)
        batch = await store.batch(work.tx, practice_id, batch_id)
        file = await read_transaction(work, batch["transaction_id"]) if batch and batch["state"] == "written" else None
    if batch is None or file is None:
        return
    name = f"{file.interchange_control}.837"
    interchange_ids = await exchange(services, profile, batch["channel"], file.content, name, cause=CAUSE)
    async with work_for(services, practice, CAUSE) as work:
        await _mark_sent(work, profile, batch_id)
        for interchange_id in interchange_ids:
            await enqueue_routing(work, profile.organization_id, interchange_id)


async def _mark_sent(work: Work, profile: Profile, batch_id: UUID) -> None:
    at = now()
    batch = await store.lock_batch(work.tx, work.owner_id, batch_id, "written")
    if batch is None:
        return
    claims = await store.facts(work.tx, work.owner_id, batch_id)
    await store.mark_sent(work.tx, work.owner_id, batch_id, at)
    await finish_transaction(work, batch["transaction_id"], "processed", [])
    submitted_on = profile.business_date(at).isoformat()
    await move(
        work,
        [
            Move(
                claim["claim_id"],
                ClaimState.SUBMITTED,
                "claim.submitted",
                {
                    "batch_id": str(batch_id),
                    "submitted_on": submitted_on,
                    "payer_id": str(claim["payer_id"]),
                    "billing_provider_id": str(claim["billing_provider_id"]),
                    "charge_cents": claim["charge_cents"],
                    "frequency": claim["frequency"],
                    "payer_sequence": claim["payer_sequence"],
                    "lines": claim["lines"],
                },
            )
            for claim in claims
        ],
    )
    await work.audit("submission.send", "submission", batch_id, count=len(claims))
