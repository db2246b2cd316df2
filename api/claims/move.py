"""Move claims from state to state: the one place where a claim's state changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.claims import store
from api.claims.states import ClaimState, may_move
from api.events import NewEvent, record
from tenants.context import Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class Move:
    """A claim's next state and why; with `state` None the event alone: what happened leaves the claim where it is.

    `kind` names the event, e.g. `claim.submitted`; `data` holds ids, codes, cents: no PHI.
    `payer_claim_control_number` (CLP07, REF*1K) is kept when given.
    """

    claim_id: UUID
    state: ClaimState | None
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    payer_claim_control_number: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move. `before` is None for a claim the practice does not have."""

    claim_id: UUID
    before: ClaimState | None
    after: ClaimState | None
    applied: bool


Held = dict[UUID, Row]
"""Claims as they stand, locked."""


async def hold(work: Work, claim_ids: Sequence[UUID]) -> Held:
    """Lock claims to the end of the transaction, in id order, before anything is written that `move` comes after."""
    return {row["id"]: row for row in await store.lock(work.tx, work.owner_id, claim_ids)}


async def move(work: Work, moves: Sequence[Move], held: Held | None = None) -> list[Moved]:
    """Apply moves in the order given, one event for each that applies; the result has their order. `held`: all of their
    claims, if nothing has moved them since.

    Never raises for a move the table refuses, nor for one to the state the claim is in: acknowledgements come
    twice and late. Rows are locked in id order, so that two files with the same claims never deadlock.
    """
    known = await hold(work, [each.claim_id for each in moves]) if held is None else held
    results: list[Moved] = []
    changed: dict[UUID, store.Change] = {}
    events: list[NewEvent] = []
    for each in moves:
        row = known.get(each.claim_id)
        if row is None:
            results.append(Moved(each.claim_id, None, None, applied=False))
            continue
        current = ClaimState(row["state"])
        after = current if each.state is None else each.state
        if each.state is not None and not may_move(current, after):
            results.append(Moved(each.claim_id, current, current, applied=False))
            continue
        control_number = each.payer_claim_control_number or row["payer_claim_control_number"]
        if (after, control_number) != (current, row["payer_claim_control_number"]):
            row["state"], row["payer_claim_control_number"] = after, control_number
            changed[each.claim_id] = store.Change(each.claim_id, after, control_number)
        facts = {
            "number": row["number"],
            "family_id": str(row["family_id"]),
            "from": current,
            "to": after,
        }
        events.append(NewEvent(each.kind, "claim", each.claim_id, each.data | facts, each.reason))
        results.append(Moved(each.claim_id, current, after, applied=True))
    if changed:
        await store.change(work.tx, work.owner_id, list(changed.values()))
    if events:
        await record(work, events)
    return results
