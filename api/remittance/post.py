"""Post a balanced remittance: match, entries, claim states, events and first-pass facts, in batches of one transaction.

Steps, for each batch of claim payments:
1. the claims they may be about, and for those that payers have spoken of, all they said (`recall`);
2. each claim payment in the order of the file: matched (`match`) and planned, or unmatched to unapplied cash:
   (undeposited_funds, unapplied_cash, CLP04). One that comes before its partner is tried again after the others (a
   correction before the 22, a second payer's answer before the first's, a 22 before what it takes back);
3. what superseded claims have open leaves them; set-based: rows, ledger entries, claim moves, each with its event.
Then the PLB pairs (`offsets`). Guarantees: undeposited_funds has changed by exactly BPR02; a claim payment has one
identity (check, CLP01, CLP07, CLP02, content, occurrence), unique in the practice; all of it or nothing.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from api.claims import Move, hold, move
from api.contracts import Terms, terms_of, terms_on
from api.kit.ids import new_id
from api.ledger import Entry, OpenBatch, movement
from api.remittance.closing import close_books
from api.remittance.effect import Answer, Effect, classified, kept_of
from api.remittance.later_payers import plan_later
from api.remittance.lines import claim_level_line, line_numbers
from api.remittance.match import Books, Matched, Unmatched
from api.remittance.plan import plan, plan_forwarded
from api.remittance.recall import books_for
from api.remittance.reversals import plan_reversal
from api.remittance.rows import Rows
from api.remittance.shares import share_cents
from api.remittance.standing import FORWARDED, Classified
from api.remittance.waiting import waiting_items
from api.worklists import open_items
from api.x12 import ClaimPayment
from tenants.context import Work

Place = tuple[int, bytes]
"""The position of a claim payment in its check, and its identity."""
_Early = tuple[ClaimPayment, Place, UUID, Unmatched]
BATCH = 1_000
"""Claim payments posted at a time: what bounds the memory of a posting."""
EARLY = frozenset({"already_adjudicated", "earlier_payer_missing", "reversal_without_original"})
"""Why a claim payment does not fit that others of its batch may cure."""


@dataclass(slots=True)
class Posting:
    """A remittance while it is posted."""

    work: Work
    remittance_id: UUID
    check_digest: str
    payer_identifier: str
    """TRN03."""
    adjudicated_on: date
    ledger: OpenBatch
    seen: Counter[str] = field(default_factory=Counter)
    position: int = 0
    matched: int = 0
    unmatched_cents: int = 0
    reversed_numbers: set[str] = field(default_factory=set)
    """ICNs of what 22s have taken back."""
    terms: dict[UUID, list[Terms]] = field(default_factory=dict)
    told: dict[str, str] = field(init=False)
    """What every event says alike."""

    def __post_init__(self) -> None:
        self.told = {
            "remittance_id": str(self.remittance_id),
            "ledger_batch_id": str(self.ledger.id),
            "adjudicated_on": self.adjudicated_on.isoformat(),
        }

    async def claims(
        self, payments: Iterable[ClaimPayment], hashes: Sequence[str], after: "Callable[[Batch], Awaitable[None]]"
    ) -> None:
        """Post claim payments, a batch at a time; `after` each, what it makes room for. `hashes`: of their contents."""
        async with aclosing(_batches(iter(payments))) as batches:
            async for batch in batches:
                books = await books_for(self.work, batch)
                await self.learn_terms(books)
                posted = Batch(self, books)
                async with self.work.tx.together():
                    await posted.post(batch, hashes[self.position : self.position + len(batch)])
                await after(posted)

    def place(self, payment: ClaimPayment, content: str) -> tuple[int, bytes]:
        """The position of a claim payment in its check, and what makes it this one and no other."""
        key = f"{self.check_digest}|{payment.claim_id}|{payment.payer_claim_id}|{payment.status}|{content}"
        self.seen[key] += 1
        self.position += 1
        return self.position - 1, hashlib.sha256(f"{key}|{self.seen[key]}".encode()).digest()

    def is_capitated(self, payer_id: UUID, service_date: date) -> bool:
        """Whether the practice has a capitation contract with the payer on the date of service."""
        history = self.terms.get(payer_id)
        return bool(history) and terms_on(history or [], service_date).is_capitated

    async def learn_terms(self, books: Books) -> None:
        """Read the contracts with the payers of these books."""
        payers = {book.claim.payer_id for book in books.all.values()} - self.terms.keys()
        if payers:
            found = await terms_of(self.work, payers)
            self.terms |= {payer_id: found.get(payer_id, []) for payer_id in payers}


async def _batches(payments: Iterator[ClaimPayment]) -> AsyncGenerator[tuple[ClaimPayment, ...], None]:
    """Some at a time. The next ones are read beside the database's work on those at hand, and at most those."""

    def read() -> asyncio.Task[tuple[ClaimPayment, ...]]:
        return asyncio.create_task(asyncio.to_thread(lambda: tuple(islice(payments, BATCH))))

    following = read()
    try:
        while batch := await following:
            following = read()
            yield batch
    finally:
        await asyncio.gather(following, return_exceptions=True)


class Batch:
    """The rows and movements of some claim payments."""

    def __init__(self, posting: Posting, books: Books) -> None:
        self.posting = posting
        self.books = books
        self.rows = Rows()
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.finished: list[Move] = []
        self.refunds: list[tuple[Matched, Effect]] = []
        self.touched: list[tuple[ClaimPayment, Matched]] = []
        self.unmatched: list[UUID] = []

    async def post(self, payments: Sequence[ClaimPayment], hashes: Sequence[str]) -> None:
        work, posting = self.posting.work, self.posting
        early: list[_Early] = []
        for payment, content in zip(payments, hashes, strict=True):
            place, payment_id = posting.place(payment, content), new_id()
            refused = self._take(payment, place, payment_id)
            if refused is not None:
                early.append((payment, place, payment_id, refused))
        for each in self._try_again(early):
            self._unmatched(*each)
        moves = self.moves + self.finished
        held = await hold(work, [each.claim_id for each in moves])
        await self.rows.insert(work, posting.remittance_id)
        closing = await close_books(work, self.books.all.values(), self.refunds)
        await posting.ledger.add(self.entries + closing)
        await open_items(work, waiting_items(self.rows.payments))
        await move(work, moves, held)

    def _try_again(self, early: list[_Early]) -> list[_Early]:
        """Until none fits any more: one that does may be the partner of another. What is left, as it was refused."""
        left = early
        while early:
            left = [each for each in early if self._take(*each[:3]) is not None]
            if len(left) == len(early):
                break
            early = left
        return left

    def _take(self, payment: ClaimPayment, place: Place, payment_id: UUID) -> Unmatched | None:
        """Match and plan it, or see it as unmatched; why not when a later one may be its partner."""
        match = self.books.match(payment, self.posting.payer_identifier)
        if isinstance(match, Unmatched):
            if match.reason in EARLY:
                return match
            self._unmatched(payment, place, payment_id, match)
        else:
            self.matched(payment, place, match, payment_id)
        return None

    def _unmatched(self, payment: ClaimPayment, place: Place, payment_id: UUID, match: Unmatched) -> None:
        lines = [0] * len(payment.services)
        told = classified(payment, lines, 0)
        if match.about is not None:
            # Rows of an 835 never change: they say already what they will say when it is matched.
            _, lines, told = self._read(payment, match.about)
        self.rows.keep(payment, payment_id, place, lines, told, ("unmatched", match.reason))
        self.unmatched.append(payment_id)
        self.entries += movement("undeposited_funds", "unapplied_cash", payment.paid_cents, claim_payment_id=payment_id)
        self.posting.unmatched_cents += payment.paid_cents

    def matched(self, payment: ClaimPayment, place: Place, match: Matched, payment_id: UUID) -> Effect:
        """Plan one on its book; its entries are the caller's to change until the batch is written."""
        book = match.book
        payer_id, lines, adjustments = self._read(payment, match)
        claim_line = claim_level_line(payment, match.claim)
        answer = Answer(payment_id, match.claim.id, payer_id, match.sequence, self.posting.payer_identifier)
        kept = kept_of(payment, lines, adjustments, answer)
        self.rows.keep(payment, payment_id, place, lines, kept.adjustments, ("matched", match.by))
        self.rows.matched(payment_id, match, payer_id)
        if match.original is not None:
            effect = plan_reversal(payment, book, match.original, kept, lines)
            self.rows.reversals[payment_id] = match.original.id
            self.posting.reversed_numbers |= {match.original.control_number, payment.payer_claim_id} - {""}
        elif payment.status == FORWARDED:
            effect = plan_forwarded(book, kept, match.claim, lines)
        elif match.sequence == book.claim.payer_sequence:
            effect = plan(payment, book, kept, lines, claim_line)
        else:
            effect = plan_later(payment, book, kept, match.claim, lines, claim_line)
        self.entries += effect.entries
        self.touched.append((payment, match))
        if effect.refunds:
            self.refunds.append((match, effect))
        self.posting.matched += 1
        self._tell(payment, match, effect)
        return effect

    def _read(self, payment: ClaimPayment, match: Matched) -> tuple[UUID, list[int], list[Classified]]:
        """Whose answer it is, the line of each service, and the adjustments with their class."""
        claim, payer_id = match.claim, self._payer(match)
        lines = line_numbers(payment, claim)
        is_capitated = self.posting.is_capitated(payer_id, claim.service_from)
        told = classified(payment, lines, claim_level_line(payment, claim), is_capitated=is_capitated)
        return payer_id, lines, told

    def _payer(self, match: Matched) -> UUID:
        """Whose answer it is: a later payer on the first one's number is that of the patient's coverage."""
        if match.original is not None:
            return match.original.payer_id
        if match.sequence == match.claim.payer_sequence:
            return match.claim.payer_id
        return match.book.coverages.get(match.sequence, match.claim.payer_id)

    def _tell(self, payment: ClaimPayment, match: Matched, effect: Effect) -> None:
        """One event a claim payment on the claim it came under; a move without news for others whose state changes."""
        book, kept = match.book, effect.kept
        facts = effect.facts | {
            "claim_payment_id": str(kept.id),
            **self.posting.told,
            "payer_id": str(kept.payer_id),
            "receivable_claim_id": str(book.claim.id),
        }
        if effect.facts.get("duplicate"):
            facts["duplicate_of_claim_id"] = str(match.claim.family_id)
        if payment.status == FORWARDED:
            named = payment.name("TT")
            facts["forwarded_to"] = named.id if named else ""
        is_own = match.sequence == match.claim.payer_sequence and match.original is None
        number = payment.payer_claim_id if is_own and not effect.facts.get("duplicate") else ""
        states = {claim_id: state for claim_id, state in effect.states.items() if book.states[claim_id] is not state}
        book.states |= states
        kind = "claim.forwarded" if payment.status == FORWARDED else "claim.adjudicated"
        self.moves.append(
            Move(
                match.claim.id, states.pop(match.claim.id, None), kind, facts, payer_claim_control_number=number or None
            )
        )
        for claim_id, state in states.items():
            self.moves.append(Move(claim_id, state, "claim.later_payer_answered", facts))
        if effect.released:
            finished = {
                "patient_share_cents": share_cents(effect.released),
                "ledger_batch_id": str(self.posting.ledger.id),
                "payer_id": str(kept.payer_id),
                "last_sequence": kept.sequence,
            }
            self.finished.append(Move(book.claim.id, None, "claim.insurance_finished", finished))
