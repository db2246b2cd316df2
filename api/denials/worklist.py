"""The one work item of a claim with open denials."""

from collections.abc import Mapping
from uuid import UUID

from api.denials import store
from api.worklists import NewItem, close_items, set_items
from tenants.context import Work

KIND = "denial"


async def refresh(work: Work, outcomes: Mapping[UUID, str]) -> None:
    """Make the items of these claims say what is open, the first day first; close those of claims with nothing open.

    `outcomes` say by claim what has settled it, if anything has.
    """
    if not outcomes:
        return
    rows = await store.open_of_claims(work.tx, work.owner_id, sorted(outcomes))
    await set_items(
        work,
        [
            NewItem(
                KIND,
                "claim",
                row["claim_id"],
                claim_id=row["claim_id"],
                cents=row["cents"],
                due_on=row["due_on"],
                data={"denials": row["denials"], "payer_ids": row["payers"], "methods": row["methods"]},
            )
            for row in rows
        ],
    )
    settled: dict[str, list[UUID]] = {}
    for claim_id in outcomes.keys() - {row["claim_id"] for row in rows}:
        settled.setdefault(outcomes[claim_id], []).append(claim_id)
    for outcome, claim_ids in sorted(settled.items()):
        await close_items(work, KIND, claim_ids, outcome)
