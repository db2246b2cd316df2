"""Take money off shares again: to the patient (a refund), or back to its payment (a release)."""

from collections.abc import Sequence
from uuid import UUID

from api.kit.problems import field_error
from api.ledger import Entry, OpenBatch, receivable_of
from api.patient_accounts import store
from api.patient_accounts.problems import MoreThanAllocated, PatientAccountInvalid
from api.patient_accounts.rules import Part, Standing
from api.patient_accounts.schemas import UnwoundIn
from api.worklists import close_items
from tenants.context import Work


async def unwind(work: Work, batch: OpenBatch, parts: Sequence[Part], credit: str) -> None:
    """(patient_receivable, `credit`) an allocation, which the entry names. Allocations, claims and payments are held.

    `credit` is refunds_payable or unapplied_cash; the payments' own columns follow. A claim whose credit is gone by it
    waits for nobody any more (work item `credit_balance`).
    """
    await batch.add(
        [
            Entry(
                "patient_receivable",
                credit,
                part.cents,
                claim_id=part.allocation.claim_id,
                line_no=part.allocation.line_no,
                patient_id=part.allocation.patient_id,
                unwinds=((part.allocation.id, part.cents),),
                allocation_source=part.allocation.source,
            )
            for part in parts
        ]
    )
    await note_unwound(work, parts, is_released=credit == "unapplied_cash")
    await _close_balanced(work, parts)


async def note_unwound(work: Work, parts: Sequence[Part], *, is_released: bool) -> None:
    """Keep what went off allocations, and where of their payments it is now."""
    await store.unwind(work.tx, work.owner_id, {part.allocation.id: part.cents for part in parts})
    changes: dict[UUID, tuple[int, int, int]] = {}
    for part in parts:
        unapplied, allocated, refunded = changes.get(part.allocation.payment_id, (0, 0, 0))
        changes[part.allocation.payment_id] = (
            unapplied + (part.cents if is_released else 0),
            allocated - part.cents,
            refunded + (0 if is_released else part.cents),
        )
    await store.change_payments(work.tx, work.owner_id, changes)


async def _close_balanced(work: Work, parts: Sequence[Part]) -> None:
    taken: dict[UUID, int] = {}
    for part in parts:
        taken[part.allocation.claim_id] = taken.get(part.allocation.claim_id, 0) + part.cents
    owed = dict.fromkeys(taken, 0)
    overpaid = set()
    for (claim_id, _), line in (await receivable_of(work, list(taken))).items():
        owed[claim_id] += line.patient_receivable_cents
        if line.insurance_receivable_cents < 0:
            overpaid.add(claim_id)
    balanced = [claim_id for claim_id, cents in owed.items() if cents - taken[claim_id] < 0 <= cents]
    if closing := [claim_id for claim_id in balanced if claim_id not in overpaid]:
        await close_items(work, "credit_balance", closing, "refunded")


def named_parts(named: Sequence[UnwoundIn], standing: dict[UUID, Standing]) -> list[Part]:
    """What named allocations give back. Raises PatientAccountInvalid (an unknown one, one named twice),
    MoreThanAllocated.
    """
    seen: set[UUID] = set()
    errors = []
    for position, each in enumerate(named):
        pointer = f"/body/allocations/{position}/allocation_id"
        if each.allocation_id not in standing:
            errors.append(field_error(pointer, "unknown", "Name an allocation of a patient's payment"))
        elif each.allocation_id in seen:
            errors.append(field_error(pointer, "twice", "Names an allocation that is named above"))
        seen.add(each.allocation_id)
    if errors:
        raise PatientAccountInvalid(errors=errors)
    parts = []
    for each in named:
        allocation = standing[each.allocation_id]
        cents = allocation.standing_cents if each.cents is None else each.cents
        if not 0 < cents <= allocation.standing_cents:
            raise MoreThanAllocated(allocation_id=str(allocation.id), allocated_cents=allocation.standing_cents)
        parts.append(Part(allocation, cents))
    return parts
