"""Say that no further payer is expected on a claim: the patient's part, held until then, is posted."""

from uuid import UUID

from api.claims import ClaimState, Move, move, undecided_later
from api.kit.clock import now
from api.kit.ids import new_id
from api.ledger import open_batch
from api.remittance.outcome import final_state, outcome
from api.remittance.problems import NextPayerUndecided, NothingHeld
from api.remittance.recall import recall
from api.remittance.shares import released, share_cents
from tenants.context import Work
from tenants.practices import profile_of

EXPECTING = frozenset({ClaimState.CROSSOVER_EXPECTED, ClaimState.SECONDARY_DUE})


async def finish_insurance(work: Work, claim_id: UUID, reason: str) -> int:
    """Post the shares that the last payer left and that wait for a later one; how many cents the patient owes by it.

    Moves the claim that holds the receivable to how it ends, with the event `claim.insurance_finished`. Raises
    NothingHeld when no later payer is expected, NextPayerUndecided while a later one has a claim. A payer that answers
    again (a correction) may hold shares anew.
    """
    books = [book for book in await recall(work, [claim_id]) if claim_id in book.members]
    if not books or books[0].claim.state not in EXPECTING:
        raise NothingHeld
    book = books[0]
    last = book.last_sequence()
    if last is None or not outcome(book, last).is_complete:
        raise NothingHeld
    # The books hold the claim that a next payer is billed on: a claim of it is seen here, or is not made any more.
    if undecided := await undecided_later(work, book.claim.id, last):
        claim = undecided[0]
        raise NextPayerUndecided(claim_id=str(claim.id), claim_number=claim.number, state=claim.state)
    entries = released(book, is_final=True)
    profile = await profile_of(work.tx)
    batch = await open_batch(work, "release", new_id(), profile.business_date(now()))
    await batch.add(entries)
    cents = share_cents(entries)
    facts = {
        "patient_share_cents": cents,
        "ledger_batch_id": str(batch.id),
        "payer_id": str(book.claim.payer_id),
        "last_sequence": last,
    }
    state = final_state(book, outcome(book, last))
    await move(work, [Move(book.claim.id, state, "claim.insurance_finished", facts, reason)])
    await work.audit("claim.finish_insurance", "claim", book.claim.id)
    return cents
