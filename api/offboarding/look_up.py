"""How far a practice has left."""

from datetime import date
from typing import Any
from uuid import UUID

from api.kit.problems import NotFound
from api.offboarding import store
from api.offboarding.rules import retained_until
from api.offboarding.schemas import OffboardingOut, StepOut
from tenants.context import Work
from tenants.session import Row


async def offboarding(work: Work, practice_id: UUID) -> OffboardingOut:
    """The practice's state and every step. Raises NotFound."""
    row = await store.practice(work.tx, work.owner_id, practice_id)
    if row is None:
        raise NotFound
    taken = await store.steps(work.tx, work.owner_id, practice_id)
    await work.audit("practice.offboarding.read", "practice", practice_id, count=len(taken))
    return shown(practice_id, row, taken)


def shown(practice_id: UUID, row: Row, taken: list[Row]) -> OffboardingOut:
    """The answer of a practice's row and its steps."""
    return OffboardingOut(
        practice_id=practice_id,
        state=row["offboarding"],
        legal_hold=row["legal_hold"],
        retention_years=row["retention_years"],
        retained_until=until(row, taken),
        steps=[StepOut(**each) for each in taken],
    )


def until(row: Row, taken: list[Row]) -> date | None:
    """Until when the records must be kept; counted from what the last hold found."""
    held: list[dict[str, Any]] = [each["detail"] for each in taken if each["step"] == "hold" and each["done_at"]]
    found = held[-1].get("last_day") if held else None
    last_day = date.fromisoformat(found) if found else None
    return retained_until(last_day, row["retention_years"], is_test=row["mode"] == "test")
