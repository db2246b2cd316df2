"""Take a step: in the practice first, then in the organization's record. Every part may run again after a crash."""

from typing import Any
from uuid import UUID

from api.kit.clock import now
from api.offboarding import store
from api.offboarding.export import export
from api.offboarding.shred import shred
from tenants.context import Services
from tenants.owner import Owner
from tenants.services import work_for
from tenants.session import Row

CAUSE = "job:offboarding.take"


async def take_step(services: Services, organization_id: UUID, practice_id: UUID, step_id: UUID) -> None:
    """Take a step that is requested; one that is done is left alone."""
    async with work_for(services, Owner.organization(organization_id), CAUSE) as work:
        practice = await store.lock_practice(work.tx, organization_id, practice_id)
        step = await store.requested_step(work.tx, organization_id, practice_id, step_id)
        if practice is None or step is None:
            return
        if step["step"] == "shredded" and practice["legal_hold"]:
            # It came between the request and this job.
            await store.end_step(work.tx, organization_id, step_id, "refused", now(), {"refused": "legal_hold"})
            await work.audit("practice.offboarding.refuse", "practice", practice_id, step=step["step"])
            return
    detail = await _take(services, organization_id, practice_id, step)
    async with work_for(services, Owner.organization(organization_id), CAUSE, step["actor_id"]) as work:
        await store.set_state(work.tx, organization_id, practice_id, step["step"])
        await store.end_step(work.tx, organization_id, step_id, "done", now(), detail)
        await work.audit("practice.offboarding", "practice", practice_id, step=step["step"], reason=step["reason"])


async def _take(services: Services, organization_id: UUID, practice_id: UUID, step: Row) -> dict[str, Any]:
    """What the step does in the practice; what it tells."""
    if step["step"] == "shredded":
        return await shred(services, organization_id, practice_id, step)
    detail: dict[str, Any] = {}
    if step["step"] == "exported":
        detail = await export(services, practice_id, step)
    async with work_for(services, Owner.practice(practice_id), CAUSE, step["actor_id"]) as work:
        await store.set_profile(work.tx, practice_id, step["step"])
        if step["step"] == "hold":
            day = await store.last_day(work.tx, practice_id)
            detail["last_day"] = day.isoformat() if day else None
        await work.audit("practice.offboarding", "practice", practice_id, step=step["step"], reason=step["reason"])
    return detail
