"""Payer 2 and later, by the R rule. Pure.

R is the receivable that earlier payers left, p what this one paid, PR its own patient share (with CARC 100), denied its
denials, which stay receivable. OA-23 is ignored: it only tells what earlier payers did.

    contractual delta = R - p - PR - denied

a line where both payers have lines, else on line 0 for the claim as a whole. Posting OA-23, or this payer's whole
CO-45, would write the claim off twice. A denial of more than is left (a payer refuses the full charge) leaves what is
left. Below zero no delta posts: the payment does, the patient's share only as far as something is open, and
`credit_balance` goes on the worklist.

| Medigap: R 1600, OA-23 8400, paid 1600 | delta 1600 - 1600 = 0 |
| Medicaid: R 1600, OA-23 6272, CO-45 3728, paid 0 | delta 1600: (contractual_adjustments, insurance_receivable, 1600) |
| above charge: R 2500, paid 3400, OA-94 -900 | delta -900: nothing but the payment |
"""

from collections import defaultdict

from api.claims import Candidate
from api.ledger import Entry
from api.reference import PATIENT, AdjustmentClass
from api.remittance.effect import Effect, Mover, mover, not_collectible, paid_by_line
from api.remittance.outcome import denials, facts, outcome, state_of_member, state_of_receivable
from api.remittance.shares import released
from api.remittance.standing import Book, Classified, Kept
from api.remittance.write_offs import taken_back
from api.x12 import ClaimPayment

CLAIM_LINE = 0


def plan_later(
    payment: ClaimPayment, book: Book, kept: Kept, member: Candidate, lines: list[int], claim_line: int
) -> Effect:
    """The effect of a later payer's answer on the receivable; it is added to the book."""
    effect = Effect(kept, lines)
    book.add(kept)
    if kept.is_duplicate:
        effect.facts = facts(book, kept, is_duplicate=True)
        return effect
    paid = paid_by_line(payment, lines, claim_line)
    undone, places = taken_back(book, kept, paid)
    by_line = _is_by_line(book, kept, [line_no for line_no, cents in paid if cents])
    move = mover(book.claim, kept.payer_id, kept.id)
    left = dict(book.open) if by_line else {CLAIM_LINE: book.open_cents}
    own = [entry for line_no, cents in paid for entry in move("undeposited_funds", cents, line_no)]
    for line_no, cents in paid:
        _take(left, line_no if by_line else CLAIM_LINE, cents)
    if outcome(book, kept.sequence).is_complete or by_line:
        own += _settled(book, kept, left, move, by_line=by_line)
    kept.entries += own
    book.changed()
    book.apply(own)
    effect.released = released(book)
    effect.entries = undone + own + effect.released
    effect.refunds = not_collectible(kept.adjustments)
    effect.states[book.claim.id] = state_of_receivable(book)
    if member.id != book.claim.id:
        effect.states[member.id] = state_of_member(book, kept.sequence)
    effect.facts = facts(book, kept, write_offs=places)
    return effect


def _settled(book: Book, kept: Kept, left: dict[int, int], move: Mover, *, by_line: bool) -> list[Entry]:
    """CARC 100 and the delta, line by line or on line 0."""
    if kept.is_pended:
        return []
    shares: defaultdict[int, int] = defaultdict(int)
    given: list[Classified] = []
    for each in kept.adjustments:
        if each.kind in PATIENT:
            shares[each.line_no if by_line else CLAIM_LINE] += each.cents
        elif each.kind is AdjustmentClass.PAID_TO_PATIENT:
            given.append(each)
    refused: defaultdict[int, int] = defaultdict(int)
    for (line_no, _, _), net in denials(kept.adjustments).items():
        refused[line_no if by_line else CLAIM_LINE] += max(net, 0)
    entries: list[Entry] = []
    for each in given:
        entries += move("patient_receivable", each.cents, each.line_no, each)
        _take(left, each.line_no if by_line else CLAIM_LINE, each.cents)
    touched = {each.line_no for each in kept.adjustments} | set(kept.charged_lines) if by_line else {CLAIM_LINE}
    for line_no in sorted(touched):
        rest = left.get(line_no, 0) - shares[line_no]
        delta = rest - min(refused[line_no], max(rest, 0))
        if delta < 0:
            book.beyond_cents -= delta
        elif delta > 0:
            entries += move("contractual_adjustments", delta, line_no, _delta(line_no, delta))
    return entries


def _is_by_line(book: Book, kept: Kept, paid_lines: list[int]) -> bool:
    """Both payers have lines: nothing of the claim as a whole is open, and nothing of this answer is about it."""
    told = {*paid_lines, *kept.charged_lines, *(each.line_no for each in kept.adjustments)}
    return not book.open.get(CLAIM_LINE) and CLAIM_LINE not in told and bool(told)


def _take(left: dict[int, int], line_no: int, cents: int) -> None:
    left[line_no] = left.get(line_no, 0) - cents


def _delta(line_no: int, cents: int) -> Classified:
    return Classified(-1, line_no, "", "", cents, AdjustmentClass.CONTRACTUAL)
