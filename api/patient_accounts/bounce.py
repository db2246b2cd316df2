"""A bank takes a payment back: a check that was returned, a card payment that was charged back."""

from uuid import UUID

from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.problems import NotFound, field_error
from api.ledger import receivable_of
from api.patient_accounts import store
from api.patient_accounts.held import find_payment, hold_payment
from api.patient_accounts.problems import PatientAccountInvalid, PaymentRefunded
from api.patient_accounts.refund import make_refund, note_sent
from api.patient_accounts.rules import BOUNCES, Part, Standing
from api.patient_accounts.schemas import PaymentReturnIn
from tenants.context import Call
from tenants.practices import profile_of


async def bounce(call: Call, payment_id: UUID, order: PaymentReturnIn) -> UUID:
    """A refund of all that the payment is on and of what is unapplied, made and sent in one; its id. Shares are open
    again.

    Raises NotFound, PreconditionRequired, PreconditionFailed, PatientAccountInvalid, PaymentRefunded.
    """
    found = await find_payment(call, payment_id)
    if found is None:
        raise NotFound
    require_match(call.if_match, found.version)
    rows = await store.allocations_of_payment(call.tx, call.owner_id, found.id)
    await receivable_of(call, [row["claim_id"] for row in rows], lock=True)
    # Its version says that no allocation has come or gone between the two: each changes the payment.
    held = await hold_payment(call, found)
    if held.refunded_cents:
        raise PaymentRefunded
    profile = await profile_of(call.tx)
    errors = []
    if held.method != BOUNCES[order.reason]:
        errors.append(field_error("/body/reason", "method", "Does not go with how the patient paid"))
    if order.returned_on > profile.business_date(now()):
        errors.append(field_error("/body/returned_on", "date_in_future", "Lies in the future"))
    if errors:
        raise PatientAccountInvalid(errors=errors)
    parts = [Part(each, each.standing_cents) for each in (Standing(**row) for row in rows)]
    refund_id = await make_refund(call, held.patient_id, order.reason, parts, held, held.unapplied_cents)
    await note_sent(call, refund_id, held.patient_id, held.cents, order.returned_on)
    return refund_id
