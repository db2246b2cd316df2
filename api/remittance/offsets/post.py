"""Post the PLB pairs of a check: entries, takebacks, what follows on the worklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from api.claims import Move, move
from api.ledger import Allocated, OpenBatch, allocations_of_claims, entries_by_id
from api.remittance.models import ProviderAdjustment as ProviderAdjustmentRow
from api.remittance.offsets import store
from api.remittance.offsets.rules import DEFERRED, Known, Read, Taken, balance_id, read_offsets, reference_of
from api.worklists import NewItem, close_items, open_items
from api.x12 import ProviderAdjustment
from tenants.context import Work


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """The check that the pairs are of."""

    remittance_id: UUID
    payer_identifier: str
    """TRN03."""
    payment_cents: int
    """BPR02."""
    ours: frozenset[str]
    """NPIs, TINs and payee ids of the practice, and what this check calls its payee."""
    reversed_numbers: frozenset[str]
    """ICNs of what 22s of this check take back."""


async def post_offsets(work: Work, ledger: OpenBatch, check: CheckFacts, pairs: Sequence[ProviderAdjustment]) -> None:
    """Every pair, in one go. Raises nothing that the pairs could cause: whatever they say, the money is posted."""
    named = await _named(work, check, pairs)
    as_received, pairs = pairs, [replace(pair, reference=named.by_reference[pair.reference]) for pair in pairs]
    known = await _known(work, check, pairs, named.payments)
    still_open = [taken for taken in known.taken if taken.state == "open"]
    read = read_offsets(pairs, known, check.payment_cents)
    await ledger.add(read.entries)
    await work.tx.insert(*_rows(work, check, as_received, pairs, read))
    await _settle(work, read)
    cleared = [balance_id(work.owner_id, check.payer_identifier, key) for key, cents in known.due.items() if not cents]
    await close_items(work, "due_to_payer_late", cleared, "taken")
    await _open(work, ledger, check, read)
    settled = {taken.id for taken in read.settled}
    twice = [taken for taken in still_open if taken.reference in check.reversed_numbers and taken.id not in settled]
    items = [
        NewItem("recovered_twice", "takeback", taken.id, claim_id=taken.claim_id, cents=taken.cents) for taken in twice
    ]
    await open_items(work, items)


@dataclass(frozen=True, slots=True)
class _Named:
    """The claim payments that references name, and by which word of each."""

    payments: list[dict[str, Any]]
    by_reference: dict[str, str]


async def _named(work: Work, check: CheckFacts, pairs: Sequence[ProviderAdjustment]) -> _Named:
    """Payers write CLP01, a blank and the ICN, or the ICN alone: what counts is the ICN, when it is one we know."""
    references = {pair.reference for pair in pairs}
    words = sorted({word for reference in references for word in reference.split()} | check.reversed_numbers)
    payments = await store.named(work.tx, work.owner_id, words) if words else []
    known = {row["payer_claim_control_number"] for row in payments} | check.reversed_numbers
    return _Named(
        payments,
        {reference: next((word for word in reference.split() if word in known), reference) for reference in references},
    )


async def _known(
    work: Work, check: CheckFacts, pairs: Sequence[ProviderAdjustment], payments: list[dict[str, Any]]
) -> Known:
    deferred = [pair for pair in pairs if pair.code in DEFERRED]
    references = sorted({pair.reference for pair in pairs if pair.reference} | check.reversed_numbers)
    due: dict[str, int] = {}
    if deferred:
        keys = sorted({reference_of(pair) for pair in deferred})
        asking = (check.remittance_id, check.payer_identifier)
        due = await store.due_to_payer(work.tx, work.owner_id, asking, keys)
    taken: list[Taken] = []
    allocations: dict[str, list[Allocated]] = {}
    if references:
        rows = await store.unsettled(work.tx, work.owner_id, check.payer_identifier, references)
        posted = {entry.id: entry for entry in await entries_by_id(work, _entry_ids(rows))} if rows else {}
        for row in rows:
            entry_ids = row.pop("entry_ids")
            taken.append(Taken(**row, entries=[posted[each] for each in entry_ids if each in posted]))
        allocations = await _allocations(work, payments)
    return Known(check.ours, due, taken, allocations)


def _entry_ids(rows: list[dict[str, Any]]) -> list[UUID]:
    return [each for row in rows for each in row["entry_ids"]]


async def _allocations(work: Work, payments: list[dict[str, Any]]) -> dict[str, list[Allocated]]:
    """The insurer's standing allocations of the claim payments that references name, newest first."""
    if not payments:
        return {}
    by_payment = {row["id"]: row["payer_claim_control_number"] for row in payments}
    found: dict[str, list[Allocated]] = {reference: [] for reference in by_payment.values()}
    for each in await allocations_of_claims(work, sorted({row["receivable_claim_id"] for row in payments})):
        reference = by_payment.get(each.claim_payment_id) if each.claim_payment_id else None
        if reference is not None and each.receivable == "insurance_receivable" and each.standing_cents > 0:
            found[reference].append(each)
    return found


def _rows(
    work: Work,
    check: CheckFacts,
    as_received: Sequence[ProviderAdjustment],
    pairs: Sequence[ProviderAdjustment],
    read: Read,
) -> list[ProviderAdjustmentRow]:
    return [
        ProviderAdjustmentRow(
            tenant_id=work.owner_id,
            remittance_id=check.remittance_id,
            position=position,
            provider_identifier=pair.provider_id,
            reason_code=pair.code,
            reference=received.reference,
            named_reference=pair.reference,
            cents=pair.cents,
            due_to_payer_cents=read.due.get(position, 0),
        )
        for position, (received, pair) in enumerate(zip(as_received, pairs, strict=True))
    ]


async def _settle(work: Work, read: Read) -> None:
    if not read.settled:
        return
    ids = [taken.id for taken in read.settled]
    await store.settle(work.tx, work.owner_id, ids)
    for kind in ("takeback", "recovered_twice"):
        await close_items(work, kind, ids, "given_back")


async def _open(work: Work, ledger: OpenBatch, check: CheckFacts, read: Read) -> None:
    if read.takebacks:
        rows = [
            {
                "id": each.id,
                "position": each.position,
                "reference": each.reference,
                "claim_id": each.claim_id,
                "cents": each.cents,
                "entries": " ".join(str(entry_id) for entry_id in each.entry_ids),
                "state": "open" if each.claim_id else "waiting",
            }
            for each in read.takebacks
        ]
        await store.insert_takebacks(work.tx, work.owner_id, check.remittance_id, check.payer_identifier, rows)
    await open_items(
        work,
        [NewItem("takeback", "takeback", each.id, claim_id=each.claim_id, cents=each.cents) for each in read.takebacks],
    )
    if read.withheld:
        cents = sum(abs(cents) for _, _, cents in read.withheld)
        await open_items(work, [NewItem("takeback", "remittance", check.remittance_id, cents=cents)])
    moves = [
        Move(
            each.claim_id,
            None,
            "claim.takeback",
            {
                "takeback_id": str(each.id),
                "remittance_id": str(check.remittance_id),
                "ledger_batch_id": str(ledger.id),
                "payer_id": str(each.payer_id) if each.payer_id else None,
                "cents": each.cents,
            },
        )
        for each in read.takebacks
        if each.claim_id is not None
    ]
    if moves:
        await move(work, moves)
