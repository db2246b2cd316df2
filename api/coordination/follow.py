"""What an answer does to the wait for the next payer, in the transaction that posts it. Batches of any size.

| event | does |
|---|---|
| the claim is `crossover_expected` now | the wait begins; it is due after the contract's crossover days |
| the claim is `secondary_due` now | nobody told the next payer: work item `bill_secondary` at once |
| any other state, or an answer on a later payer's own claim | the wait and the work are settled |
| corrected, insurance finished | settled |
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from api.claims import ClaimState, receivable_claims
from api.contracts import terms_of, terms_on
from api.coordination import store
from api.coordination.store import Announcement
from api.coordination.work_items import KIND, open_work
from api.events import NewEvent
from api.worklists import close_items
from tenants.context import Work


async def claims_adjudicated(work: Work, events: Sequence[NewEvent]) -> None:
    """Take the last word on each receivable."""
    holders = await receivable_claims(work, [event.subject_id for event in events])
    last: dict[UUID, NewEvent] = {}
    answered: set[UUID] = set()
    for event in events:
        holder = holders[event.subject_id]
        if holder == event.subject_id:
            last[holder] = event
        else:
            answered.add(holder)
    expected = [event for event in last.values() if event.data["to"] == ClaimState.CROSSOVER_EXPECTED]
    due = [holder for holder, event in last.items() if event.data["to"] == ClaimState.SECONDARY_DUE]
    waiting = {event.subject_id for event in expected} | set(due)
    await settle(work, sorted(answered - waiting), "answered")
    await settle(work, sorted(set(last) - waiting - answered), "decided")
    await store.settle(work.tx, work.owner_id, due, "decided")
    await _expect(work, expected)
    await open_work(work, due)


async def claims_corrected(work: Work, events: Sequence[NewEvent]) -> None:
    """A claim that another one corrects waits for nobody."""
    await settle(work, [event.subject_id for event in events], "corrected")


async def insurance_finished(work: Work, events: Sequence[NewEvent]) -> None:
    """A person said that no further payer comes."""
    await settle(work, [event.subject_id for event in events], "finished")


async def settle(work: Work, claim_ids: Sequence[UUID], outcome: str) -> None:
    """End the wait for the next payer of these receivables, and the work of billing it."""
    if claim_ids:
        await store.settle(work.tx, work.owner_id, claim_ids, outcome)
        await close_items(work, KIND, claim_ids, outcome)


async def _expect(work: Work, events: list[NewEvent]) -> None:
    if not events:
        return
    payers = {event.subject_id: UUID(event.data["payer_id"]) for event in events}
    terms = await terms_of(work, set(payers.values()))
    announcements = []
    for event in events:
        payer_id, day = payers[event.subject_id], date.fromisoformat(event.data["adjudicated_on"])
        wait = timedelta(days=terms_on(terms[payer_id], day).crossover_days)
        announcements.append(Announcement(event.subject_id, payer_id, day, day + wait))
    await store.expect(work.tx, work.owner_id, announcements)
    await close_items(work, KIND, list(payers), "crossover_expected")
