"""The patient's part: the PR of the last payer that answered, posted once no further payer is expected. Pure.

Until then it stays in insurance_receivable, whatever CLP02 says. PI, CO and OA never reach the patient; CARC 100 does
at once, but as the insurer's money in the patient's hands, which is no share.
"""

from api.ledger import Entry
from api.remittance.effect import mover
from api.remittance.outcome import expects_later_payer, outcome
from api.remittance.standing import Book, Classified


def released(book: Book, *, is_final: bool = False) -> list[Entry]:
    """(patient_receivable, insurance_receivable) for each share that no payer is expected to take, as far as something
    is open.

    With `is_final` somebody has said that no further payer comes. The entries are of the claim payment that told the
    share, and are added to it: its reversal takes them back.
    """
    last = book.last_sequence()
    if last is None or not outcome(book, book.claim.payer_sequence).is_complete:
        return []
    decided = outcome(book, last)
    if not decided.is_complete or (not is_final and expects_later_payer(book, last, decided)):
        return []
    entries: list[Entry] = []
    for kept in book.standing(last):
        move = mover(book.claim, kept.payer_id, kept.id)
        for share in list(kept.held_shares):
            posted = move("patient_receivable", _open_part(book, share), share.line_no, share)
            kept.entries += posted
            book.apply(posted)
            entries += posted
    return entries


def share_cents(entries: list[Entry]) -> int:
    """What the patient owes by released shares."""
    return sum(entry.cents if entry.debit == "patient_receivable" else -entry.cents for entry in entries)


def _open_part(book: Book, share: Classified) -> int:
    """A share, or what is open where it is told: the patient never owes more than that."""
    is_by_line = share.line_no > 0 and not book.open.get(0)
    most = book.open.get(share.line_no, 0) if is_by_line else book.open_cents
    return min(share.cents, max(most, 0))
