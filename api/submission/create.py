"""Choose claims for batches: one for each channel, 5,000 claims at most."""

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from api.claims import ClaimState, Move, ReadyClaim, move, ready
from api.files import plugged
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.kit.problems import field_error
from api.submission import store
from api.submission.models import SubmissionBatch
from api.submission.problems import ChannelRefused, ClaimsNotReady, NothingReady
from api.submission.schemas import SubmissionOut, SubmissionsCreated
from tenants.context import Work
from tenants.practices import profile_of

MAX_CLAIMS_A_BATCH = 5_000
MAX_CLAIMS_A_REQUEST = 20_000


async def create_submissions(work: Work, claim_ids: list[UUID] | None) -> SubmissionsCreated:
    """Queue the claims named, or all that are ready, and start writing.

    Raises NothingReady, ClaimsNotReady (nothing is queued then), ChannelRefused (a channel this installation lacks, or
    the sandbox in a live practice), PracticeLeaving.
    """
    profile = await profile_of(work.tx)
    profile.require_taking_claims()
    chosen = await ready(work, MAX_CLAIMS_A_REQUEST, claim_ids)
    if claim_ids is not None:
        _require_all(claim_ids, {claim.id for claim in chosen})
    if not chosen:
        raise NothingReady
    by_channel: dict[str, list[ReadyClaim]] = {}
    for claim in chosen:
        by_channel.setdefault(claim.channel, []).append(claim)
    for channel in by_channel:
        _require_channel(channel, is_test=profile.is_test)
    created = [
        await _create(work, channel, batch) for channel, claims in by_channel.items() for batch in _batches(claims)
    ]
    return SubmissionsCreated(items=created)


async def _create(work: Work, channel: str, claims: list[ReadyClaim]) -> SubmissionOut:
    batch = SubmissionBatch(
        tenant_id=work.owner_id, id=new_id(), channel=channel, claim_count=len(claims), created_at=now()
    )
    claim_ids = [claim.id for claim in claims]
    await work.tx.insert(batch)
    await store.insert_claims(work.tx, work.owner_id, batch.id, claim_ids)
    data = {"batch_id": str(batch.id)}
    await move(work, [Move(claim_id, ClaimState.QUEUED, "claim.queued", data) for claim_id in claim_ids])
    await defer(work.tx.connection, "submission.write", practice_id=work.owner_id, batch_id=batch.id)
    await work.audit("submission.create", "submission", batch.id, count=len(claims), channel=channel)
    return SubmissionOut(
        id=batch.id,
        channel=channel,
        state=batch.state,
        claim_count=batch.claim_count,
        interchange_control=None,
        transaction_id=None,
        created_at=batch.created_at,
        sent_at=None,
    )


def _require_all(claim_ids: list[UUID], found: set[UUID]) -> None:
    missing = [at for at, claim_id in enumerate(claim_ids) if claim_id not in found]
    if missing:
        raise ClaimsNotReady(
            errors=[
                field_error(f"/body/claim_ids/{at}", "claim_not_ready", "This claim is not ready") for at in missing
            ]
        )


def _require_channel(name: str, *, is_test: bool) -> None:
    found = plugged(name)
    if found is None:
        raise ChannelRefused(f"This installation has no channel {name}")
    if found.is_for_tests and not is_test:
        raise ChannelRefused(f"The channel {name} answers with made-up data: it takes claims of test practices only")


def _batches(claims: Iterable[ReadyClaim]) -> Iterator[list[ReadyClaim]]:
    rest = iter(claims)
    while batch := list(islice(rest, MAX_CLAIMS_A_BATCH)):
        yield batch
