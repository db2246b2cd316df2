"""What a patient has paid on a claim follows to the claim that corrects it, as far as that one's share is open."""

from collections.abc import Sequence
from uuid import UUID

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.ledger import open_batch, receivable_of
from api.patient_accounts import store
from api.patient_accounts.held import Held
from api.patient_accounts.post_shares import post_shares
from api.patient_accounts.rules import OpenLine, Part, Share, Standing, latest_first, less, spread
from api.patient_accounts.unwind import unwind
from api.worklists import NewItem, set_items
from tenants.context import Work
from tenants.practices import profile_of


async def credits_follow(work: Work, claim_ids: Sequence[UUID]) -> None:
    """Release credits on corrected claims of these claims' families, and put them on the shares that are open now.

    (patient_receivable, unapplied_cash) in one batch, then (unapplied_cash, patient_receivable) in another; the source
    stays. What is more than the open share stays a credit where it is, with the work item `credit_balance`. The claims
    are held by whoever posted.
    """
    found = await store.credits_of_families(work.tx, work.owner_id, claim_ids)
    if not found:
        return
    target = {row["id"]: row["target"] for row in found}
    balances = await receivable_of(work, [*{row["claim_id"] for row in found}, *target.values()], lock=True)
    # The balances were not held before: what stands is read again.
    standing = [Standing(**row) for row in await store.allocations(work.tx, work.owner_id, list(target))]
    held = await store.lock_payments(work.tx, work.owner_id, [each.payment_id for each in standing])
    patient = {place: line.patient_receivable_cents for place, line in balances.items()}
    open_lines = {
        claim_id: [
            OpenLine(claim_id, line_no, cents)
            for (owner, line_no), cents in sorted(patient.items(), key=lambda item: (item[0][1] == 0, item[0][1]))
            if owner == claim_id and cents > 0
        ]
        for claim_id in target.values()
    }
    parts: list[Part] = []
    shares: list[Share] = []
    rest: dict[UUID, int] = {}
    for claim_id, line_no in dict.fromkeys((each.claim_id, each.line_no) for each in standing):
        credit = max(-patient.get((claim_id, line_no), 0), 0)
        rest[claim_id] = rest.get(claim_id, 0) + credit
        here = [each for each in standing if (each.claim_id, each.line_no) == (claim_id, line_no)]
        for part in latest_first(credit, here):
            to = target[part.allocation.id]
            taken = spread(part.allocation.payment_id, part.cents, open_lines[to])
            if taken:
                open_lines[to] = less(open_lines[to], taken)
                parts.append(Part(part.allocation, sum(share.cents for share in taken)))
                shares += taken
                rest[claim_id] -= parts[-1].cents
    left = {claim_id: cents for claim_id, cents in rest.items() if cents}
    await set_items(
        work, [NewItem("credit_balance", "claim", claim_id, claim_id, cents) for claim_id, cents in left.items()]
    )
    if shares:
        await _release(work, parts)
        await post_shares(work, {row["id"]: Held(**row) for row in held}, shares)


async def _release(work: Work, parts: Sequence[Part]) -> None:
    profile = await profile_of(work.tx)
    batch = await open_batch(work, "patient_release", new_id(), profile.business_date(now()))
    await unwind(work, batch, parts, "unapplied_cash")
    cents: dict[tuple[UUID, str], int] = {}
    for part in parts:
        key = (part.allocation.payment_id, part.allocation.source)
        cents[key] = cents.get(key, 0) + part.cents
    await record(
        work,
        [
            NewEvent(
                "patient_payment.released",
                "patient_payment",
                payment_id,
                {"ledger_batch_id": str(batch.id), "cents": released, "source": source},
            )
            for (payment_id, source), released in cents.items()
        ],
    )
