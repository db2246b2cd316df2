"""SQL of wrapped keys."""

from tenants.owner import Level
from tenants.session import Row, Transaction


async def wrapped_keys(tx: Transaction) -> list[Row]:
    """All versions of the transaction owner's keys."""
    assert tx.owner is not None
    if tx.owner.level is Level.TENANT:
        return await tx.rows(
            "select version, wrapped_key, wrapped_index_key from data_key where tenant_id = %(tenant_id)s",
            {"tenant_id": tx.owner.id},
        )
    return await tx.rows(
        "select version, wrapped_key, wrapped_index_key from organization_data_key"
        " where organization_id = %(organization_id)s",
        {"organization_id": tx.owner.id},
    )
