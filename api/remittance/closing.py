"""What follows from a batch for the books it touched: OA-209, superseded claims, credit balances.

- OA-209: what the patient has paid on that line goes back, up to its cents: (patient_receivable, refunds_payable),
  which unwinds the patient's allocations, newest first.
- A superseded claim holds no receivable: what is open on it as a whole leaves by (charges, insurance_receivable) a
  line. One that is overpaid keeps its credit.
- More money than was left, from an insurer or from the patient: the work item `credit_balance`, never silent.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from api.claims import leaving
from api.ledger import Allocated, Entry, allocations_of_claims
from api.remittance.effect import Effect
from api.remittance.match import Matched
from api.remittance.standing import Book
from api.worklists import NewItem, close_items, set_items
from tenants.context import Work


async def close_books(work: Work, books: Iterable[Book], refunds: Sequence[tuple[Matched, Effect]] = ()) -> list[Entry]:
    """The entries that follow; opens and closes `credit_balance` items. Books untouched before cost nothing."""
    entries = await _refunded(work, refunds)
    known = [book for book in books if book.is_recalled]
    for book in known:
        entries += _superseded(book)
    owed = {book.claim.id: _credit(book) for book in known if book.claim.superseded_by is None}
    await set_items(
        work,
        [
            NewItem("credit_balance", "claim", claim_id, claim_id=claim_id, cents=cents)
            for claim_id, cents in owed.items()
            if cents
        ],
    )
    await close_items(work, "credit_balance", [claim_id for claim_id, cents in owed.items() if not cents], "balanced")
    return entries


def _superseded(book: Book) -> list[Entry]:
    """What a superseded claim has open, out of it."""
    if book.claim.superseded_by is None:
        return []
    entries = leaving(book.claim.id, book.claim.patient_id, book.claim.payer_id, book.open)
    book.apply(entries)
    return entries


def _credit(book: Book) -> int:
    """Cents that are to go back to somebody, or that a payer told beyond what was left."""
    by_line = not book.open.get(0)
    insurer = sum(max(-cents, 0) for cents in book.open.values()) if by_line else max(-book.open_cents, 0)
    patient = max(-sum(book.patient_open.values()), 0)
    return max(insurer + patient, book.beyond_cents)


async def _refunded(work: Work, refunds: Sequence[tuple[Matched, Effect]]) -> list[Entry]:
    if not refunds:
        return []
    claims = {match.book.claim.id: match.book for match, _ in refunds}
    paid: dict[tuple[UUID, int], list[Allocated]] = {}
    for each in await allocations_of_claims(work, list(claims)):
        if each.receivable == "patient_receivable" and each.standing_cents > 0:
            paid.setdefault((each.claim_id, each.line_no), []).append(each)
    entries: list[Entry] = []
    for match, effect in refunds:
        book = match.book
        for line_no, most in effect.refunds.items():
            given = _unwound(book, line_no, most, paid.pop((book.claim.id, line_no), []))
            book.apply(given)
            entries += given
    return entries


def _unwound(book: Book, line_no: int, most: int, paid: list[Allocated]) -> list[Entry]:
    """Of no claim payment: a 22 that comes later does not take back what a person was promised."""
    entries: list[Entry] = []
    for each in paid:
        cents = min(most, each.standing_cents)
        if cents > 0:
            entries.append(
                Entry(
                    "patient_receivable",
                    "refunds_payable",
                    cents,
                    claim_id=book.claim.id,
                    line_no=line_no,
                    patient_id=book.claim.patient_id,
                    group_code="OA",
                    reason_code="209",
                    unwinds=((each.id, cents),),
                    allocation_source=each.source,
                )
            )
            most -= cents
    return entries
