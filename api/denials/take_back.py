"""A write-off taken back: what was given up is owed again, since the claim is billed anew or the payer has paid."""

from collections.abc import Sequence
from uuid import UUID

from api.denials import store
from api.denials.worklist import refresh
from api.events import NewEvent, record
from api.ledger import Entry, entries_of
from api.remittance import WRITE_OFF
from tenants.context import Work
from tenants.session import Row


async def take_write_offs_back(work: Work, claim_id: UUID, family_id: UUID) -> list[Entry]:
    """What undoes the standing write-offs on a claim that another one takes the place of: the caller posts it.

    Of its own denials, and of those of claims billed on its lines. They are `corrected`, with nothing written off. The
    claim and its balances are held by the caller already.
    """
    rows = await store.take_back_of_claim(work.tx, work.owner_id, family_id, claim_id)
    if not rows:
        return []
    await tell(work, rows)
    await refresh(work, {row["claim_id"]: row["state"] for row in rows})
    receivables = sorted({row["receivable_claim_id"] for row in rows})
    posted = await entries_of(work, receivables, [row["claim_payment_id"] for row in rows])
    return [entry.undone() for entry in posted if entry.adjustment_class == WRITE_OFF]


async def tell(work: Work, rows: Sequence[Row]) -> None:
    """On the timelines of the claims: which denials have nothing written off any more, and how much it was."""
    if not rows:
        return
    await work.audit("denial.write_off_taken_back", "denial", None, count=len(rows))
    await record(
        work,
        [
            NewEvent(
                "denial.write_off_taken_back",
                "claim",
                row["claim_id"],
                {
                    "denial_id": str(row["id"]),
                    "claim_payment_id": str(row["claim_payment_id"]),
                    "cents": row["taken_back_cents"],
                    "state": row["state"],
                },
            )
            for row in rows
        ],
    )
