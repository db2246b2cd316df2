"""Claim payments that came before their partner: a second payer's answer before the first's, a 22 before its original.

They wait in unapplied cash until a check posts on the claim they name; then, in the order they came, each is matched
and planned as if it came now. Its content is that of its file, which is kept. One ledger batch a claim payment, source
`match`: what was posted to unapplied cash leaves it, and undeposited_funds stay as they are.

| | posted when it came | posted when it is matched |
|---|---|---|
| an answer | (undeposited_funds, unapplied_cash, p) | (unapplied_cash, insurance_receivable, p), the adjustments |
| a 22 | (unapplied_cash, undeposited_funds, p) | the original's swapped, (undeposited_funds, unapplied_cash, p) |
"""

import asyncio
from collections import defaultdict
from dataclasses import replace
from uuid import UUID

from api.claims import move
from api.files import read_transaction
from api.ledger import Entry, OpenBatch, movement, open_batch
from api.remittance import store
from api.remittance.closing import close_books
from api.remittance.effect import Effect
from api.remittance.match import Matched, has_claim_number
from api.remittance.post import Batch, Posting
from api.remittance.recall import books_for
from api.remittance.waiting import KINDS, PARTNERLESS
from api.worklists import close_items
from api.x12 import ClaimPayment, RemittanceReader, read_file
from tenants.context import Work
from tenants.session import Row

MOST = 1_000
"""Matched at a time, as a batch is: the rest when the claim is spoken of again."""


async def rematch(posted: Batch) -> None:
    """Match what has waited for what a batch has posted; a batch of which nothing waits costs one statement."""
    if not posted.touched:
        return
    work = posted.posting.work
    numbers = {member.number for _, match in posted.touched for member in match.book.members.values()}
    numbers |= {payment.claim_id for payment, _ in posted.touched if has_claim_number(payment)}
    controls = {payment.payer_claim_id for payment, _ in posted.touched} - {""}
    rows = await store.partnerless(
        work.tx, work.owner_id, sorted(numbers), sorted(controls), sorted(PARTNERLESS), posted.unmatched
    )
    waiting = await _contents(work, rows[:MOST])
    if waiting:
        await _match(work, posted.posting, waiting)


async def _contents(work: Work, rows: list[Row]) -> list[tuple[Row, ClaimPayment]]:
    """What the kept files say of each, in the order they came."""
    wanted: defaultdict[UUID, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row["remittance_id"]].add(row["position"])
    found: dict[tuple[UUID, int], ClaimPayment] = {}
    for remittance_id, positions in wanted.items():
        kept = await read_transaction(work, remittance_id)
        if kept is not None:
            for position, payment in await asyncio.to_thread(_read, kept.content, positions):
                found[remittance_id, position] = payment
    keyed = [(row, found.get((row["remittance_id"], row["position"]))) for row in rows]
    return [(row, payment) for row, payment in keyed if payment is not None]


def _read(content: bytes, positions: set[int]) -> list[tuple[int, ClaimPayment]]:
    payments = RemittanceReader(next(read_file(content).transactions())).claims()
    return [(position, payment) for position, payment in enumerate(payments) if position in positions]


async def _match(work: Work, cause: Posting, waiting: list[tuple[Row, ClaimPayment]]) -> None:
    books = await books_for(work, [payment for _, payment in waiting])
    await cause.learn_terms(books)
    batch = Batch(cause, books)
    ledger: OpenBatch | None = None
    done: list[UUID] = []
    for row, payment in waiting:
        match = books.match(payment, row["payer_identifier"])
        if not isinstance(match, Matched):
            continue
        ledger = await open_batch(work, "match", row["id"], row["payment_date"], remittance_id=row["remittance_id"])
        batch.posting = replace(
            cause,
            remittance_id=row["remittance_id"],
            payer_identifier=row["payer_identifier"],
            adjudicated_on=row["payment_date"],
            ledger=ledger,
        )
        effect = batch.matched(payment, (row["position"], row["identity"]), match, row["id"])
        await ledger.add(_out_of_unapplied(payment, match, effect))
        done.append(row["id"])
    if ledger is None:
        return
    await store.set_matched(work.tx, work.owner_id, done)
    await batch.rows.insert_matches(work)
    await ledger.add(await close_books(work, books.all.values(), batch.refunds))
    for kind in KINDS:
        await close_items(work, kind, done, "matched")
    await move(work, batch.moves + batch.finished)


def _out_of_unapplied(payment: ClaimPayment, match: Matched, effect: Effect) -> list[Entry]:
    """The entries of one that was matched, with its money taken from where it waited."""
    if match.original is None:
        effect.kept.entries = [_moved(entry) for entry in effect.kept.entries]
        return [_moved(entry) for entry in effect.entries]
    swapped = [entry for entry in effect.entries if entry.reverses is not None]
    if match.original.is_of_unapplied_cash:
        # The swap itself puts into unapplied cash what the 22 took out of it.
        return swapped
    return swapped + movement(
        "unapplied_cash", "undeposited_funds", payment.paid_cents, claim_payment_id=effect.kept.id
    )


def _moved(entry: Entry) -> Entry:
    if "undeposited_funds" not in (entry.debit, entry.credit):
        return entry
    debit, credit = ("unapplied_cash" if side == "undeposited_funds" else side for side in (entry.debit, entry.credit))
    return replace(entry, debit=debit, credit=credit)
