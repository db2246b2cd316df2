"""SQL of acknowledgements."""

from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_COLUMNS = {
    "id": "uuid",
    "transaction_file_id": "uuid",
    "position": "int",
    "claim_id": "uuid",
    "category": "text",
    "status": "text",
    "entity": "text",
    "action": "text",
    "outcome": "text",
    "from_payer": "bool",
    "payer_claim_control_number": "text",
    "charge_cents": "bigint",
    "received_at": "timestamptz",
}
_NAMES = ", ".join(_COLUMNS)
_ARRAYS = ", ".join(f"%({name})s::{kind}[]" for name, kind in _COLUMNS.items())
_SELECTED = ", ".join(f"u.{name}" for name in _COLUMNS)


async def insert_statuses(tx: Transaction, tenant_id: UUID, rows: list[dict[str, Any]]) -> None:
    """Keep what a 277CA says of claims of the practice."""
    columns = {name: [row[name] for row in rows] for name in _COLUMNS}
    await tx.execute(
        f"insert into claim_acknowledgement (tenant_id, {_NAMES}) select c.tenant_id, {_SELECTED}"
        f" from claim c join unnest({_ARRAYS}) u({_NAMES}) on u.claim_id = c.id"
        " where c.tenant_id = %(tenant_id)s",
        columns | {"tenant_id": tenant_id},
    )


async def claim_exists(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> bool:
    """Whether the practice has this claim."""
    row = await tx.row(
        "select 1 as one from claim where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": claim_id},
    )
    return row is not None


async def of_claim(tx: Transaction, audit: Row) -> list[Row]:
    """The statuses of the claim that the audit parameters name, oldest first."""
    return await tx.rows(
        "with r as (select id, position, transaction_file_id as transaction_id, category, status, entity, action,"
        "  outcome, from_payer, payer_claim_control_number, charge_cents, received_at from claim_acknowledgement"
        f" where tenant_id = %(tenant_id)s and claim_id = %(audit_subject)s), {READ_AUDIT}"
        " select * from r order by received_at, transaction_id, position",
        audit,
    )


async def of_batches_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """What came back about the batches that a claim went out in, oldest first."""
    return await tx.rows(
        "select b.id, b.batch_id as submission_id, b.transaction_file_id as transaction_id, b.kind, b.code, b.outcome,"
        " b.detail, b.received_at from batch_acknowledgement b"
        " join submission_claim s on s.tenant_id = b.tenant_id and s.batch_id = b.batch_id"
        " where b.tenant_id = %(tenant_id)s and s.claim_id = %(claim_id)s order by b.received_at, b.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )


async def of_batch(tx: Transaction, audit: Row) -> list[Row]:
    """What came back about the batch that the audit parameters name, oldest first."""
    return await tx.rows(
        "with r as (select id, batch_id as submission_id, transaction_file_id as transaction_id, kind, code, outcome,"
        "  detail, received_at from batch_acknowledgement"
        f" where tenant_id = %(tenant_id)s and batch_id = %(audit_subject)s), {READ_AUDIT}"
        " select * from r order by received_at, id",
        audit,
    )


async def files_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The files that came back about a claim or a batch it went out in."""
    return await tx.rows(
        "select kind, transaction_id, outcome, min(at) as at from ("
        " select '277CA' as kind, a.transaction_file_id as transaction_id, a.outcome, a.received_at as at"
        "  from claim_acknowledgement a where a.tenant_id = %(tenant_id)s and a.claim_id = %(claim_id)s"
        " union all select b.kind, b.transaction_file_id, b.outcome, b.received_at from submission_claim s"
        "  join batch_acknowledgement b on b.tenant_id = s.tenant_id and b.batch_id = s.batch_id"
        "  where s.tenant_id = %(tenant_id)s and s.claim_id = %(claim_id)s) f"
        " group by kind, transaction_id, outcome order by min(at), transaction_id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )
