"""SQL of batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_BATCH = (
    "id, channel, state, claim_count, interchange_control, transaction_file_id as transaction_id, created_at, sent_at"
)


async def insert_claims(tx: Transaction, tenant_id: UUID, batch_id: UUID, claim_ids: Sequence[UUID]) -> None:
    """Put claims into a batch."""
    await tx.execute(
        "insert into submission_claim (tenant_id, batch_id, claim_id, turned_away)"
        " select c.tenant_id, %(batch_id)s, c.id, false from claim c join unnest(%(ids)b::uuid[]) u(id) on u.id = c.id"
        " where c.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "batch_id": batch_id, "ids": list(claim_ids)},
    )


async def batch(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> Row | None:
    """A batch."""
    return await tx.row(
        f"select {_BATCH} from submission_batch where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": batch_id},
    )


async def lock_batch(tx: Transaction, tenant_id: UUID, batch_id: UUID, state: str) -> Row | None:
    """A batch if it is in this state, held until the transaction ends."""
    return await tx.row(
        f"select {_BATCH} from submission_batch"
        " where tenant_id = %(tenant_id)s and id = %(id)s and state = %(state)s for update",
        {"tenant_id": tenant_id, "id": batch_id, "state": state},
    )


async def turn_away(tx: Transaction, tenant_id: UUID, batch_id: UUID, claim_ids: Sequence[UUID]) -> None:
    """The file of the batch is written without these claims."""
    await tx.execute(
        "update submission_claim set turned_away = true where tenant_id = %(tenant_id)s and batch_id = %(batch_id)s"
        " and claim_id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "batch_id": batch_id, "ids": list(claim_ids)},
    )


async def claim_ids(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[UUID]:
    """The claims of a batch, in the order they were made."""
    rows = await tx.rows(
        "select claim_id from submission_claim where tenant_id = %(tenant_id)s and batch_id = %(batch_id)s"
        " order by claim_id",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )
    return [row["claim_id"] for row in rows]


async def facts(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[Row]:
    """What an event tells of each claim of a batch."""
    return await tx.rows(
        "select s.claim_id, c.payer_id, c.billing_provider_id, c.charge_cents, c.frequency, c.payer_sequence,"
        " (select count(*) from service_line l where l.tenant_id = c.tenant_id and l.claim_id = c.id"
        "  and l.charge_cents > 0) as lines from submission_claim s"
        " join claim c on c.tenant_id = s.tenant_id and c.id = s.claim_id"
        " where s.tenant_id = %(tenant_id)s and s.batch_id = %(batch_id)s and not s.turned_away order by s.claim_id",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


async def mark_refused(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> None:
    """There is nothing to send."""
    await tx.execute(
        "update submission_batch set state = 'refused' where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": batch_id},
    )


async def mark_written(
    tx: Transaction, tenant_id: UUID, batch_id: UUID, control_number: int, transaction_file_id: UUID
) -> None:
    """The file is kept."""
    await tx.execute(
        "update submission_batch set state = 'written', interchange_control = %(control_number)s,"
        " transaction_file_id = %(transaction_file_id)s where tenant_id = %(tenant_id)s and id = %(id)s",
        {
            "tenant_id": tenant_id,
            "id": batch_id,
            "control_number": control_number,
            "transaction_file_id": transaction_file_id,
        },
    )


async def mark_sent(tx: Transaction, tenant_id: UUID, batch_id: UUID, at: datetime) -> None:
    """The channel has it."""
    await tx.execute(
        "update submission_batch set state = 'sent', sent_at = %(at)s where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": batch_id, "at": at},
    )


async def read_batch(tx: Transaction, audit: Row) -> Row | None:
    """The batch that the audit parameters name, with its claims counted by state."""
    return await tx.row(
        f"with r as (select {_BATCH} from submission_batch"
        f" where tenant_id = %(tenant_id)s and id = %(audit_subject)s), {READ_AUDIT}"
        " select r.*, coalesce((select jsonb_object_agg(n.state, n.claims) from (select c.state, count(*) as claims"
        "  from submission_claim s join claim c on c.tenant_id = s.tenant_id and c.id = s.claim_id"
        "  where s.tenant_id = %(tenant_id)s and s.batch_id = r.id group by c.state) n), '{}') as claims_by_state"
        " from r",
        audit,
    )


async def batches_page(tx: Transaction, audit: Row, after: list[Any] | None, limit: int) -> list[Row]:
    """Batches, newest first."""
    at, last = after or (None, None)
    return await tx.rows(
        f"with r as (select {_BATCH} from submission_batch"
        " where tenant_id = %(tenant_id)s"
        " and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s::timestamptz, %(last)s::uuid))"
        f" order by created_at desc, id desc limit %(limit)s), {READ_AUDIT}"
        " select * from r order by created_at desc, id desc",
        audit | {"at": at, "last": last, "limit": limit},
    )


async def claims_page(tx: Transaction, audit: Row, after: list[Any] | None, limit: int) -> list[Row]:
    """Claims of the batch that the audit parameters name, by id."""
    return await tx.rows(
        "with r as (select c.id, c.number, c.state, c.charge_cents from submission_claim s"
        " join claim c on c.tenant_id = s.tenant_id and c.id = s.claim_id"
        " where s.tenant_id = %(tenant_id)s and s.batch_id = %(audit_subject)s"
        " and (%(last)s::uuid is null or s.claim_id > %(last)s::uuid)"
        f" order by s.claim_id limit %(limit)s), {READ_AUDIT} select * from r order by id",
        audit | {"last": after[0] if after else None, "limit": limit},
    )


async def batch_of_control(tx: Transaction, tenant_id: UUID, control_number: int, channel: str | None) -> list[UUID]:
    """The batches that went out under a control number, through one channel when it is known."""
    rows = await tx.rows(
        "select id from submission_batch"
        " where tenant_id = %(tenant_id)s and interchange_control = %(control_number)s"
        " and (%(channel)s::text is null or channel = %(channel)s)",
        {"tenant_id": tenant_id, "control_number": control_number, "channel": channel},
    )
    return [row["id"] for row in rows]


async def sent_claims(tx: Transaction, tenant_id: UUID, batch_id: UUID) -> list[Row]:
    """The claims of a batch with their billing NPI, and whether the batch is the last that each went out in."""
    return await tx.rows(
        "select s.claim_id, c.number, p.npi, not exists (select from submission_claim l"
        "  where l.tenant_id = %(tenant_id)s and l.claim_id = s.claim_id and l.batch_id > s.batch_id) as is_last"
        " from submission_claim s"
        " join claim c on c.tenant_id = s.tenant_id and c.id = s.claim_id"
        " join billing_provider p on p.tenant_id = c.tenant_id and p.id = c.billing_provider_id"
        " where s.tenant_id = %(tenant_id)s and s.batch_id = %(batch_id)s and not s.turned_away order by s.claim_id",
        {"tenant_id": tenant_id, "batch_id": batch_id},
    )


async def files_of_claim(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> list[Row]:
    """The files a claim went out in, in that order."""
    return await tx.rows(
        "select b.id as submission_id, b.transaction_file_id as transaction_id, b.sent_at as at"
        " from submission_claim s join submission_batch b on b.tenant_id = s.tenant_id and b.id = s.batch_id"
        " where s.tenant_id = %(tenant_id)s and s.claim_id = %(claim_id)s and not s.turned_away"
        " and b.sent_at is not null"
        " order by b.sent_at, b.id",
        {"tenant_id": tenant_id, "claim_id": claim_id},
    )
