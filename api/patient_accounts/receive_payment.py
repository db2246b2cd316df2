"""Receive a patient's payment. It is unapplied money until it is put on a share, in a batch of its own."""

from datetime import date
from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import NIL, new_id
from api.kit.problems import field_error
from api.ledger import Entry, open_batch
from api.patient_accounts.held import Held, Target, find_family, find_targets, hold_lines
from api.patient_accounts.models import PatientPayment
from api.patient_accounts.post_shares import post_shares
from api.patient_accounts.problems import PatientAccountInvalid
from api.patient_accounts.rules import OpenLine, spread
from api.patient_accounts.schemas import PaymentIn
from api.registration import find_patient
from tenants.context import Work
from tenants.practices import profile_of

FIRST_DAY = date(1990, 1, 1)
"""No money of a patient is older: a day before is a slip of the keyboard."""


async def receive_payment(work: Work, order: PaymentIn) -> UUID:
    """(patient_cash, unapplied_cash); the payment's id. What it is meant for gets it at once, if its share is open.

    Raises PatientAccountInvalid: a patient, or a claim of the patient, that the practice does not have; a day to
    come or before 1990.
    """
    patient_id, meant = await _check(work, order)
    lines = await _open_lines(work, meant)
    payment = PatientPayment(
        tenant_id=work.owner_id,
        id=new_id(),
        patient_id=patient_id,
        method=order.method,
        source=order.source,
        cents=order.cents,
        received_on=order.received_on,
        claim_id=meant.named_id if meant else NIL,
        unapplied_cents=order.cents,
    )
    if order.reference is not None:
        payment.reference = work.keys.seal_text("patient_payment", "reference", payment.id, order.reference)
    await work.tx.insert(payment)
    batch = await open_batch(work, "patient_payment", payment.id, order.received_on)
    await batch.add([Entry("patient_cash", "unapplied_cash", order.cents, patient_id=patient_id)])
    await work.audit("patient_payment.receive", "patient_payment", payment.id)
    facts = {
        "ledger_batch_id": str(batch.id),
        "method": order.method,
        "source": order.source,
        "cents": order.cents,
        "received_on": order.received_on.isoformat(),
        "claim_id": str(meant.named_id) if meant else None,
    }
    await record(work, [NewEvent("patient_payment.received", "patient_payment", payment.id, facts)])
    shares = spread(payment.id, order.cents, lines)
    if shares:
        held = Held(
            payment.id,
            patient_id,
            order.source,
            order.method,
            payment.claim_id,
            order.cents,
            unapplied_cents=order.cents,
            refunded_cents=0,
            version=1,
        )
        await post_shares(work, {payment.id: held}, shares)
    return payment.id


async def _check(work: Work, order: PaymentIn) -> tuple[UUID, Target | None]:
    errors = []
    named = order.patient_id if order.patient_id is not None else order.patient_external_id
    patient = None
    if (order.patient_id is None) != (order.patient_external_id is None):
        patient = await find_patient(work, named)
    if patient is None:
        field = "patient_id" if order.patient_id else "patient_external_id"
        errors.append(field_error(f"/body/{field}", "unknown", "Name one patient of the practice, by one of its ids"))
    meant = None
    if order.claim_id is not None:
        meant = (await find_targets(work, [order.claim_id])).get(order.claim_id)
        if meant is None or (patient is not None and meant.patient_id != patient.id):
            errors.append(field_error("/body/claim_id", "unknown", "Name a claim of this patient"))
    profile = await profile_of(work.tx)
    if order.received_on > profile.business_date(now()):
        errors.append(field_error("/body/received_on", "date_in_future", "Lies in the future"))
    if order.received_on < FIRST_DAY:
        errors.append(field_error("/body/received_on", "too_early", f"Lies before {FIRST_DAY.isoformat()}"))
    if errors or patient is None:
        raise PatientAccountInvalid(errors=errors)
    return patient.id, meant


async def _open_lines(work: Work, meant: Target | None) -> list[OpenLine]:
    """Held before the ledger's row of no claim, as everywhere (see `store`)."""
    if meant is None:
        return []
    family = await find_family(work, meant.family_id)
    return await hold_lines(work, [target.id for target in family])
