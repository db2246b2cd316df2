"""Record that a denial was appealed or its reopening asked for, and what came of it. The money comes by an 835."""

from datetime import date
from uuid import UUID

from api.denials import store
from api.denials.models import Appeal
from api.denials.problems import AppealDecided, AppealPending, DayImpossible, DenialClosed, NoAppeal, TooLate
from api.denials.read import get_denial
from api.denials.rules import NO_APPEAL, UNPROCESSABLE, is_possible, why_no_appeal
from api.denials.schemas import AppealOrder, DenialDetail, OutcomeOrder
from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import NotFound
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def appeal(work: Work, denial_id: UUID, order: AppealOrder) -> DenialDetail:
    """Record an appeal or a reopening that was sent.

    Raises NotFound, DenialClosed, NoAppeal (MA130: neither; N211: no appeal), DayImpossible, TooLate without a
    `late_reason`, AppealPending.
    """
    row = await store.lock_denial(work.tx, work.owner_id, denial_id)
    if row is None:
        raise NotFound
    if row["state"] != "open":
        raise DenialClosed(row["state"])
    _require_taken(row, order)
    await _require_day(work, "sent_on", order.sent_on, row["adjudicated_on"])
    last_day = row["appeal_until"] if order.kind == "appeal" else row["due_on"]
    if order.sent_on > last_day and order.late_reason is None:
        raise TooLate(last_day)
    if await store.has_pending(work.tx, work.owner_id, denial_id, order.kind):
        raise AppealPending
    made = Appeal(
        tenant_id=work.owner_id,
        id=new_id(),
        denial_id=denial_id,
        kind=order.kind,
        sent_on=order.sent_on,
        late_reason=order.late_reason or "",
        reference=order.reference,
        created_at=now(),
        created_by=work.actor_id,
    )
    await work.tx.insert(made)
    await work.audit("denial.appeal", "denial", denial_id)
    await _tell(work, "denial.appealed", row, made.id, {"kind": order.kind, "sent_on": order.sent_on.isoformat()})
    return await get_denial(work, denial_id)


async def decide(work: Work, appeal_id: UUID, order: OutcomeOrder) -> DenialDetail:
    """Record what came of an appeal or a reopening. Raises NotFound, AppealDecided, DayImpossible."""
    row = await store.lock_appeal(work.tx, work.owner_id, appeal_id)
    if row is None:
        raise NotFound
    if row["outcome"]:
        raise AppealDecided
    await _require_day(work, "decided_on", order.decided_on, row["sent_on"])
    await store.decide(work.tx, work.owner_id, appeal_id, order.outcome, order.decided_on)
    await work.audit("denial.appeal_decide", "denial", row["id"])
    facts = {"outcome": order.outcome, "decided_on": order.decided_on.isoformat()}
    await _tell(work, "denial.appeal_decided", row, appeal_id, facts)
    return await get_denial(work, row["id"])


def _require_taken(row: Row, order: AppealOrder) -> None:
    why = why_no_appeal(row["remark_codes"], is_unprocessable=row["is_unprocessable"])
    if why and (order.kind == "appeal" or row["is_unprocessable"]):
        raise NoAppeal((UNPROCESSABLE if row["is_unprocessable"] else NO_APPEAL).lower(), why)


async def _require_day(work: Work, field: str, day: date, earliest: date) -> None:
    profile = await profile_of(work.tx)
    today = profile.business_date(now())
    if profile.is_test:
        # The sandbox's day runs ahead of ours when it is told to: what it answered then may be worked today.
        earliest = min(earliest, today)
    if not is_possible(day, earliest=earliest, today=today, is_test=profile.is_test):
        last = "on" if profile.is_test else f"to {today.isoformat()}"
        raise DayImpossible(field, f"Takes a day from {earliest.isoformat()} {last}")


async def _tell(work: Work, kind: str, row: Row, appeal_id: UUID, facts: dict[str, str]) -> None:
    data = {"denial_id": str(row["id"]), "appeal_id": str(appeal_id)} | facts
    await record(work, [NewEvent(kind, "claim", row["claim_id"], data)])
