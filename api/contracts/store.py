"""SQL of contracts."""

from collections.abc import Sequence
from uuid import UUID

from tenants.session import Row, Transaction


async def versions_of(tx: Transaction, tenant_id: UUID, payer_ids: Sequence[UUID]) -> list[Row]:
    """Each payer with its contract's versions, oldest first; one row without a day for a payer that has none."""
    return await tx.rows(
        "select e.payer_id, e.filing_indicator, c.starts_on, c.timely_filing_days, c.correction_days, c.appeal_days,"
        " c.correction_method, c.is_capitated, c.crossover_days from payer_enrollment e"
        " left join payer_contract c on c.tenant_id = e.tenant_id and c.payer_id = e.payer_id"
        " where e.tenant_id = %(tenant_id)s and e.payer_id = any(%(payers)b::uuid[])"
        " order by e.payer_id, c.starts_on",
        {"tenant_id": tenant_id, "payers": list(payer_ids)},
    )
