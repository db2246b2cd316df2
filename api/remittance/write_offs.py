"""A payer that pays what a person had written off: the write-off is taken back before the answer is posted. Pure.

The entries of a write-off are of the claim payment that was refused, so its 22 undoes them like all others of it. An
answer without a 22 (a later payer's, or the rest of a split claim's) undoes those on the lines where it pays or leaves
something to the patient; where either of the two is about the claim as a whole, all of that claim payment.
"""

from uuid import UUID

from api.ledger import Entry
from api.reference import PATIENT, AdjustmentClass
from api.remittance.standing import Book, Kept

WRITE_OFF = "write_off"
WHOLE_CLAIM = 0


def taken_back(book: Book, kept: Kept, paid: list[tuple[int, int]]) -> tuple[list[Entry], list[tuple[str, int]]]:
    """What undoes write-offs for an answer that is about to be posted, and of what they were: (claim payment, line, 0
    for all lines). `paid` is its money by line. The book has them off already.
    """
    owed = {line_no for line_no, cents in paid if cents} | {
        each.line_no
        for each in kept.adjustments
        if each.kind in PATIENT or each.kind is AdjustmentClass.PAID_TO_PATIENT
    }
    entries: list[Entry] = []
    places: list[tuple[str, int]] = []
    for earlier in book.payments:
        standing = {} if earlier is kept else _written_off(earlier)
        is_whole = WHOLE_CLAIM in owed or _refuses_whole(earlier)
        given = [entry for entry in standing.values() if owed and (is_whole or entry.line_no in owed)]
        if given:
            gone = {entry.id for entry in given}
            earlier.entries = [entry for entry in earlier.entries if entry.id not in gone]
            entries += [entry.undone(claim_payment_id=kept.id) for entry in given]
            lines = {WHOLE_CLAIM} if is_whole else {entry.line_no for entry in given}
            places += [(str(earlier.id), line_no) for line_no in sorted(lines)]
    book.apply(entries)
    return entries, places


def _written_off(kept: Kept) -> dict[UUID, Entry]:
    if kept.is_reversed:
        return {}
    return {entry.id: entry for entry in kept.entries if entry.adjustment_class == WRITE_OFF}


def _refuses_whole(kept: Kept) -> bool:
    return any(each.line_no == WHOLE_CLAIM and each.kind is AdjustmentClass.DENIAL for each in kept.adjustments)
