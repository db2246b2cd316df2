"""Which claim a claim payment is about, and whose answer it is. Pure; a batch's books are read beforehand.

1. CLP01 equal to a claim number of ours (`0` or empty is no key); else CLP07 equal to an ICN we know, if exactly one
   claim has it.
2. CLP02 22 looks for what it takes back in the claim's family (`reversals`); 25 is an estimate and posts nothing.
3. Whose answer: a claim with a number of its own for a later payer says so itself. On the first payer's number CLP02 2
   and 20 are the second payer's, 3 and 21 the third's, 1 and 19 the first's; 4 is the first's, unless that one has
   decided and the check is another payer's.
4. The claim must have been sent. A payer's complete decision stands until it is reversed; a later payer's answer waits
   for the first one's. Whatever does not fit waits in unapplied cash, with the reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from api.claims import Candidate, ClaimState
from api.remittance.outcome import outcome
from api.remittance.reversals import family, original_of, same_money
from api.remittance.standing import FORWARDED, REVERSAL, SEQUENCES, Book, Kept
from api.x12 import ClaimPayment

PREDETERMINED = "25"
DENIED = "4"
BY_STATUS = {"1": "P", "19": "P", "2": "S", "20": "S", "3": "T", "21": "T"}
KNOWN = {*BY_STATUS, DENIED, FORWARDED}


@dataclass(frozen=True, slots=True)
class Matched:
    """The receivable, the claim whose number it came under, by what it was found, and whose answer it is."""

    book: Book
    claim: Candidate
    by: str
    sequence: str
    original: Kept | None = None
    """What a 22 takes back."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No claim, and why: the money goes to unapplied cash."""

    reason: str
    about: Matched | None = field(default=None, compare=False)
    """What it would be, if its partner were there."""


class Books:
    """The receivables that a batch of claim payments may be about."""

    def __init__(self, books: Iterable[Book]) -> None:
        self.all = {book.claim.id: book for book in books}
        self._by_number = {
            member.number: (book, member) for book in self.all.values() for member in book.members.values()
        }
        self._by_control: dict[str, list[tuple[Book, Candidate]]] = {}
        for book, member in self._by_number.values():
            if member.payer_claim_control_number:
                self._by_control.setdefault(member.payer_claim_control_number, []).append((book, member))

    def match(self, payment: ClaimPayment, payer_identifier: str) -> Matched | Unmatched:
        """Decide for one claim payment of a check of this payer (TRN03)."""
        if payment.status == PREDETERMINED:
            return Unmatched("predetermination")
        if payment.status == REVERSAL:
            return self._reversal(payment)
        if payment.status not in KNOWN:
            return Unmatched("status_unknown")
        found = self._find(payment)
        if isinstance(found, Unmatched):
            return found
        book, claim, by = found
        match = Matched(book, claim, by, _sequence(payment, book, claim, payer_identifier))
        if claim.state is ClaimState.READY and not book.payments:
            return Unmatched("claim_not_sent", match)
        refused = _refused(payment, book, match.sequence)
        return Unmatched(refused, match) if refused else match

    def _reversal(self, payment: ClaimPayment) -> Matched | Unmatched:
        found = self._find(payment)
        if isinstance(found, Unmatched):
            books = [
                book
                for book in self.all.values()
                if any(
                    payment.payer_claim_id and kept.control_number == payment.payer_claim_id for kept in book.payments
                )
            ]
        else:
            book, claim, _ = found
            books = [book, *(each for each in family(self.all.values(), [claim.family_id]) if each is not book)]
        original = original_of(payment, books)
        if original is None:
            return Unmatched("reversal_without_original")
        book, kept = original
        if not same_money(payment, kept):
            return Unmatched("reversal_differs")
        return Matched(book, book.members[kept.claim_id], "reversal", kept.sequence, kept)

    def _find(self, payment: ClaimPayment) -> tuple[Book, Candidate, str] | Unmatched:
        if has_claim_number(payment):
            named = self._by_number.get(payment.claim_id)
            if named is not None:
                return (*named, "claim_number")
        known = self._by_control.get(payment.payer_claim_id, []) if payment.payer_claim_id else []
        if len(known) == 1:
            return (*known[0], "payer_claim_control_number")
        if known:
            return Unmatched("control_number_ambiguous")
        return Unmatched("claim_unknown" if has_claim_number(payment) else "no_claim_number")


def has_claim_number(payment: ClaimPayment) -> bool:
    """Whether CLP01 can be a key: a payer that had none sends `0`."""
    return payment.claim_id not in {"", "0"}


def _sequence(payment: ClaimPayment, book: Book, claim: Candidate, payer_identifier: str) -> str:
    if claim.id != book.claim.id:
        return claim.payer_sequence
    first = claim.payer_sequence
    told = BY_STATUS.get(payment.status, first)
    if payment.status == DENIED and outcome(book, first).is_complete:
        deciders = {kept.payer_identifier for kept in book.standing(first)}
        last = book.last_sequence() or first
        if payer_identifier not in deciders and last != SEQUENCES[-1]:
            told = SEQUENCES[SEQUENCES.index(last) + 1]
    return max(told, first, key=SEQUENCES.index)


def _refused(payment: ClaimPayment, book: Book, sequence: str) -> str:
    first = book.claim.payer_sequence
    if sequence != first and not outcome(book, first).is_complete:
        return "earlier_payer_missing"
    if first != SEQUENCES[0]:
        return "earlier_payer_missing"
    if _is_duplicate(payment):
        return ""
    standing = book.standing(sequence)
    if not standing or all(kept.settles_nothing for kept in standing):
        return ""
    decided = outcome(book, sequence)
    is_whole = decided.charge_cents >= book.claim.charge_cents
    return "already_adjudicated" if is_whole or payment.status == FORWARDED else ""


def _is_duplicate(payment: ClaimPayment) -> bool:
    told = [*payment.adjustments, *(each for service in payment.services for each in service.adjustments)]
    return payment.paid_cents == 0 and bool(told) and all(each.carc == "18" for each in told)
