"""What follows, in the same transaction, when insurance is finished with claims: waiting payments are allocated."""

from collections.abc import Sequence
from uuid import UUID

from api.events import NewEvent
from api.patient_accounts import store
from api.patient_accounts.held import Held, hold_lines
from api.patient_accounts.post_shares import post_shares
from api.patient_accounts.rules import OpenLine, Share, less, spread
from tenants.context import Work


async def shares_posted(work: Work, events: Sequence[NewEvent]) -> None:
    """Put payments that were meant for these claims, or for one of the same family, on the shares that are open now.

    The earliest payment first, in one batch. The claims are held by whoever has posted the shares.
    """
    rows = await store.waiting(work.tx, work.owner_id, [event.subject_id for event in events])
    if not rows:
        return
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
