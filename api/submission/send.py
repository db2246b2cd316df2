"""Hand a written batch to its channel, and receive what comes back at once.

The channel is called outside of any transaction. What it returned is kept before the batch is marked sent, and routed
after: an answer never meets claims that are not yet submitted. After a crash the same bytes go out under the same name,
and the same bytes that come back are the same interchange.
"""

from uuid import UUID

from api.claims import ClaimState, Move, move
from api.files import (
    enqueue_routing,
    finish_transaction,
    keep,
    read_transaction,
    receive_interchange,
)
from api.kit.clock import now
from api.submission import store
from api.submission.channels import plugged
from api.x12 import NotX12
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import Profile, profile_of
from tenants.services import work_for

CAUSE = "job:submission.send"
UNREADABLE_KIND = "unreadable"


class ChannelMissingError(RuntimeError):
    """The installation has lost the channel of a batch that waits."""


async def send_submission(services: Services, practice_id: UUID, batch_id: UUID) -> None:
    """Send a batch that is written; one in another state is left alone. Raises what the channel raises."""
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, CAUSE) as work:
        profile = await profile_of(work.tx)
        batch = await store.batch(work.tx, practice_id, batch_id)
        if batch is None or batch["state"] != "written":
            return
        file = await read_transaction(work, batch["transaction_id"])
    found = plugged(batch["channel"])
    if file is None or found is None:
        raise ChannelMissingError(batch["channel"])
    answers = await found.channel.send(file.content, f"{file.interchange_control}.837")
    async with work_for(services, Owner.organization(profile.organization_id), CAUSE) as work:
        interchange_ids = [await _receive(work, batch["channel"], answer) for answer in answers]
    async with work_for(services, practice, CAUSE) as work:
        await _mark_sent(work, profile, batch_id)
        for interchange_id in interchange_ids:
            if interchange_id is not None:
                await enqueue_routing(work, profile.organization_id, interchange_id)


async def _receive(work: Work, channel: str, answer: bytes) -> UUID | None:
    try:
        received = await receive_interchange(work, channel, answer, route=False)
    except NotX12:
        # The payer has our file: raising would send it a second time.
        kept = await keep(work, UNREADABLE_KIND, answer)
        await work.audit("interchange.unreadable", "file", kept.id, channel=channel)
        return None
    return received.id


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
