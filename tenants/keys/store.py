"""SQL of wrapped keys."""

from collections.abc import Sequence
from typing import Any

from tenants.owner import Level
from tenants.session import Row, Transaction

_READ = {
    Level.TENANT: (
        "select version, wrapped_key, wrapped_index_key, created_at from data_key"
        " where tenant_id = %(tenant_id)s order by version"
    ),
    Level.ORGANIZATION: (
        "select version, wrapped_key, wrapped_index_key, created_at from organization_data_key"
        " where organization_id = %(organization_id)s order by version"
    ),
}
_REWRAP = {
    Level.TENANT: (
        "update data_key k set wrapped_key = u.wrapped_key, wrapped_index_key = u.wrapped_index_key"
        " from unnest(%(versions)b::int[], %(keys)b::bytea[], %(index_keys)b::bytea[])"
        "  u(version, wrapped_key, wrapped_index_key)"
        " where k.tenant_id = %(tenant_id)s and k.version = u.version"
    ),
    Level.ORGANIZATION: (
        "update organization_data_key k set wrapped_key = u.wrapped_key, wrapped_index_key = u.wrapped_index_key"
        " from unnest(%(versions)b::int[], %(keys)b::bytea[], %(index_keys)b::bytea[])"
        "  u(version, wrapped_key, wrapped_index_key)"
        " where k.organization_id = %(organization_id)s and k.version = u.version"
    ),
}


async def wrapped_keys(tx: Transaction) -> list[Row]:
    """All versions of the transaction owner's keys, the first one first."""
    return await tx.rows(_READ[tx.owned_by.level], _owner(tx))


async def rewrap(tx: Transaction, wrapped: Sequence[tuple[int, bytes, bytes]]) -> int:
    """Replace the wrappings of versions, the keys inside unchanged (role `retention`); how many."""
    given = {
        "versions": [version for version, _, _ in wrapped],
        "keys": [key for _, key, _ in wrapped],
        "index_keys": [index_key for _, _, index_key in wrapped],
    }
    return await tx.count(_REWRAP[tx.owned_by.level], _owner(tx) | given)


def _owner(tx: Transaction) -> dict[str, Any]:
    return {tx.owned_by.column: tx.owned_by.id}
