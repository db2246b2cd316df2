"""The sandbox's calendar: read it, and let days pass."""

from datetime import timedelta
from uuid import UUID

from api.kit.clock import now
from api.kit.jobs import defer
from api.sandbox_channel import store
from api.sandbox_channel.problems import CalendarTooFar, NotATestPractice
from api.sandbox_channel.schemas import MAX_OFFSET_DAYS, CalendarOut
from tenants.context import Work
from tenants.practices import Profile, profile_of
from tenants.session import Row, Transaction

ADVANCE = "sandbox_channel.advance"


async def read_calendar(work: Work) -> CalendarOut:
    """Where it stands. Raises NotATestPractice."""
    profile = await _test_practice(work)
    row = await store.calendar(work.tx, work.read_audit("sandbox.calendar", "sandbox_payer"))
    return _shown(profile, row or {"offset_days": 0, "target_days": 0, "next_due_on": None, "waiting": 0})


async def advance_calendar(work: Work, days: int) -> CalendarOut:
    """Let days pass: a job writes what falls due on them and brings it to the mailbox, day after day.

    Raises NotATestPractice, CalendarTooFar.
    """
    profile = await _test_practice(work)
    payer = await store.lock_payer(work.tx, work.owner_id, now())
    if payer["target_days"] + days > MAX_OFFSET_DAYS:
        raise CalendarTooFar
    row = await store.set_target(work.tx, work.owner_id, payer["target_days"] + days)
    await enqueue(work.tx, work.owner_id)
    await work.audit("sandbox.advance", "sandbox_payer", None, days=days)
    return _shown(profile, row).model_copy(update={"state": "advancing"})


async def enqueue(tx: Transaction, practice_id: UUID) -> None:
    """Go on with the calendar once the transaction at hand has committed; one job a practice at a time."""
    await defer(tx.connection, ADVANCE, lock=f"sandbox:{practice_id}", practice_id=practice_id)


async def _test_practice(work: Work) -> Profile:
    profile = await profile_of(work.tx)
    if not profile.is_test:
        raise NotATestPractice
    return profile


def _shown(profile: Profile, row: Row) -> CalendarOut:
    real = profile.business_date(now())
    is_still = row["offset_days"] == row["target_days"] and not row["waiting"]
    return CalendarOut(
        today=real + timedelta(days=row["offset_days"]),
        offset_days=row["offset_days"],
        state="still" if is_still else "advancing",
        advancing_to=real + timedelta(days=row["target_days"]),
        files_waiting=row["waiting"],
        next_due_on=row["next_due_on"],
    )
