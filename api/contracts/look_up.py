"""What later stages ask about contracts. Set-based."""

from collections.abc import Collection
from uuid import UUID

from api.contracts import store
from api.contracts.terms import Terms, default_terms
from tenants.context import Work


async def terms_of(work: Work, payer_ids: Collection[UUID]) -> dict[UUID, list[Terms]]:
    """For each payer the practice is enrolled with: the defaults, then its contract's versions, oldest first.

    `terms_on` picks the day's. One statement whatever the count.
    """
    found: dict[UUID, list[Terms]] = {}
    for row in await store.versions_of(work.tx, work.owner_id, sorted(set(payer_ids))):
        payer_id, filing_indicator = row["payer_id"], row["filing_indicator"]
        history = found.setdefault(payer_id, [default_terms(payer_id, filing_indicator)])
        if row["starts_on"] is not None:
            history.append(Terms(**row | {"correction_method": row["correction_method"] or None}))
    return found
