"""SQL of stored answers."""

from typing import Any

from api.kit.clock import now
from tenants.idempotency.models import OrganizationIdempotency, PracticeIdempotency
from tenants.owner import Level
from tenants.session import Row, Transaction

_FIND = {
    Level.TENANT: (
        "select id, request_hash, status, headers, body from practice_idempotency"
        " where tenant_id = %(tenant_id)s and client_id = %(client_id)s and key_hash = %(key_hash)s"
    ),
    Level.ORGANIZATION: (
        "select id, request_hash, status, headers, body from organization_idempotency"
        " where organization_id = %(organization_id)s and client_id = %(client_id)s and key_hash = %(key_hash)s"
    ),
}
BATCH = 1_000
_EXPIRE = {
    Level.TENANT: (
        "delete from practice_idempotency where tenant_id = %(tenant_id)s and id in (select id from"
        " practice_idempotency where tenant_id = %(tenant_id)s and expires_at < %(at)s limit %(limit)s)"
    ),
    Level.ORGANIZATION: (
        "delete from organization_idempotency where organization_id = %(organization_id)s and id in (select id"
        " from organization_idempotency where organization_id = %(organization_id)s and expires_at < %(at)s"
        " limit %(limit)s)"
    ),
}
MODELS: dict[Level, type[PracticeIdempotency | OrganizationIdempotency]] = {
    Level.TENANT: PracticeIdempotency,
    Level.ORGANIZATION: OrganizationIdempotency,
}


async def try_lock(tx: Transaction, number: int) -> bool:
    """The key's advisory lock, held to the end of the transaction; false when another request holds it."""
    row = await tx.row("select pg_try_advisory_xact_lock(%(number)s) as got", {"number": number})
    return row is not None and bool(row["got"])


async def find(tx: Transaction, client_id: Any, key_hash: bytes) -> Row | None:
    """The answer stored under a key."""
    return await tx.row(
        _FIND[tx.owned_by.level], {tx.owned_by.column: tx.owned_by.id, "client_id": client_id, "key_hash": key_hash}
    )


async def delete_expired(tx: Transaction) -> int:
    """Delete up to `BATCH` expired answers of the transaction's owner (role `retention`)."""
    given = {tx.owned_by.column: tx.owned_by.id, "at": now(), "limit": BATCH}
    return await tx.count(_EXPIRE[tx.owned_by.level], given)
