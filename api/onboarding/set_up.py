"""Set a practice up across stages: keys, profile, the ledger's own row, periods, payers.

The practice's data and the organization's are two transactions (never both in one): the organization records the
practice
and defers the job; the job fills the practice and then tells the organization. It may run twice and changes nothing
then.
"""

from datetime import timedelta
from uuid import UUID

from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.ledger import open_practice_ledger
from api.onboarding.schemas import PracticeCreate, PracticeOut
from api.reference import enroll_payers, organization_payers
from tenants.audit import SYSTEM, AuditEntry
from tenants.context import Services, Work
from tenants.oauth.clients import grant
from tenants.owner import Owner
from tenants.practices import activate, practice
from tenants.practices.models import Practice, PracticeProfile
from tenants.practices.store import profile

CAUSE = "job:onboarding.set_up"
PERIODS_AHEAD = 13
PERIODS_BEHIND = 24


async def create_practice(work: Work, order: PracticeCreate) -> PracticeOut:
    """Record a practice, let the caller act in it, and start its set-up."""
    row = Practice(
        organization_id=work.owner_id,
        practice_id=new_id(),
        name=order.name,
        time_zone=order.time_zone,
        mode=order.mode,
    )
    await work.tx.insert(row)
    await grant(work, work.actor_id, [row.practice_id], role="owner")
    await defer(
        work.tx.connection,
        "onboarding.set_up",
        lock=f"onboarding|{row.practice_id}",
        organization_id=work.owner_id,
        practice_id=row.practice_id,
    )
    await work.audit("practice.create", "practice", row.practice_id, mode=order.mode)
    return PracticeOut(
        id=row.practice_id,
        name=row.name,
        time_zone=row.time_zone,
        mode=row.mode,
        state=row.state,
        created_at=row.created_at,
    )


async def set_up_practice(services: Services, organization_id: UUID, practice_id: UUID) -> None:
    """Fill a practice; safe to repeat."""
    async with services.database.owned(Owner.organization(organization_id)) as tx:
        known = await practice(tx, organization_id, practice_id)
        payers = await organization_payers(tx)
    if known is None:
        return
    async with services.database.owned(Owner.practice(practice_id)) as tx:
        if await profile(tx, practice_id) is None:
            await services.vault.create(tx)
            for action in ("key.create", "practice.set_up"):
                await services.audit.write(tx, AuditEntry(SYSTEM, action, "practice", practice_id, CAUSE))
            await tx.insert(
                PracticeProfile(
                    tenant_id=practice_id,
                    organization_id=organization_id,
                    name=known["name"],
                    time_zone=known["time_zone"],
                    mode=known["mode"],
                )
            )
            today = now().date()
            await open_practice_ledger(
                tx, today - timedelta(days=31 * PERIODS_BEHIND), today + timedelta(days=31 * PERIODS_AHEAD)
            )
        await enroll_payers(tx, payers)
    async with services.database.owned(Owner.organization(organization_id)) as tx:
        await activate(tx, organization_id, practice_id)
