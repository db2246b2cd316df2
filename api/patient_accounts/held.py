"""What a verb holds while it moves a patient's money: payments as they are, claims with their open shares.

The order of locks is in `store`: claims first, so that a posting of a remittance, which has them, never waits for a
payment whose holder waits for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.claims import ClaimState
from api.kit.problems import PreconditionFailed
from api.ledger import receivable_of
from api.patient_accounts import store
from api.patient_accounts.rules import OpenLine, Standing
from tenants.context import Work


@dataclass(frozen=True, slots=True)
class Held:
    """A payment. `claim_id` is nil when it is meant for none."""

    id: UUID
    patient_id: UUID
    source: str
    method: str
    claim_id: UUID
    cents: int
    unapplied_cents: int
    refunded_cents: int
    version: int


@dataclass(frozen=True, slots=True)
class Target:
    """The claim whose lines hold the receivable of the one that was named."""

    named_id: UUID
    patient_id: UUID
    id: UUID
    state: ClaimState
    is_superseded: bool
    family_id: UUID


async def find_payment(work: Work, payment_id: UUID) -> Held | None:
    """A payment of the practice, not held."""
    row = await store.payment(work.tx, work.owner_id, payment_id)
    return Held(**row) if row else None


async def hold_payment(work: Work, found: Held) -> Held:
    """The payment, held. Raises PreconditionFailed when it has changed since it was found: what was decided on is
    gone.
    """
    [row] = await store.lock_payments(work.tx, work.owner_id, [found.id])
    if row["version"] != found.version:
        raise PreconditionFailed
    return Held(**row)


async def lock_payment(work: Work, payment_id: UUID) -> Held | None:
    """A payment of the practice as it is now, held: for a caller who has read no version of it."""
    rows = await store.lock_payments(work.tx, work.owner_id, [payment_id])
    return Held(**rows[0]) if rows else None


async def find_targets(work: Work, claim_ids: Sequence[UUID]) -> dict[UUID, Target]:
    """Claims of the practice by the id that names them, oldest service first."""
    rows = await store.claims(work.tx, work.owner_id, claim_ids)
    return {row["named_id"]: Target(**row | {"state": ClaimState(row["state"])}) for row in rows}


async def find_family(work: Work, family_id: UUID) -> list[Target]:
    """Where a family's share may be: its claims that hold a receivable and were not corrected."""
    rows = await store.family(work.tx, work.owner_id, family_id)
    return [Target(**row | {"state": ClaimState(row["state"])}) for row in rows]


async def find_owed(work: Work, patient_id: UUID) -> list[Target]:
    """A patient's claims with an open share, oldest service first."""
    rows = await store.owed_claims(work.tx, work.owner_id, patient_id)
    return [Target(**row | {"state": ClaimState(row["state"])}) for row in rows]


async def lines_of(work: Work, claim_ids: Sequence[UUID]) -> set[tuple[UUID, int]]:
    """(claim, line number) of the service lines that claims have."""
    rows = await store.service_lines(work.tx, work.owner_id, claim_ids)
    return {(row["claim_id"], row["line_no"]) for row in rows}


async def hold_lines(work: Work, claim_ids: Iterable[UUID]) -> list[OpenLine]:
    """Lines with an open share, of claims in the order given; the claim as a whole comes after its lines. Held."""
    order = {claim_id: place for place, claim_id in enumerate(dict.fromkeys(claim_ids))}
    found = await receivable_of(work, list(order), lock=True)
    lines = [
        OpenLine(claim_id, line_no, line.patient_receivable_cents)
        for (claim_id, line_no), line in found.items()
        if line.patient_receivable_cents > 0
    ]
    return sorted(lines, key=lambda line: (order[line.claim_id], line.line_no == 0, line.line_no))


async def hold_allocations(work: Work, allocation_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """Allocations with what they hold, their claims and payments held. Unknown ids are left out."""
    found = await store.allocations(work.tx, work.owner_id, allocation_ids)
    await receivable_of(work, [row["claim_id"] for row in found], lock=True)
    standing = [Standing(**row) for row in await store.allocations(work.tx, work.owner_id, allocation_ids)]
    await store.lock_payments(work.tx, work.owner_id, [each.payment_id for each in standing])
    return {each.id: each for each in standing}


async def hold_allocations_on(work: Work, claim_id: UUID) -> list[Standing]:
    """All that stands on a claim, oldest first; the claim and the payments held."""
    await receivable_of(work, [claim_id], lock=True)
    # No allocation of a claim comes or goes while its balance is held.
    standing = [Standing(**row) for row in await store.allocations_on_claim(work.tx, work.owner_id, claim_id)]
    await store.lock_payments(work.tx, work.owner_id, [each.payment_id for each in standing])
    return standing
