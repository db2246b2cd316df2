"""What follows, in the same transaction, from what payers say: waiting payments are put on shares that were posted,
what patients paid on a claim follows to its correction (`follow_family`), and what a payer has the patient get back
(OA-209) becomes a refund that is due.
"""

from collections.abc import Sequence
from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.patient_accounts import store
from api.patient_accounts.follow_family import credits_follow
from api.patient_accounts.held import Held, hold_lines
from api.patient_accounts.models import PatientRefund
from api.patient_accounts.post_shares import post_shares
from api.patient_accounts.rules import OpenLine, Part, RefundReason, Share, Standing, less, spread
from api.patient_accounts.unwind import note_unwound
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def shares_posted(work: Work, events: Sequence[NewEvent]) -> None:
    """Put payments that were meant for these claims, or for one of the same family, on the shares that are open now.

    The earliest payment first, in one batch. The claims are held by whoever has posted the shares.
    """
    claim_ids = [event.subject_id for event in events]
    rows = await store.waiting(work.tx, work.owner_id, claim_ids)
    if rows:
        await _put_waiting(work, rows)
    await credits_follow(work, claim_ids)


async def decisions_taken_back(work: Work, events: Sequence[NewEvent]) -> None:
    """Have what patients paid on a claim follow when its decision is taken back after its correction was decided."""
    if claim_ids := [event.subject_id for event in events if event.data.get("reverses_claim_payment_id")]:
        await credits_follow(work, claim_ids)


async def _put_waiting(work: Work, rows: Sequence[Row]) -> None:
    targets: dict[UUID, list[UUID]] = {}
    payments: dict[UUID, Held] = {}
    for row in rows:
        target = row.pop("target")
        held = payments.setdefault(row["id"], Held(**row))
        if target not in targets.setdefault(held.id, []):
            targets[held.id].append(target)
    open_lines: dict[UUID, list[OpenLine]] = {}
    for line in await hold_lines(work, sorted({target for each in targets.values() for target in each})):
        open_lines.setdefault(line.claim_id, []).append(line)
    shares: list[Share] = []
    for held in payments.values():
        fitting = [line for target in targets[held.id] for line in open_lines.get(target, ())]
        taken = spread(held.id, held.unapplied_cents, fitting)
        for target in {share.claim_id for share in taken}:
            open_lines[target] = less(open_lines[target], taken)
        shares += taken
    if shares:
        await post_shares(work, payments, shares)


async def shares_withdrawn(work: Work, events: Sequence[NewEvent]) -> None:
    """Make a refund, due to be sent, of what the batches that events name have given back to patients.

    The ledger has the entries (posted with the remittance that says so), so nothing is posted here and the event names
    no batch as its own: fees follow the remittance's.
    """
    claims = {str(event.data.get("receivable_claim_id", event.subject_id)) for event in events}
    batches = {str(batch) for event in events if (batch := event.data.get("ledger_batch_id"))}
    if not batches:
        return
    rows = await store.withdrawn(
        work.tx, work.owner_id, [UUID(each) for each in sorted(claims)], [UUID(each) for each in sorted(batches)]
    )
    if not rows:
        return
    await store.lock_payments(work.tx, work.owner_id, [row["payment_id"] for row in rows])
    profile = await profile_of(work.tx)
    refunds: dict[tuple[UUID, UUID], PatientRefund] = {}
    named: list[tuple[UUID, UUID, int]] = []
    parts: list[Part] = []
    for row in rows:
        batch_id, cents = row.pop("batch_id"), row.pop("cents")
        allocation = Standing(**row)
        refund = refunds.setdefault(
            (allocation.patient_id, batch_id),
            PatientRefund(
                tenant_id=work.owner_id,
                id=new_id(),
                patient_id=allocation.patient_id,
                reason=RefundReason.SHARE_WITHDRAWN,
                cents=0,
                made_on=profile.business_date(now()),
                batch_id=batch_id,
            ),
        )
        refund.cents += cents
        named.append((refund.id, allocation.id, cents))
        parts.append(Part(allocation, cents))
    await work.tx.insert(*refunds.values())
    await note_unwound(work, parts, is_released=False)
    await store.insert_refund_allocations(work.tx, work.owner_id, named)
    await work.audit_each("patient_refund.make", "patient_refund", {refund.id: {} for refund in refunds.values()})
    await record(
        work,
        [
            NewEvent(
                "patient_refund.made",
                "patient_refund",
                refund.id,
                {"cents": refund.cents, "reason": refund.reason, "unapplied_cents": 0, "withdrawn_in": str(batch_id)},
            )
            for (_, batch_id), refund in refunds.items()
        ],
    )
