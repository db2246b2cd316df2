"""The work item that says: bill the next payer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.ledger import receivable_of
from api.worklists import NewItem, open_items
from tenants.context import Work

KIND = "bill_secondary"


async def open_work(work: Work, claim_ids: Sequence[UUID], data: Mapping[UUID, dict[str, Any]] | None = None) -> None:
    """One item a receivable, with what is open on it; one that is open already stays as it is."""
    if not claim_ids:
        return
    open_cents = dict.fromkeys(claim_ids, 0)
    for (claim_id, _), line in (await receivable_of(work, claim_ids)).items():
        open_cents[claim_id] += line.insurance_receivable_cents
    await open_items(
        work,
        [
            NewItem(KIND, "claim", claim_id, claim_id, cents, data=(data or {}).get(claim_id, {}))
            for claim_id, cents in open_cents.items()
        ],
    )
