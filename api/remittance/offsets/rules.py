"""How a check's PLB pairs are read: which cancel, which were due, which take back, which wait. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from api.kit.ids import new_id
from api.ledger import Allocated, Entry, movement
from api.x12 import ProviderAdjustment

ACCOUNTS = {
    "L6": "interest",
    "CT": "capitation_income",
    "CR": "capitation_income",
    "BN": "incentive_income",
    "IP": "incentive_income",
    "LE": "levy_withheld",
    "IR": "levy_withheld",
    "OB": "intercompany_offset",
}
OTHER = "payer_withholding"
FUNDS = "undeposited_funds"
OVERPAYMENT, FORWARD, REFUND = "WO", "FB", "72"
DEFERRED = frozenset({OVERPAYMENT, FORWARD, REFUND})
POOL = "FB"
"""The reference that forward balances are kept under."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An earlier takeback that is not settled; `entries` are what it posted and stands."""

    id: UUID
    reference: str
    cents: int
    state: str
    claim_id: UUID | None
    entries: list[Entry]


@dataclass(slots=True)
class NewTakeback:
    """Money kept back by a PLB alone: of a claim, or (None) of nobody knows what."""

    position: int
    reference: str
    cents: int
    claim_id: UUID | None
    payer_id: UUID | None
    entry_ids: list[UUID] = field(default_factory=list)
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class Known:
    """What is known before the pairs are read."""

    ours: Collection[str]
    """What the practice's billing providers are called: PLB01 of anybody else is another's debt."""
    due: dict[str, int]
    """What is due to the payer by reference, in cents."""
    taken: list[Taken]
    allocations: Mapping[str, list[Allocated]]
    """By reference, the insurer's allocations that stand, newest first, of the claims that the reference names."""
    spent: dict[UUID, int] = field(default_factory=dict)
    """By allocation, what pairs of this check have taken already."""


@dataclass(slots=True)
class Read:
    """What the pairs of a check come to."""

    entries: list[Entry] = field(default_factory=list)
    due: dict[int, int] = field(default_factory=dict)
    """By position, what it left due to the payer (positive) or took of that (negative)."""
    takebacks: list[NewTakeback] = field(default_factory=list)
    settled: list[Taken] = field(default_factory=list)
    withheld: list[tuple[int, str, int]] = field(default_factory=list)
    """(position, reference, cents) withheld in the name of a claim of ours."""


def read_offsets(pairs: Sequence[ProviderAdjustment], known: Known, payment_cents: int) -> Read:
    """Decide for every pair of a check: what gives first, so that what takes finds it."""
    read = Read()
    cancelled = _cancelling(pairs)
    numbered = [(position, pair) for position, pair in enumerate(pairs) if position not in cancelled and pair.cents]
    for position, pair in numbered:
        if pair.code in DEFERRED and pair.cents < 0 and not _is_anothers(pair, known):
            _give(read, known, position, pair)
    for position, pair in numbered:
        if _is_anothers(pair, known):
            read.entries += _move("intercompany_offset", pair.cents, pair)
        elif pair.code not in DEFERRED:
            read.entries += _move(ACCOUNTS.get(pair.code, OTHER), pair.cents, pair)
            if pair.code not in ACCOUNTS and pair.reference in known.allocations:
                read.withheld.append((position, pair.reference, pair.cents))
        elif pair.cents > 0:
            _take(read, known, position, pair)
    if payment_cents < 0:
        read.entries += movement(FUNDS, "due_to_payer", -payment_cents, reason_code="negative_check")
    return read


def balance_id(tenant_id: UUID, payer_identifier: str, reference: str) -> UUID:
    """What the worklist calls a payer's balance under a reference."""
    return uuid5(tenant_id, f"{payer_identifier}|{reference}")


def reference_of(pair: ProviderAdjustment) -> str:
    """What is due is kept under this."""
    return POOL if pair.code == FORWARD else pair.reference


def _is_anothers(pair: ProviderAdjustment, known: Known) -> bool:
    return pair.code == OVERPAYMENT and bool(pair.provider_id) and pair.provider_id not in known.ours


def _cancelling(pairs: Sequence[ProviderAdjustment]) -> set[int]:
    """Positions of 72 -X and WO +X: of the same reference if there is one, else of the same cents."""
    found: set[int] = set()
    for position, refund in enumerate(pairs):
        if refund.code != REFUND or refund.cents >= 0:
            continue
        alike = [
            other
            for other, pair in enumerate(pairs)
            if pair.code == OVERPAYMENT and pair.cents == -refund.cents and other not in found
        ]
        named = [other for other in alike if pairs[other].reference == refund.reference]
        if alike:
            found |= {position, (named or alike)[0]}
    return found


def _give(read: Read, known: Known, position: int, pair: ProviderAdjustment) -> None:
    """A negative WO, FB or 72: it gives takebacks of its reference back, and what is more is due to the payer."""
    cents = -pair.cents
    for taken in [each for each in known.taken if each.reference == pair.reference and pair.code == OVERPAYMENT]:
        if taken.cents > cents:
            continue
        cents -= taken.cents
        known.taken.remove(taken)
        read.settled.append(taken)
        read.entries += given_back(taken, pair)
    read.entries += movement(FUNDS, "due_to_payer", cents, reason_code=pair.code)
    read.due[position] = cents
    key = reference_of(pair)
    known.due[key] = known.due.get(key, 0) + cents


def given_back(taken: Taken, pair: ProviderAdjustment) -> list[Entry]:
    """The takeback undone: its entries swapped; of one that was released, the money back out of pre_go_live."""
    if taken.state == "pre_go_live":
        return movement(FUNDS, "pre_go_live_receivable", taken.cents, reason_code=pair.code)
    return [entry.undone() for entry in taken.entries]


def _take(read: Read, known: Known, position: int, pair: ProviderAdjustment) -> None:
    """A positive WO, FB or 72: what was due, then the claim it names, then nobody's."""
    key, cents = reference_of(pair), pair.cents
    explained = min(cents, max(known.due.get(key, 0), 0))
    known.due[key] = known.due.get(key, 0) - explained
    read.entries += _move("due_to_payer", explained, pair)
    read.due[position] = -explained
    cents -= explained
    if pair.code == OVERPAYMENT and cents:
        cents -= _take_from_claim(read, known, position, pair, cents)
    if cents:
        posted = _move("unapplied_cash", cents, pair)
        waiting = NewTakeback(position, pair.reference, cents, None, None, [entry.id for entry in posted])
        read.takebacks.append(waiting)
        read.entries += posted


def _take_from_claim(read: Read, known: Known, position: int, pair: ProviderAdjustment, most: int) -> int:
    """Unwind the allocations of the claim that a reference names, newest first; how many cents that were."""
    taken: dict[UUID, NewTakeback] = {}
    left = most
    for each in known.allocations.get(pair.reference, []):
        cents = min(left, each.standing_cents - known.spent.get(each.id, 0))
        if cents <= 0:
            continue
        left -= cents
        known.spent[each.id] = known.spent.get(each.id, 0) + cents
        posted = movement(
            "insurance_receivable",
            FUNDS,
            cents,
            claim_id=each.claim_id,
            line_no=each.line_no,
            payer_id=each.payer_id,
            reason_code=pair.code,
            unwinds=((each.id, cents),),
            allocation_source=each.source,
        )
        takeback = taken.setdefault(
            each.claim_id, NewTakeback(position, pair.reference, 0, each.claim_id, each.payer_id)
        )
        takeback.cents += cents
        takeback.entry_ids += [entry.id for entry in posted]
        read.entries += posted
    read.takebacks += taken.values()
    return most - left


def _move(account: str, cents: int, pair: ProviderAdjustment) -> list[Entry]:
    return movement(account, FUNDS, cents, reason_code=pair.code)
