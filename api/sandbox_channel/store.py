"""SQL of the sandbox payer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.columns import Sealed
from tenants.session import Row, Transaction

_PAYER = "offset_days, target_days, chunk_count, next_due_on, version"


async def lock_payer(tx: Transaction, tenant_id: UUID, at: datetime) -> Row:
    """The practice's payer, made when there is none, held until the transaction ends."""
    params = {"tenant_id": tenant_id, "at": at}
    await tx.execute(
        "insert into sandbox_payer (tenant_id, offset_days, target_days, chunk_count, version, created_at)"
        " values (%(tenant_id)s, 0, 0, 0, 1, %(at)s) on conflict (tenant_id) do nothing",
        params,
    )
    row = await tx.row(f"select {_PAYER} from sandbox_payer where tenant_id = %(tenant_id)s for update", params)
    if row is None:
        raise LookupError("the payer that was just made is gone")
    return row


async def memory(tx: Transaction, tenant_id: UUID, chunk_count: int) -> list[bytes]:
    """The sealed pieces, in order."""
    rows = await tx.rows(
        "select content from sandbox_memory_chunk where tenant_id = %(tenant_id)s and number < %(count)s"
        " order by number",
        {"tenant_id": tenant_id, "count": chunk_count},
    )
    return [bytes(row["content"]) for row in rows]


async def put_memory(
    tx: Transaction, tenant_id: UUID, pieces: list[Sealed], *, offset_days: int, next_due_on: date | None
) -> None:
    """Replace the memory, and say where the calendar stands."""
    params: dict[str, Any] = {
        "tenant_id": tenant_id,
        "numbers": list(range(len(pieces))),
        "pieces": pieces,
        "count": len(pieces),
        "offset_days": offset_days,
        "next_due_on": next_due_on,
    }
    await tx.execute(
        "insert into sandbox_memory_chunk (tenant_id, number, content)"
        " select p.tenant_id, u.number, u.content from sandbox_payer p"
        " cross join unnest(%(numbers)b::int[], %(pieces)b::bytea[]) u(number, content)"
        " where p.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, number) do update set content = excluded.content",
        params,
    )
    await tx.execute(
        "update sandbox_payer set chunk_count = %(count)s, offset_days = %(offset_days)s,"
        " target_days = greatest(target_days, %(offset_days)s), next_due_on = %(next_due_on)s, version = version + 1"
        " where tenant_id = %(tenant_id)s",
        params,
    )


async def answers_to(tx: Transaction, tenant_id: UUID, name: str) -> list[Row] | None:
    """The answers to the file of this name, in order; None when the payer has never seen it."""
    rows = await tx.rows(
        "select a.file_id from sandbox_file f left join sandbox_answer a"
        " on a.tenant_id = f.tenant_id and a.sandbox_file_id = f.id"
        " where f.tenant_id = %(tenant_id)s and f.name = %(name)s order by a.position",
        {"tenant_id": tenant_id, "name": name},
    )
    return [row for row in rows if row["file_id"]] if rows else None


async def calendar(tx: Transaction, params: dict[str, Any]) -> Row | None:
    """Where the calendar stands and how many files wait to be delivered. Audited; None before the first file."""
    return await tx.row(
        "with r as (select offset_days, target_days, next_due_on,"
        " (select count(*) from sandbox_answer a where a.tenant_id = p.tenant_id and a.delivered_at is null) as waiting"
        f" from sandbox_payer p where p.tenant_id = %(tenant_id)s), {READ_AUDIT} select * from r",
        params,
    )


async def set_target(tx: Transaction, tenant_id: UUID, days: int) -> Row:
    """Ask the calendar, whose row is locked, to go so far; where it stands and goes, and what waits."""
    row = await tx.row(
        "update sandbox_payer p set target_days = %(days)s, version = version + 1 where p.tenant_id = %(tenant_id)s"
        " returning p.offset_days, p.target_days, p.next_due_on, (select count(*) from sandbox_answer a"
        " where a.tenant_id = p.tenant_id and a.delivered_at is null) as waiting",
        {"tenant_id": tenant_id, "days": days},
    )
    if row is None:
        raise LookupError("the payer that is locked is gone")
    return row


async def next_waiting(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """The files of the earliest day that are not delivered yet, in the order they were written."""
    return await tx.rows(
        "select a.id, a.file_id from sandbox_answer a where a.tenant_id = %(tenant_id)s and a.delivered_at is null"
        " and a.due_on = (select min(w.due_on) from sandbox_answer w"
        " where w.tenant_id = %(tenant_id)s and w.delivered_at is null) order by a.id",
        {"tenant_id": tenant_id},
    )


async def last_delivered(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """The interchanges of the day that was delivered last."""
    return await tx.rows(
        "select a.interchange_id, a.delivered_at from sandbox_answer a where a.tenant_id = %(tenant_id)s"
        " and a.interchange_id is not null and a.due_on = (select max(d.due_on) from sandbox_answer d"
        " where d.tenant_id = %(tenant_id)s and d.interchange_id is not null) order by a.id",
        {"tenant_id": tenant_id},
    )


async def mark_delivered(tx: Transaction, tenant_id: UUID, answers: dict[UUID, UUID], at: datetime) -> None:
    """The mailbox has these answers: the interchange of each."""
    await tx.execute(
        "update sandbox_answer a set delivered_at = %(at)s, interchange_id = u.interchange_id"
        " from unnest(%(ids)b::uuid[], %(interchanges)b::uuid[]) u(id, interchange_id)"
        " where a.tenant_id = %(tenant_id)s and a.id = u.id",
        {"tenant_id": tenant_id, "at": at, "ids": list(answers), "interchanges": list(answers.values())},
    )
