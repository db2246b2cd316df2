"""CLP02 22: a claim payment taken back. It swaps what that claim payment has posted, and names it. Pure.

The original is found in the claim's family: the standing claim payment with the same CLP07, else the only one with the
negated charge and payment. It must be the same money: a 22 of other cents than were posted, or of a claim payment that
nobody here knows, waits in unapplied cash.
"""

from collections.abc import Iterable
from uuid import UUID

from api.ledger import movement
from api.remittance.effect import Effect
from api.remittance.outcome import facts, state_of_member, state_of_receivable
from api.remittance.standing import Book, Kept
from api.x12 import ClaimPayment


def original_of(payment: ClaimPayment, books: Iterable[Book]) -> tuple[Book, Kept] | None:
    """What a 22 takes back, of the books of its family; None when that can't be told."""
    known = [(book, kept) for book in books for kept in book.payments if not kept.is_reversed and kept.status != "22"]
    negated = [
        (book, kept)
        for book, kept in known
        if (kept.charge_cents, kept.paid_cents) == (-payment.charge_cents, -payment.paid_cents)
    ]
    if payment.payer_claim_id:
        named = [each for each in known if each[1].control_number == payment.payer_claim_id]
        if named:
            both = [each for each in negated if each[1].control_number == payment.payer_claim_id]
            return (both or named)[-1]
    return negated[0] if len(negated) == 1 else None


def plan_reversal(payment: ClaimPayment, book: Book, original: Kept, kept: Kept, lines: list[int]) -> Effect:
    """Swap the original's entries; the claim goes back to what is left of the answers to it."""
    undone = [entry.undone(claim_payment_id=kept.id) for entry in original.entries]
    original.is_reversed = True
    book.add(kept)
    book.apply(undone)
    effect = Effect(kept, lines, entries=undone, reverses=original.id)
    if original.is_of_unapplied_cash:
        # Its money came to the claim from unapplied cash, to where the swap has put it back.
        effect.entries += movement("undeposited_funds", "unapplied_cash", payment.paid_cents, claim_payment_id=kept.id)
    if original.status != "23" and not original.is_duplicate:
        effect.states[book.claim.id] = state_of_receivable(book)
        if original.claim_id != book.claim.id:
            effect.states[original.claim_id] = state_of_member(book, original.sequence)
    effect.facts = facts(book, kept, reverses=original.id)
    return effect


def same_money(payment: ClaimPayment, original: Kept) -> bool:
    """Whether it takes back what was paid."""
    return payment.paid_cents == -original.paid_cents


def family(books: Iterable[Book], family_ids: Iterable[UUID]) -> list[Book]:
    """The books with a claim of these families."""
    wanted = set(family_ids)
    return [book for book in books if any(member.family_id in wanted for member in book.members.values())]
