"""Release allocations of a payment: the money is unapplied again and can go to another claim, or back."""

from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.ids import new_id
from api.kit.problems import NotFound
from api.ledger import open_batch
from api.patient_accounts.held import find_payment, hold_allocations, hold_payment
from api.patient_accounts.schemas import PaymentReleaseIn
from api.patient_accounts.unwind import named_parts, unwind
from tenants.context import Call
from tenants.practices import profile_of


async def release(call: Call, payment_id: UUID, order: PaymentReleaseIn) -> None:
    """(patient_receivable, unapplied_cash) an allocation.

    Raises NotFound, PreconditionRequired, PreconditionFailed, PatientAccountInvalid, MoreThanAllocated.
    """
    found = await find_payment(call, payment_id)
    if found is None:
        raise NotFound
    require_match(call.if_match, found.version)
    standing = await hold_allocations(call, [each.allocation_id for each in order.allocations])
    held = await hold_payment(call, found)
    own = {allocation_id: each for allocation_id, each in standing.items() if each.payment_id == held.id}
    parts = named_parts(order.allocations, own)
    profile = await profile_of(call.tx)
    batch = await open_batch(call, "patient_release", new_id(), profile.business_date(now()))
    await unwind(call, batch, parts, "unapplied_cash")
    await call.audit("patient_payment.release", "patient_payment", held.id, count=len(parts))
    facts = {"ledger_batch_id": str(batch.id), "cents": sum(part.cents for part in parts), "source": held.source}
    await record(call, [NewEvent("patient_payment.released", "patient_payment", held.id, facts)])
