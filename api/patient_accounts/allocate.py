"""Put a payment on shares by hand: on claims or lines that are named, over all that is open, or where it was meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.kit.etags import require_match
from api.kit.ids import NIL
from api.kit.problems import NotFound, field_error
from api.patient_accounts.held import (
    Held,
    Target,
    find_family,
    find_owed,
    find_payment,
    find_targets,
    hold_lines,
    hold_payment,
    lines_of,
)
from api.patient_accounts.post_shares import post_shares
from api.patient_accounts.problems import (
    InsuranceNotFinished,
    MoreThanOpen,
    MoreThanUnapplied,
    NothingOpen,
    PatientAccountInvalid,
)
from api.patient_accounts.rules import SENTENCES, OpenLine, Share, less, spread, waiting_for
from api.patient_accounts.schemas import AllocateIn
from tenants.context import Call


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cents (None: as many as there are) for the open lines of claims, or for one of them. `asked` is the claim that
    says why there is no share; None when none was named. `position` is that of the named allocation.
    """

    claim_ids: tuple[UUID, ...]
    line_no: int | None
    cents: int | None
    asked: Target | None
    position: int | None = None

    def errors(self, code: str, message: str) -> list[dict[str, Any]] | None:
        """Where the body asks for what can't be; None when it names no allocation."""
        if self.position is None:
            return None
        return [field_error(f"/body/allocations/{self.position}", code, message)]


async def allocate(call: Call, payment_id: UUID, order: AllocateIn) -> None:
    """One ledger batch for all of it. Never more than is open, never to a claim whose insurance is not finished.

    Raises NotFound, PreconditionRequired, PreconditionFailed, PatientAccountInvalid, InsuranceNotFinished, NothingOpen,
    MoreThanOpen, MoreThanUnapplied.
    """
    found = await find_payment(call, payment_id)
    if found is None:
        raise NotFound
    require_match(call.if_match, found.version)
    wanted = await _wanted(call, found, order)
    lines = await hold_lines(call, [claim_id for each in wanted for claim_id in each.claim_ids])
    held = await hold_payment(call, found)
    shares = choose(held, wanted, lines)
    await post_shares(call, {held.id: held}, shares)
    await call.audit("patient_payment.allocate", "patient_payment", held.id, count=len(shares))


def choose(held: Held, wanted: Sequence[Wanted], lines: list[OpenLine]) -> list[Share]:
    """What goes where, each wish seeing what those before it have taken. Raises what `allocate` says."""
    shares: list[Share] = []
    left = held.unapplied_cents
    for each in wanted:
        fitting = [
            line
            for line in less(lines, shares)
            if line.claim_id in each.claim_ids and each.line_no in {None, line.line_no}
        ]
        open_cents = sum(line.cents for line in fitting)
        _refuse(each, left, open_cents)
        taken = spread(held.id, min(left, open_cents) if each.cents is None else each.cents, fitting)
        left -= sum(share.cents for share in taken)
        shares += taken
    return shares


def _refuse(wanted: Wanted, left: int, open_cents: int) -> None:
    asked = wanted.asked
    if asked is not None and (asked.is_superseded or open_cents == 0):
        waiting = waiting_for(asked.state, is_superseded=asked.is_superseded)
        if waiting is not None:
            raise InsuranceNotFinished(SENTENCES[waiting], waiting_for=waiting, claim_id=str(asked.named_id))
    if open_cents == 0:
        raise NothingOpen(errors=wanted.errors("nothing_open", "The claim or line has nothing open"))
    if wanted.cents is not None and wanted.cents > open_cents:
        errors = wanted.errors("more_than_open", "The claim or line has less open: see open_cents")
        raise MoreThanOpen(errors=errors, open_cents=open_cents)
    if left == 0 or (wanted.cents or 0) > left:
        errors = wanted.errors("more_than_unapplied", "The payment has less unapplied: see unapplied_cents")
        raise MoreThanUnapplied(errors=errors, unapplied_cents=left)


async def _wanted(call: Call, found: Held, order: AllocateIn) -> list[Wanted]:
    if order.allocations and order.oldest_first:
        message = "Name the allocations, or ask for oldest_first, not both"
        raise PatientAccountInvalid(errors=[field_error("/body", "allocate", message)])
    if order.allocations:
        return await _named(call, found, order)
    if order.oldest_first:
        owed = await find_owed(call, found.patient_id)
        return [Wanted(tuple(target.id for target in owed), None, None, None)]
    if found.claim_id == NIL:
        message = "The payment is meant for no claim: name the allocations, or ask for oldest_first"
        raise PatientAccountInvalid(errors=[field_error("/body", "allocate", message)])
    asked = (await find_targets(call, [found.claim_id]))[found.claim_id]
    family = await find_family(call, asked.family_id)
    if asked.is_superseded and family:
        asked = family[-1]  # the claim that stands in its place says what it waits for
    return [Wanted(tuple(target.id for target in family), None, None, asked)]


async def _named(call: Call, found: Held, order: AllocateIn) -> list[Wanted]:
    targets = await find_targets(call, [each.claim_id for each in order.allocations])
    errors = [
        field_error(f"/body/allocations/{position}/claim_id", "unknown", "Name a claim of the payment's patient")
        for position, each in enumerate(order.allocations)
        if each.claim_id not in targets or targets[each.claim_id].patient_id != found.patient_id
    ]
    if not errors:
        errors = await _unknown_lines(call, order, targets)
    if errors:
        raise PatientAccountInvalid(errors=errors)
    return [
        Wanted((targets[each.claim_id].id,), each.line_no, each.cents, targets[each.claim_id], position)
        for position, each in enumerate(order.allocations)
    ]


async def _unknown_lines(call: Call, order: AllocateIn, targets: dict[UUID, Target]) -> list[dict[str, Any]]:
    """Line 0 is the claim as a whole, which every claim has."""
    named = {position: each for position, each in enumerate(order.allocations) if each.line_no}
    if not named:
        return []
    there = await lines_of(call, [targets[each.claim_id].id for each in named.values()])
    return [
        field_error(f"/body/allocations/{position}/line_no", "unknown", "Name a service line of the claim, or 0")
        for position, each in named.items()
        if (targets[each.claim_id].id, each.line_no) not in there
    ]
