"""Write a batch's 837P and keep its bytes, once, whatever is run again.

A claim that passed the edits and still does not read back clean is turned away, alone: the others leave without it.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from api.claims import ClaimState, Move, Snapshot, for_submission, move
from api.files import draw_control_number, keep_transaction, register_submission_route
from api.kit.clock import now
from api.kit.jobs import defer
from api.submission import store
from api.submission.build import (
    TRANSACTION_CONTROL,
    TRANSACTION_SET,
    VERSION,
    BatchNotCleanError,
    Envelope,
    Sender,
    build,
)
from api.x12 import CannotWrite
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import Profile, profile_of
from tenants.services import work_for

CAUSE = "job:submission.write"


async def write_submission(services: Services, practice_id: UUID, batch_id: UUID) -> None:
    """Draw a control number, then build and keep the file. A batch that is written, or unknown, is left alone.

    The number is drawn in a transaction of the organization's: a crash after it leaves a gap, never a repeat.
    """
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, CAUSE) as work:
        profile = await profile_of(work.tx)
        batch = await store.batch(work.tx, practice_id, batch_id)
    if batch is None or batch["state"] != "queued":
        return
    async with work_for(services, Owner.organization(profile.organization_id), CAUSE) as work:
        control_number = await draw_control_number(work, batch["channel"])
        await register_submission_route(
            work,
            channel=batch["channel"],
            control_number=control_number,
            practice_id=practice_id,
            batch_id=batch_id,
        )
    async with work_for(services, practice, CAUSE) as work:
        await _write(work, profile, batch_id, control_number)


async def _write(work: Work, profile: Profile, batch_id: UUID, control_number: int) -> None:
    batch = await store.lock_batch(work.tx, work.owner_id, batch_id, "queued")
    if batch is None:
        return
    claims = await for_submission(work, await store.claim_ids(work.tx, work.owner_id, batch_id))
    envelope = Envelope(
        channel=batch["channel"],
        control_number=control_number,
        created=now().astimezone(ZoneInfo(profile.time_zone)),
        is_test=profile.is_test,
    )
    sender = Sender(profile.organization_id, profile.name)
    snapshots = {claim.id: claim.snapshot for claim in claims}
    content, unclean = await asyncio.to_thread(_build, sender, envelope, snapshots)
    if unclean:
        await _turn_away(work, batch_id, unclean)
    if content is None:
        await store.mark_refused(work.tx, work.owner_id, batch_id)
        return
    transaction_file_id, _ = await keep_transaction(
        work,
        content=content,
        transaction_set=TRANSACTION_SET,
        version=VERSION,
        control_number=TRANSACTION_CONTROL,
        interchange_control=f"{control_number:09d}",
        usage="T" if profile.is_test else "P",
        direction="outbound",
        channel=batch["channel"],
        interchange_id=batch_id,
        position=0,
    )
    await store.mark_written(work.tx, work.owner_id, batch_id, control_number, transaction_file_id)
    await defer(work.tx.connection, "submission.send", practice_id=work.owner_id, batch_id=batch_id)
    await work.audit("submission.write", "submission", batch_id, count=len(claims) - len(unclean))


def _build(
    sender: Sender, envelope: Envelope, claims: Mapping[UUID, Snapshot]
) -> tuple[bytes | None, dict[UUID, list[str]]]:
    """The file, None without a claim for it; and the claims that can't be written, each with the rules it breaks.

    Raises CannotWrite, BatchNotCleanError when what is broken is no claim's own.
    """
    try:
        return build(sender, envelope, list(claims.values())), {}
    except (BatchNotCleanError, CannotWrite):
        found = {claim_id: _broken(sender, envelope, snapshot) for claim_id, snapshot in claims.items()}
    unclean = {claim_id: rules for claim_id, rules in found.items() if rules}
    clean = [snapshot for claim_id, snapshot in claims.items() if claim_id not in unclean]
    return (build(sender, envelope, clean) if clean else None), unclean


def _broken(sender: Sender, envelope: Envelope, claim: Snapshot) -> list[str]:
    try:
        build(sender, envelope, [claim])
    except BatchNotCleanError as error:
        return error.rules
    except CannotWrite as error:
        return [str(error)]
    return []


async def _turn_away(work: Work, batch_id: UUID, unclean: Mapping[UUID, list[str]]) -> None:
    await store.turn_away(work.tx, work.owner_id, batch_id, sorted(unclean))
    await move(
        work,
        [
            Move(claim_id, ClaimState.REJECTED, "claim.turned_away", {"batch_id": str(batch_id), "rules": rules})
            for claim_id, rules in unclean.items()
        ],
    )
    await work.audit("submission.turn_away", "submission", batch_id, count=len(unclean))
