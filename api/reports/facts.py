"""What each event does to the first-pass facts, in the transaction that records it. Batches of any size.

| event | does |
|---|---|
| `claim.submitted` | an original opens its family, once; a 7, 8 or rebill before the adjudication breaks it |
| `claim.acknowledged` | the first decisive answer is fpar/1's; a content reject before the adjudication breaks it |
| `claim.withdrawn` | an original that no payer has to decide on: excluded |
| `claim.adjudicated` | the primary's first complete adjudication stands; any row accepts; a 22 later is counted |

A family without a fact (a claim taken over without its history) is left alone: it is in no rate.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.events import NewEvent
from api.reports import rules, store
from api.reports.rules import Adjudication, Answer, Submission
from tenants.context import Work


async def claims_submitted(work: Work, events: Sequence[NewEvent]) -> None:
    """Open families, or break those replaced too early."""
    sent = [_submission(event) for event in events]
    await store.open_families(work.tx, work.owner_id, rules.openings(sent))
    await store.lock(work.tx, work.owner_id, [item.family_id for item in sent])
    await store.resolve_rejects(work.tx, work.owner_id, [item.family_id for item in sent])
    changed = [item for item in sent if item.replaces]
    await store.break_families(work.tx, work.owner_id, "replaced_early", [(i.family_id, i.event_id) for i in changed])
    voided = [item.family_id for item in changed if item.frequency == rules.VOID]
    await store.void_families(work.tx, work.owner_id, voided)


async def claims_acknowledged(work: Work, events: Sequence[NewEvent]) -> None:
    """Decide acceptance, break what was rejected, count refused envelopes."""
    answers = [_answer(event) for event in events]
    await store.lock(work.tx, work.owner_id, [item.family_id for item in answers])
    await store.decide(work.tx, work.owner_id, rules.decisions(answers))
    rejected = [(item.family_id, item.event_id) for item in answers if rules.rejects_content(item)]
    await store.break_families(work.tx, work.owner_id, "rejected", rejected)
    turned_away = [item for item in answers if item.outcome == "rejected"]
    await store.leave_unresolved(work.tx, work.owner_id, [item.family_id for item in turned_away])
    envelopes = [item.family_id for item in turned_away if not rules.rejects_content(item)]
    await store.count_transport_rejects(work.tx, work.owner_id, envelopes)


async def claims_withdrawn(work: Work, events: Sequence[NewEvent]) -> None:
    """A family whose original is withdrawn before its adjudication is in no rate."""
    families = [event.subject_id for event in events if event.data["family_id"] == str(event.subject_id)]
    await store.lock(work.tx, work.owner_id, families)
    await store.void_families(work.tx, work.owner_id, families)


async def claims_adjudicated(work: Work, events: Sequence[NewEvent]) -> None:
    """Note reversals of what was adjudicated before, then the first adjudications."""
    rows = [_adjudication(event) for event in events if event.data["payer_sequence"] == rules.PRIMARY]
    await store.lock(work.tx, work.owner_id, [row.family_id for row in rows])
    reversed_ids = [row.family_id for row in rows if row.status_code == rules.REVERSAL]
    await store.reverse(work.tx, work.owner_id, reversed_ids)
    accepted: dict[UUID, date] = {}
    for row in rows:
        if row.status_code != rules.REVERSAL and not row.duplicate:
            accepted.setdefault(row.family_id, row.adjudicated_on)
    accepting = [rules.Decision(family_id, "accepted", on) for family_id, on in accepted.items()]
    await store.decide(work.tx, work.owner_id, accepting)
    await store.adjudicate(work.tx, work.owner_id, rules.first_adjudications(rows))


def _submission(event: NewEvent) -> Submission:
    data = event.data
    return Submission(
        family_id=_id(data["family_id"]),
        claim_id=event.subject_id,
        event_id=event.id,
        submitted_on=_day(data["submitted_on"]),
        payer_id=_id(data["payer_id"]),
        billing_provider_id=_id(data["billing_provider_id"]),
        charge_cents=data["charge_cents"],
        lines=data["lines"],
        frequency=data["frequency"],
        payer_sequence=data["payer_sequence"],
    )


def _answer(event: NewEvent) -> Answer:
    data = event.data
    return Answer(
        family_id=_id(data["family_id"]),
        event_id=event.id,
        outcome=data["outcome"],
        from_payer=data["from_payer"],
        source=data["source"],
        received_on=_day(data["received_on"]),
    )


def _adjudication(event: NewEvent) -> Adjudication:
    data = event.data
    return Adjudication(
        family_id=_id(data["family_id"]),
        event_id=event.id,
        claim_payment_id=_id(data["claim_payment_id"]),
        adjudicated_on=_day(data["adjudicated_on"]),
        status_code=data["status_code"],
        complete=data["complete"],
        denied_cents=data["denied_cents"],
        paid_cents=data["paid_cents"],
        charge_cents=data["charge_cents"],
        any_payment=data["any_payment"],
        capitated=data["capitated"],
        duplicate=data["duplicate"],
        lines_charged=data["lines_charged"],
        lines_clean=data["lines_clean"],
    )


def _id(value: UUID | str) -> UUID:
    """Event data is what JSON holds; the recorder may have left the id as it was."""
    return value if isinstance(value, UUID) else UUID(value)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
