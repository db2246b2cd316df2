"""SQL of wrapped keys."""

from tenants.owner import Level
from tenants.session import Row, Transaction


async def wrapped_keys(tx: Transaction) -> list[Row]:
    """All versions of the transaction owner's keys."""
    if tx.owned_by.level is Level.TENANT:
        return await tx.rows(
            "select version, wrapped_key, wrapped_index_key from data_key where tenant_id = %(tenant_id)s",
            {"tenant_id": tx.owned_by.id},
        )
    return await tx.rows(
        "select version, wrapped_key, wrapped_index_key from organization_data_key"
        " where organization_id = %(organization_id)s",
        {"organization_id": tx.owned_by.id},
    )
