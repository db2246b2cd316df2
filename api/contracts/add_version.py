"""Enter what was agreed with a payer."""

from uuid import UUID

from psycopg.errors import UniqueViolation

from api.contracts.models import PayerContract
from api.contracts.problems import ContractExists, MethodNotTaken
from api.contracts.schemas import ContractOut, ContractVersion
from api.contracts.terms import default_terms
from api.kit.clock import now
from api.kit.problems import NotFound
from api.reference import enrolled
from tenants.context import Work

MEDICARE_PART_B = "MB"


async def add_version(work: Work, payer_id: UUID, order: ContractVersion) -> ContractOut:
    """Keep a version. It may start in the past: what was decided by then keeps the terms it was decided with.

    Raises NotFound (no such payer), MethodNotTaken, ContractExists (a version starts on that day).
    """
    payer = await enrolled(work.tx, work.owner_id, payer_id)
    if payer is None:
        raise NotFound
    if payer["filing_indicator"] == MEDICARE_PART_B and order.correction_method == "replace_7":
        raise MethodNotTaken
    usual = default_terms(payer_id, payer["filing_indicator"])
    row = PayerContract(
        tenant_id=work.owner_id,
        payer_id=payer_id,
        starts_on=order.starts_on,
        timely_filing_days=order.timely_filing_days or usual.timely_filing_days,
        correction_days=order.correction_days or usual.correction_days,
        appeal_days=order.appeal_days or usual.appeal_days,
        correction_method=order.correction_method or "",
        is_capitated=order.is_capitated,
        crossover_days=order.crossover_days or usual.crossover_days,
        created_at=now(),
        created_by=work.actor_id,
    )
    try:
        await work.tx.insert(row)
    except UniqueViolation:
        raise ContractExists from None
    await work.audit("contract.add", "payer", payer_id, starts_on=order.starts_on.isoformat())
    return ContractOut(
        **row.model_dump(exclude={"tenant_id", "correction_method"}), correction_method=order.correction_method
    )
