"""Refund a patient: what goes back names the allocations it unwinds, or the unapplied cash it takes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.ids import new_id
from api.kit.problems import NotFound, field_error
from api.ledger import Entry, open_batch
from api.patient_accounts import store
from api.patient_accounts.held import Held, find_targets, hold_allocations, hold_allocations_on, lock_payment
from api.patient_accounts.models import PatientRefund, PatientRefundUnapplied
from api.patient_accounts.problems import (
    MoreThanAllocated,
    MoreThanUnapplied,
    PatientAccountInvalid,
    RefundSent,
)
from api.patient_accounts.rules import Part, RefundReason, latest_first
from api.patient_accounts.schemas import RefundIn, RefundSendIn
from api.patient_accounts.unwind import named_parts, unwind
from tenants.context import Call, Work
from tenants.practices import profile_of


async def refund(work: Work, order: RefundIn) -> UUID:
    """(patient_receivable, refunds_payable) an allocation, or (unapplied_cash, refunds_payable); the refund's id.

    Of a claim without named allocations: the latest first, that were paid by the patient on that claim. Raises
    PatientAccountInvalid, MoreThanAllocated, MoreThanUnapplied.
    """
    ways = (order.claim_id is not None, bool(order.allocations), order.payment_id is not None)
    if sum(ways) != 1:
        message = "Name exactly one of claim_id, allocations, payment_id"
        raise PatientAccountInvalid(errors=[field_error("/body", "refund", message)])
    if order.payment_id is not None:
        return await _unapplied(work, order, order.payment_id)
    if order.claim_id is not None:
        parts = await _of_claim(work, order, order.claim_id)
    else:
        parts = await _of_allocations(work, order)
    return await make_refund(work, parts[0].allocation.patient_id, order.reason, parts)


async def make_refund(
    work: Work,
    patient_id: UUID,
    reason: RefundReason,
    parts: Sequence[Part],
    payment: Held | None = None,
    unapplied_cents: int = 0,
) -> UUID:
    """Make a refund of allocations that are held, and of `unapplied_cents` of a held payment; its id."""
    profile = await profile_of(work.tx)
    refund_id, made_on = new_id(), profile.business_date(now())
    cents = sum(part.cents for part in parts) + unapplied_cents
    batch = await open_batch(work, "patient_refund", refund_id, made_on)
    row = PatientRefund(
        tenant_id=work.owner_id,
        id=refund_id,
        patient_id=patient_id,
        reason=reason,
        cents=cents,
        made_on=made_on,
        batch_id=batch.id,
    )
    await work.tx.insert(row)
    if parts:
        await unwind(work, batch, parts, "refunds_payable")
        named = [(refund_id, part.allocation.id, part.cents) for part in parts]
        await store.insert_refund_allocations(work.tx, work.owner_id, named)
    if payment is not None and unapplied_cents:
        taken = PatientRefundUnapplied(
            tenant_id=work.owner_id, refund_id=refund_id, payment_id=payment.id, cents=unapplied_cents
        )
        await work.tx.insert(taken)
        await batch.add([Entry("unapplied_cash", "refunds_payable", unapplied_cents, patient_id=patient_id)])
        await store.change_payments(work.tx, work.owner_id, {payment.id: (-unapplied_cents, 0, unapplied_cents)})
    await work.audit("patient_refund.make", "patient_refund", refund_id)
    facts = {"ledger_batch_id": str(batch.id), "cents": cents, "reason": reason, "unapplied_cents": unapplied_cents}
    await record(work, [NewEvent("patient_refund.made", "patient_refund", refund_id, facts)])
    return refund_id


async def send_refund(call: Call, refund_id: UUID, order: RefundSendIn) -> None:
    """(refunds_payable, patient_cash): the money has left.

    Raises NotFound, PreconditionRequired, PreconditionFailed, RefundSent, PatientAccountInvalid.
    """
    row = await store.lock_refund(call.tx, call.owner_id, refund_id)
    if row is None:
        raise NotFound
    require_match(call.if_match, row["version"])
    if row["state"] == "sent":
        raise RefundSent
    profile = await profile_of(call.tx)
    if order.sent_on > profile.business_date(now()):
        raise PatientAccountInvalid(errors=[field_error("/body/sent_on", "date_in_future", "Lies in the future")])
    await note_sent(call, refund_id, row["patient_id"], row["cents"], order.sent_on)
    await call.audit("patient_refund.send", "patient_refund", refund_id)


async def note_sent(work: Work, refund_id: UUID, patient_id: UUID, cents: int, sent_on: date) -> None:
    """Post that a held refund has left, once: the batch's source is the refund."""
    batch = await open_batch(work, "patient_refund_sent", refund_id, sent_on)
    await batch.add([Entry("refunds_payable", "patient_cash", cents, patient_id=patient_id)])
    await store.mark_sent(work.tx, work.owner_id, refund_id, sent_on, batch.id)
    facts = {"ledger_batch_id": str(batch.id), "cents": cents, "sent_on": sent_on.isoformat()}
    await record(work, [NewEvent("patient_refund.sent", "patient_refund", refund_id, facts)])


async def _of_claim(work: Work, order: RefundIn, claim_id: UUID) -> list[Part]:
    if order.cents is None:
        raise PatientAccountInvalid(errors=[field_error("/body/cents", "missing", "Say how much of the claim")])
    target = (await find_targets(work, [claim_id])).get(claim_id)
    if target is None:
        raise PatientAccountInvalid(errors=[field_error("/body/claim_id", "unknown", "Name a claim of the practice")])
    standing = await hold_allocations_on(work, target.id)
    parts = latest_first(order.cents, standing)
    if sum(part.cents for part in parts) < order.cents:
        raise MoreThanAllocated(allocated_cents=sum(each.standing_cents for each in standing))
    return parts


async def _of_allocations(work: Work, order: RefundIn) -> list[Part]:
    if order.cents is not None:
        raise PatientAccountInvalid(
            errors=[field_error("/body/cents", "not_wanted", "Each allocation says its own cents")]
        )
    standing = await hold_allocations(work, [each.allocation_id for each in order.allocations])
    if len({each.patient_id for each in standing.values()}) > 1:
        message = "A refund goes to one patient: name allocations of one"
        raise PatientAccountInvalid(errors=[field_error("/body/allocations", "patients", message)])
    return named_parts(order.allocations, standing)


async def _unapplied(work: Work, order: RefundIn, payment_id: UUID) -> UUID:
    held = await lock_payment(work, payment_id)
    if held is None:
        message = "Name a payment of the practice"
        raise PatientAccountInvalid(errors=[field_error("/body/payment_id", "unknown", message)])
    cents = held.unapplied_cents if order.cents is None else order.cents
    if not 0 < cents <= held.unapplied_cents:
        raise MoreThanUnapplied(unapplied_cents=held.unapplied_cents)
    return await make_refund(work, held.patient_id, order.reason, [], held, cents)
