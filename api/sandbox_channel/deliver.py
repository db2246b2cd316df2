"""Take the calendar where it was asked to go, and bring what fell due to the organization's mailbox.

One day's files a run, the next day's only when the practice has taken in those before: a correction must not overtake
what it corrects. Each step may be repeated: the calendar is where it is, the same bytes are the same interchange.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from api import sandbox
from api.files import is_taken_in, is_under_way, receive_interchange
from api.kit.clock import now
from api.kit.jobs import RESCUE_SECONDS, SILENT_SECONDS
from api.sandbox_channel import store
from api.sandbox_channel.calendar import ADVANCE, enqueue
from api.sandbox_channel.remember import keep_answers, read_answer, take_step
from tenants.context import Services
from tenants.owner import Owner
from tenants.practices import profile_of
from tenants.services import work_for

CAUSE = f"job:{ADVANCE}"
CHANNEL = "sandbox"
_PATIENCE = timedelta(seconds=2 * (SILENT_SECONDS + RESCUE_SECONDS))
"""Longer than the job of a killed worker is lost. What can't be taken in at all must not stop the calendar."""
_PAUSE_SECONDS = 0.05


async def deliver_next_day(services: Services, practice_id: UUID) -> None:
    """Let the payer catch up with its calendar, deliver the earliest day that waits, and come again if any more do."""
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, CAUSE) as work:
        organization = Owner.organization((await profile_of(work.tx)).organization_id)
        payer = await store.lock_payer(work.tx, practice_id, now())
        answers = await take_step(
            work, sandbox.advance, chunk_count=payer["chunk_count"], offset_days=payer["target_days"]
        )
        await keep_answers(work, answers, None)
        await work.audit("sandbox.pass_days", "sandbox_payer", None, count=len(answers))
        waiting = await store.next_waiting(work.tx, practice_id)
        if not waiting:
            return
        before = await store.last_delivered(work.tx, practice_id)
        contents = {row["id"]: await read_answer(work, row["file_id"]) for row in waiting}
    if before and now() - max(row["delivered_at"] for row in before) < _PATIENCE:
        earlier = [row["interchange_id"] for row in before]
        if not await _is_through(services, organization, practice, earlier):
            await asyncio.sleep(_PAUSE_SECONDS)
            async with work_for(services, practice, CAUSE) as work:
                await enqueue(work.tx, practice_id)
            return
    async with work_for(services, organization, CAUSE) as work:
        received = {
            answer_id: (await receive_interchange(work, CHANNEL, content)).id for answer_id, content in contents.items()
        }
    async with work_for(services, practice, CAUSE) as work:
        await store.mark_delivered(work.tx, practice_id, received, now())
        await enqueue(work.tx, practice_id)


async def _is_through(services: Services, organization: Owner, practice: Owner, interchange_ids: list[UUID]) -> bool:
    """Whether the mailbox has routed these, and the practice has taken in what came of them."""
    async with work_for(services, organization, CAUSE) as work:
        if await is_under_way(work, interchange_ids):
            return False
    async with work_for(services, practice, CAUSE) as work:
        return await is_taken_in(work, interchange_ids)
