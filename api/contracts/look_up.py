"""What later stages ask about contracts. Set-based."""

from collections.abc import Collection
from uuid import UUID

from api.contracts import store
from api.contracts.schemas import ContractHistory, TermsOut
from api.contracts.terms import Terms, default_terms
from api.kit.problems import NotFound
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


async def list_versions(work: Work, payer_id: UUID) -> ContractHistory:
    """What holds with one payer, and from when. Raises NotFound."""
    history = (await terms_of(work, [payer_id])).get(payer_id)
    if history is None:
        raise NotFound
    await work.audit("contract.list", "payer", payer_id, count=len(history))
    names = TermsOut.model_fields
    return ContractHistory(items=[TermsOut(**{name: getattr(each, name) for name in names}) for each in history])
