"""SQL of clients. The look-ups run as `identity`, before an owner is known."""

from datetime import datetime
from uuid import UUID

from tenants.session import Row, Transaction


async def client_with_secrets(tx: Transaction, client_id: UUID, at: datetime) -> Row | None:
    """A live client with what it is bound to and the hashes of its valid secrets."""
    return await tx.row(
        "select c.organization_id, c.id, c.kind, c.scopes, c.auth_method, pc.practice_id, pa.partner_id,"
        " coalesce(array_agg(s.secret_hash) filter (where s.id is not null), '{}') as secret_hashes"
        " from client c"
        " left join practice_client pc on pc.organization_id = c.organization_id and pc.client_id = c.id"
        " left join partner_client pa on pa.organization_id = c.organization_id and pa.client_id = c.id"
        " left join client_secret s on s.organization_id = c.organization_id and s.client_id = c.id"
        "   and (s.expires_at is null or s.expires_at > %(at)s)"
        " where c.id = %(client_id)s and c.ended_at is null"
        " group by c.organization_id, c.id, c.kind, c.scopes, c.auth_method, pc.practice_id, pa.partner_id",
        {"client_id": client_id, "at": at},
    )


async def clients_page(tx: Transaction, organization_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    """Clients of an organization, oldest first."""
    return await tx.rows(
        "select c.id, c.name, c.kind, c.scopes, c.auth_method, c.created_at, c.ended_at, pc.practice_id, pa.partner_id"
        " from client c"
        " left join practice_client pc on pc.organization_id = c.organization_id and pc.client_id = c.id"
        " left join partner_client pa on pa.organization_id = c.organization_id and pa.client_id = c.id"
        " where c.organization_id = %(organization_id)s and (%(after)s::uuid is null or c.id > %(after)s)"
        " order by c.id limit %(limit)s",
        {"organization_id": organization_id, "after": after, "limit": limit},
    )


async def end_secrets(tx: Transaction, organization_id: UUID, client_id: UUID, at: datetime) -> bool:
    """Let a live client's secrets end at a moment, if not before; false when there is no such client."""
    client = await tx.row(
        "select id from client where organization_id = %(organization_id)s and id = %(client_id)s"
        " and ended_at is null for update",
        {"organization_id": organization_id, "client_id": client_id},
    )
    if client is None:
        return False
    await tx.execute(
        "update client_secret set expires_at = least(coalesce(expires_at, %(at)s), %(at)s)"
        " where organization_id = %(organization_id)s and client_id = %(client_id)s",
        {"organization_id": organization_id, "client_id": client_id, "at": at},
    )
    return True


async def count_practices(tx: Transaction, organization_id: UUID, practice_ids: list[UUID]) -> int:
    """How many of these are practices of the organization."""
    row = await tx.row(
        "select count(*) as found from practice where organization_id = %(organization_id)s"
        " and practice_id = any(%(practice_ids)s)",
        {"organization_id": organization_id, "practice_ids": practice_ids},
    )
    return int(row["found"]) if row else 0


async def partner_exists(tx: Transaction, organization_id: UUID, partner_id: UUID) -> bool:
    """Whether the organization has this partner."""
    row = await tx.row(
        "select 1 as found from partner where organization_id = %(organization_id)s and id = %(partner_id)s",
        {"organization_id": organization_id, "partner_id": partner_id},
    )
    return row is not None
