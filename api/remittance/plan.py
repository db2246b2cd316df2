"""What the answer of a claim's own payer does: ledger entries, the claim's next state, the facts. Pure.

For each line, with `funds` for undeposited_funds (a negative amount swaps the sides):

| of the 835 | debit | credit | when |
|---|---|---|---|
| SVC03 | funds | insurance_receivable | always |
| contractual, packaging, capitated | contractual_adjustments | insurance_receivable | always |
| paid to the patient (CARC 100) | patient_receivable | insurance_receivable | always |
| patient share, PR-45 | patient_receivable | insurance_receivable | complete, no later payer expected (`shares`) |
| denial, pended, informational, duplicate, prior payer | | | nothing: the cents stay receivable |

Claim-level CAS goes to line 0; so does CLP04 - sum(SVC03), which those adjustments explain: the funds of a claim
payment are always CLP04. CARC 18 on everything with nothing paid is a duplicate: linked, without any effect.
"""

from api.claims import Candidate, ClaimState
from api.ledger import Entry
from api.reference import AdjustmentClass
from api.remittance.effect import WRITTEN_OFF, Effect, Mover, mover, not_collectible, paid_by_line
from api.remittance.outcome import facts, state_of_receivable
from api.remittance.shares import released
from api.remittance.standing import Book, Classified, Kept
from api.remittance.write_offs import taken_back
from api.x12 import ClaimPayment


def plan(payment: ClaimPayment, book: Book, kept: Kept, lines: list[int], claim_line: int) -> Effect:
    """The effect of the answer of the payer that the claim was billed to first; it is added to the book."""
    effect = Effect(kept, lines)
    if kept.is_duplicate:
        book.add(kept)
        effect.facts = facts(book, kept, is_duplicate=True)
        return effect
    move = mover(book.claim, kept.payer_id, kept.id)
    paid = paid_by_line(payment, lines, claim_line)
    undone, places = taken_back(book, kept, paid)
    own = [entry for line_no, cents in paid for entry in move("undeposited_funds", cents, line_no)]
    own += adjusted(kept.adjustments, move)
    kept.entries += own
    book.add(kept)
    book.apply(own)
    effect.released = released(book)
    effect.entries = undone + own + effect.released
    effect.refunds = not_collectible(kept.adjustments)
    effect.states[book.claim.id] = state_of_receivable(book)
    effect.facts = facts(book, kept, write_offs=places)
    return effect


def adjusted(adjustments: list[Classified], move: Mover) -> list[Entry]:
    """What the first payer's adjustments write off, and what it gave the patient."""
    entries: list[Entry] = []
    for each in adjustments:
        if each.kind in WRITTEN_OFF:
            entries += move("contractual_adjustments", each.cents, each.line_no, each)
        elif each.kind is AdjustmentClass.PAID_TO_PATIENT:
            entries += move("patient_receivable", each.cents, each.line_no, each)
    return entries


def plan_forwarded(book: Book, kept: Kept, claim: Candidate, lines: list[int]) -> Effect:
    """CLP02 23: nobody has decided; what CLP04 says, if anything, is money all the same."""
    effect = Effect(kept, lines)
    book.add(kept)
    effect.entries = mover(book.claim, kept.payer_id, kept.id)("undeposited_funds", kept.paid_cents, 0)
    book.apply(effect.entries)
    kept.entries += effect.entries
    effect.states[claim.id] = ClaimState.FORWARDED
    effect.facts = facts(book, kept)
    return effect
