"""Read what a batch of claim payments needs to know: claims, and for those that payers have spoken of, all they said.

A claim that nobody has answered, and that gets a first payer's usual answer, needs nothing more; the others cost a
handful of statements, whatever their number.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from api.claims import Candidate, ClaimState, candidates, related
from api.kit.ids import NIL
from api.ledger import entries_of, receivable_of
from api.reference import AdjustmentClass
from api.registration import coverage_sequences
from api.remittance import store
from api.remittance.match import BY_STATUS, Books, has_claim_number
from api.remittance.standing import REVERSAL, Book, Classified, Kept
from api.x12 import ClaimPayment
from tenants.context import Work
from tenants.session import Row

UNANSWERED = frozenset(
    {ClaimState.READY, ClaimState.QUEUED, ClaimState.SUBMITTED, ClaimState.ACCEPTED, ClaimState.REJECTED}
)


async def books_for(work: Work, payments: Sequence[ClaimPayment]) -> Books:
    """The receivables these claim payments may be about; locked when answers stand on them."""
    numbers = {payment.claim_id for payment in payments if has_claim_number(payment)}
    controls = {payment.payer_claim_id for payment in payments if payment.payer_claim_id}
    found = await candidates(work, sorted(numbers), sorted(controls))
    known = {claim.id for claim in found if _is_spoken_of(claim)} | _looked_at(found, payments)
    lost = _lost_reversals(found, payments)
    if lost:
        known |= await store.claims_of_control_numbers(work.tx, work.owner_id, lost)
    plain = [Book(claim, [claim]) for claim in found if claim.id not in known]
    recalled = await recall(work, sorted(known)) if known else []
    books = {book.claim.id: book for book in [*plain, *recalled]}
    await _add_coverages(work, books.values())
    return Books(books.values())


async def recall(work: Work, claim_ids: Sequence[UUID]) -> list[Book]:
    """The books of claims and of their families, with all that payers said; locked to the end of the transaction."""
    claims = await related(work, claim_ids)
    by_receivable: dict[UUID, list[Candidate]] = {}
    for claim in claims:
        by_receivable.setdefault(claim.receivable_claim_id, []).append(claim)
    by_id = {claim.id: claim for claim in claims}
    books = {
        receivable_id: Book(by_id[receivable_id], members)
        for receivable_id, members in by_receivable.items()
        if receivable_id in by_id
    }
    for (claim_id, line_no), line in (await receivable_of(work, [NIL, *books], lock=True)).items():
        if claim_id in books:
            books[claim_id].open[line_no] = line.insurance_receivable_cents
            books[claim_id].patient_open[line_no] = line.patient_receivable_cents
    kept = await _kept(work, list(by_id))
    for each in kept:
        book = books[by_id[each.claim_id].receivable_claim_id]
        book.add(each)
    for book in books.values():
        book.is_recalled = True
    return list(books.values())


async def _kept(work: Work, claim_ids: list[UUID]) -> list[Kept]:
    rows = await store.kept_payments(work.tx, work.owner_id, claim_ids)
    kept = {row["id"]: _read(row) for row in rows}
    standing = [each.id for each in kept.values() if not each.is_reversed]
    if not standing:
        return list(kept.values())
    for row in await store.kept_adjustments(work.tx, work.owner_id, standing):
        payment_id, kind = row.pop("claim_payment_id"), AdjustmentClass(row.pop("kind"))
        kept[payment_id].adjustments.append(Classified(**row, kind=kind))
    receivables = sorted({row["receivable_claim_id"] for row in rows})
    for entry in await entries_of(work, receivables, standing):
        if entry.claim_payment_id is not None:
            kept[entry.claim_payment_id].entries.append(entry)
    return list(kept.values())


def _read(row: Row) -> Kept:
    values = {name: value for name, value in row.items() if name != "receivable_claim_id"}
    for name in ("charged_lines", "remarks"):
        values[name] = frozenset(values[name] or ())
    return Kept(**values, adjustments=[])


async def _add_coverages(work: Work, books: Iterable[Book]) -> None:
    books = list(books)
    found = await coverage_sequences(work, sorted({book.claim.patient_id for book in books}))
    for book in books:
        book.coverages = found.get(book.claim.patient_id, {})


def _is_spoken_of(claim: Candidate) -> bool:
    return (
        claim.state not in UNANSWERED
        or claim.receivable_claim_id != claim.id
        or claim.superseded_by is not None
        or claim.frequency != "1"
    )


def _looked_at(found: list[Candidate], payments: Sequence[ClaimPayment]) -> set[UUID]:
    """Claims that get a reversal, or a later payer's answer."""
    special = [each for each in payments if BY_STATUS.get(each.status, "P" if each.status != REVERSAL else "") != "P"]
    numbers = {payment.claim_id for payment in special if has_claim_number(payment)}
    controls = {payment.payer_claim_id for payment in special if payment.payer_claim_id}
    return {claim.id for claim in found if claim.number in numbers or claim.payer_claim_control_number in controls}


def _lost_reversals(found: list[Candidate], payments: Sequence[ClaimPayment]) -> list[str]:
    """ICNs of reversals whose claim is found neither by number nor by the ICN it has now."""
    numbers = {claim.number for claim in found}
    controls = {claim.payer_claim_control_number for claim in found}
    return sorted(
        {
            payment.payer_claim_id
            for payment in payments
            if payment.status == REVERSAL
            and payment.payer_claim_id
            and payment.claim_id not in numbers
            and payment.payer_claim_id not in controls
        }
    )
