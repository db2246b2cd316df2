"""Price what a ledger batch allocated, in the transaction that posts it; or later, by the same code, what was posted
before its agreement was started.

Money posted while earlier money still waits for its price waits with it: a taking back is never priced before what it
takes back. The lock of `store.lock_pricing` orders a posting and the start of an agreement: one of them sees the other.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.events import NewEvent
from api.fees import store
from api.fees.pricing import Before, Undoable, price
from api.fees.rules import Collected, Rule, Terms
from api.kit.clock import now
from api.kit.jobs import defer
from tenants.context import Work
from tenants.session import Row

CATCH_UP = "fees.catch_up"
CHUNK = 5_000
"""Entries a statement: the server writes them while the next ones are sent."""
SLICE_BATCHES, SLICE_ALLOCATIONS = 200, 20_000
"""What one transaction of a catch-up prices at most; a batch is never divided."""


async def money_posted(work: Work, events: Sequence[NewEvent]) -> None:
    """Price the batches that events name as `ledger_batch_id`."""
    batches = dict.fromkeys(str(batch) for event in events if (batch := event.data.get("ledger_batch_id")))
    if not batches:
        return
    await store.lock_pricing(work.tx, work.owner_id)
    for batch_id in batches:
        await _price_batch(work, UUID(batch_id), waits=True)


async def catch_up(work: Work) -> bool:
    """Price the oldest batches that wait, with nothing priced beside it; true when none is left."""
    await store.lock_agreements(work.tx, work.owner_id)
    waiting = await store.unpriced_batches(work.tx, work.owner_id, SLICE_BATCHES + 1)
    priced = taken = 0
    for row in waiting[:SLICE_BATCHES]:
        if priced >= SLICE_ALLOCATIONS:
            break
        await _price_batch(work, row["id"], waits=False)
        priced, taken = priced + row["allocations"], taken + 1
    if priced:
        await work.audit("fee.catch_up", "fee_entry", None, count=priced)
    if taken < len(waiting):
        return False
    await store.catch_up_is_done(work.tx, work.owner_id, now())
    return True


async def defer_catch_up(work: Work) -> None:
    """Have the job price what waits, once this transaction has committed."""
    await defer(work.tx.connection, CATCH_UP, lock=f"{CATCH_UP}|{work.owner_id}", practice_id=work.owner_id)


async def _price_batch(work: Work, batch_id: UUID, *, waits: bool) -> None:
    tx, tenant_id = work.tx, work.owner_id
    agreement = await store.agreement_of_batch(tx, tenant_id, batch_id)
    if agreement is None or (waits and agreement["is_catching_up"]):
        return
    terms = terms_of(agreement["agreement_id"], agreement["rules"])
    rows = await store.unpriced(tx, tenant_id, batch_id)
    if not rows:
        return
    batch = await _collected(work, terms, batch_id, rows)
    entries = price(terms, batch, await _before(work, terms, batch))
    async with tx.together():
        for start in range(0, len(entries), CHUNK):
            await store.insert_entries(tx, tenant_id, batch_id, entries[start : start + CHUNK])
    if any(entry.links for entry in entries):
        await store.insert_links(tx, tenant_id, entries)


def terms_of(agreement_id: UUID, rows: Sequence[Row]) -> Terms:
    """An agreement's rules, as their rows say."""
    return Terms(agreement_id, tuple(_rule(row, is_last=row is rows[-1]) for row in rows))


def _rule(row: Row, *, is_last: bool) -> Rule:
    return Rule(
        id=UUID(row["id"]),
        agreement_id=UUID(row["agreement_id"]),
        priority=row["priority"],
        outcome=row["outcome"],
        rate_bps=row["rate_bps"],
        per_claim_cents=row["per_claim_cents"],
        sources=frozenset(row["sources"]),
        payer_ids=frozenset(row["payer_ids"]),
        filing_indicators=frozenset(row["filing_indicators"]),
        procedure_from=row["procedure_from"],
        procedure_to=row["procedure_to"],
        service_from=_day(row["service_from"]),
        service_to=_day(row["service_to"]),
        provider_npis=frozenset(row["provider_npis"]),
        originated=row["originated"],
        is_last=is_last,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _collected(work: Work, terms: Terms, batch_id: UUID, rows: Sequence[Row]) -> list[Collected]:
    """A batch's allocations with what these terms ask about them."""
    tx, tenant_id = work.tx, work.owner_id
    undone: dict[UUID, list[tuple[UUID, int]]] = {}
    for row in await store.taken_back(tx, tenant_id, batch_id):
        undone.setdefault(row["allocation_id"], []).append((row["reverses_id"], row["cents"]))
    npis: dict[UUID, frozenset[str]] = {}
    if terms.needs("provider_npis"):
        for row in await store.providers(tx, tenant_id, {row["claim_id"] for row in rows}):
            npis[row["claim_id"]] = frozenset({row["billing_npi"], row["rendering_npi"]})
    families = {row["family_id"] for row in rows}
    ours = families
    if terms.needs("originated"):
        ours = set(await store.sent_families(tx, tenant_id, batch_id, families))
    return [
        Collected(
            **row,
            provider_npis=npis.get(row["claim_id"], frozenset()),
            originated="us" if row["family_id"] in ours else "inherited",
            takes_back=tuple(undone.get(row["allocation_id"], ())),
        )
        for row in rows
    ]


async def _before(work: Work, terms: Terms, batch: Sequence[Collected]) -> Before:
    tx, tenant_id = work.tx, work.owner_id
    before = Before()
    named = sorted({allocation_id for money in batch for allocation_id, _ in money.takes_back})
    if named:
        found = await store.collections(tx, tenant_id, named)
        before.collections = {row["allocation_id"]: Undoable(**row) for row in found}
    families = {money.family_id for money in batch if money.cents > 0}
    if families:
        before.taken_back = [Undoable(**row) for row in await store.parts_taken_back(tx, tenant_id, families)]
        if terms.needs("per_claim"):
            before.charged_families = await store.charged_per_claim(tx, tenant_id, families)
    return before
