"""Ask for a step of a practice's leaving, and decide what keeps its records."""

from uuid import UUID

from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.kit.problems import NotFound
from api.offboarding import store
from api.offboarding.look_up import shown, until
from api.offboarding.models import OffboardingStep
from api.offboarding.problems import LegalHold, RetentionNotOver, StepOutOfOrder, StepUnderWay
from api.offboarding.rules import may_follow
from api.offboarding.schemas import OffboardingOut, RetentionOrder, StepOrder
from tenants.context import Work


async def request_step(work: Work, practice_id: UUID, order: StepOrder) -> OffboardingOut:
    """Note the step and start it.

    Raises NotFound, StepUnderWay, StepOutOfOrder; for the destruction also LegalHold, RetentionNotOver.
    """
    row = await store.lock_practice(work.tx, work.owner_id, practice_id)
    if row is None:
        raise NotFound
    taken = await store.steps(work.tx, work.owner_id, practice_id)
    if row["state"] != "active" or any(each["state"] == "requested" for each in taken):
        raise StepUnderWay
    if not may_follow(row["offboarding"], order.step):
        raise StepOutOfOrder(f"{order.step} can't follow {row['offboarding']}")
    if order.step == "shredded":
        if row["legal_hold"]:
            raise LegalHold
        kept_until = until(row, taken)
        if kept_until is not None and kept_until > now().date():
            raise RetentionNotOver(f"Records must be kept until {kept_until}")
    step = OffboardingStep(
        organization_id=work.owner_id,
        id=new_id(),
        practice_id=practice_id,
        step=order.step,
        reason=order.reason,
        actor_id=work.actor_id,
    )
    await work.tx.insert(step)
    await defer(
        work.tx.connection,
        "offboarding.take",
        lock=f"offboarding|{practice_id}",
        organization_id=work.owner_id,
        practice_id=practice_id,
        step_id=step.id,
    )
    await work.audit("practice.offboarding.request", "practice", practice_id, step=order.step)
    return shown(practice_id, row, await store.steps(work.tx, work.owner_id, practice_id))


async def decide_retention(work: Work, practice_id: UUID, order: RetentionOrder) -> OffboardingOut:
    """Set or lift a legal hold, or change how many years records are kept. Raises NotFound."""
    row = await store.lock_practice(work.tx, work.owner_id, practice_id)
    if row is None:
        raise NotFound
    legal_hold = row["legal_hold"] if order.legal_hold is None else order.legal_hold
    years = order.retention_years or row["retention_years"]
    await store.set_retention(work.tx, work.owner_id, practice_id, legal_hold=legal_hold, years=years)
    changes = {"legal_hold": legal_hold, "retention_years": years}
    await work.audit("practice.retention", "practice", practice_id, reason=order.reason, **changes)
    return shown(practice_id, row | changes, await store.steps(work.tx, work.owner_id, practice_id))
