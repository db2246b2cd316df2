"""What follows from a payer's word that it has a claim already: a person decides which of the two stands."""

from collections.abc import Sequence

from api.corrections.withdraw import WAITING
from api.events import NewEvent
from api.ledger import receivable_of
from api.worklists import NewItem, open_items
from tenants.context import Work


async def follow_duplicates(work: Work, events: Sequence[NewEvent]) -> None:
    """One open item for each claim whose only answer is CARC 18: withdraw it, or correct it where both were meant.

    `duplicate_of` is the original of its family: the claim itself when it was billed before the other had left.
    """
    told = [event for event in events if event.data.get("duplicate") and event.data["to"] in WAITING]
    if not told:
        return
    balances = await receivable_of(work, [event.subject_id for event in told])
    await open_items(
        work,
        [
            NewItem(
                "duplicate",
                "claim",
                event.subject_id,
                claim_id=event.subject_id,
                cents=sum(
                    line.insurance_receivable_cents
                    for (claim, _), line in balances.items()
                    if claim == event.subject_id
                ),
                data={"claim_payment_id": event.data["claim_payment_id"], "duplicate_of": str(event.data["family_id"])},
            )
            for event in told
        ],
    )
