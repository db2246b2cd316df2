"""Put money of payments on shares: one ledger batch, whatever the number of payments, lines and claims."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.ledger import Entry, open_batch
from api.patient_accounts import store
from api.patient_accounts.held import Held
from api.patient_accounts.rules import Share
from tenants.context import Work
from tenants.practices import profile_of


async def post_shares(work: Work, payments: Mapping[UUID, Held], shares: Sequence[Share]) -> UUID:
    """(unapplied_cash, patient_receivable) a share, each allocation with the source its money came with; the batch.

    Payments and claims are held by the caller, who has seen that neither runs over. One `patient_payment.allocated` a
    payment, all with the same `ledger_batch_id`.
    """
    profile = await profile_of(work.tx)
    batch = await open_batch(work, "patient_allocation", new_id(), profile.business_date(now()))
    entries = [
        Entry(
            "unapplied_cash",
            "patient_receivable",
            share.cents,
            claim_id=share.claim_id,
            line_no=share.line_no,
            patient_id=payments[share.payment_id].patient_id,
            allocation_source=payments[share.payment_id].source,
        )
        for share in shares
    ]
    await batch.add(entries)
    await store.insert_allocations(
        work.tx,
        work.owner_id,
        batch.id,
        [entry.id for entry in entries],
        [share.payment_id for share in shares],
    )
    by_payment: dict[UUID, list[Share]] = {}
    for share in shares:
        by_payment.setdefault(share.payment_id, []).append(share)
    sums = {payment_id: sum(share.cents for share in taken) for payment_id, taken in by_payment.items()}
    left = await store.change_payments(
        work.tx, work.owner_id, {payment_id: (-cents, cents, 0) for payment_id, cents in sums.items()}
    )
    await record(
        work,
        [
            NewEvent(
                "patient_payment.allocated",
                "patient_payment",
                payment_id,
                {
                    "ledger_batch_id": str(batch.id),
                    "source": payments[payment_id].source,
                    "cents": sums[payment_id],
                    "unapplied_cents": left[payment_id],
                    "allocations": [
                        {"claim_id": str(share.claim_id), "line_no": share.line_no, "cents": share.cents}
                        for share in taken
                    ],
                },
            )
            for payment_id, taken in by_payment.items()
        ],
    )
    return batch.id
