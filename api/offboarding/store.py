"""SQL of leaving practices, and of whatever table belongs to one: names come from the models, values are bound."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tenants.session import Row, Transaction

_STEP = "id, step, reason, actor_id, state, requested_at, done_at, detail"


async def lock_practice(tx: Transaction, organization_id: UUID, practice_id: UUID) -> Row | None:
    """The organization's entry of a practice, locked: one step is decided at a time."""
    return await tx.row(
        "select name, mode, state, offboarding, legal_hold, retention_years from practice"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s for update",
        {"organization_id": organization_id, "practice_id": practice_id},
    )


async def practice(tx: Transaction, organization_id: UUID, practice_id: UUID) -> Row | None:
    """The same, only read."""
    return await tx.row(
        "select name, mode, state, offboarding, legal_hold, retention_years from practice"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s",
        {"organization_id": organization_id, "practice_id": practice_id},
    )


async def steps(tx: Transaction, organization_id: UUID, practice_id: UUID) -> list[Row]:
    """Everything asked for, oldest first."""
    return await tx.rows(
        f"select {_STEP} from offboarding_step where organization_id = %(organization_id)s"
        " and practice_id = %(practice_id)s order by requested_at, id",
        {"organization_id": organization_id, "practice_id": practice_id},
    )


async def requested_step(tx: Transaction, organization_id: UUID, practice_id: UUID, step_id: UUID) -> Row | None:
    """A step that is still to be taken, locked."""
    return await tx.row(
        f"select {_STEP} from offboarding_step where organization_id = %(organization_id)s"
        " and practice_id = %(practice_id)s and id = %(id)s and state = 'requested' for update",
        {"organization_id": organization_id, "practice_id": practice_id, "id": step_id},
    )


async def note(tx: Transaction, organization_id: UUID, step_id: UUID, detail: dict[str, Any]) -> None:
    """Add to what a step under way tells."""
    await tx.execute(
        "update offboarding_step set detail = detail || %(detail)s"
        " where organization_id = %(organization_id)s and id = %(id)s",
        {"organization_id": organization_id, "id": step_id, "detail": Jsonb(detail)},
    )


async def end_step(
    tx: Transaction, organization_id: UUID, step_id: UUID, state: str, at: datetime, detail: dict[str, Any]
) -> None:
    """A step is done, or was refused."""
    await tx.execute(
        "update offboarding_step set state = %(state)s, done_at = %(at)s, detail = detail || %(detail)s"
        " where organization_id = %(organization_id)s and id = %(id)s",
        {"organization_id": organization_id, "id": step_id, "state": state, "at": at, "detail": Jsonb(detail)},
    )


async def set_state(tx: Transaction, organization_id: UUID, practice_id: UUID, state: str) -> None:
    """How far the practice has left, as its organization knows."""
    await tx.execute(
        "update practice set offboarding = %(state)s, version = version + 1"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s",
        {"organization_id": organization_id, "practice_id": practice_id, "state": state},
    )


async def set_retention(
    tx: Transaction, organization_id: UUID, practice_id: UUID, *, legal_hold: bool, years: int
) -> None:
    """Whether and how long the practice's records are kept."""
    await tx.execute(
        "update practice set legal_hold = %(legal_hold)s, retention_years = %(years)s, version = version + 1"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s",
        {"organization_id": organization_id, "practice_id": practice_id, "legal_hold": legal_hold, "years": years},
    )


async def set_profile(tx: Transaction, tenant_id: UUID, state: str) -> None:
    """The same, as the practice's own transactions know."""
    await tx.execute(
        "update practice_profile set offboarding = %(state)s where tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "state": state},
    )


async def last_day(tx: Transaction, tenant_id: UUID) -> date | None:
    """The last date of service of a claim, or day of a posting, whichever is later."""
    row = await tx.row(
        "select greatest((select max(c.service_to) from claim c where c.tenant_id = %(tenant_id)s),"
        " (select max(b.business_date) from ledger_batch b where b.tenant_id = %(tenant_id)s)) as day",
        {"tenant_id": tenant_id},
    )
    return row["day"] if row else None


async def page(
    tx: Transaction, table: str, columns: Sequence[str], key: Sequence[str], after: Row | None, limit: int
) -> list[Row]:
    """Rows of a practice's table in the order of its key (which is given without the practice)."""
    named = ", ".join(f'"{column}"' for column in columns)
    owner = tx.owned_by.column
    position = {f"after_{name}": after[name] for name in key} if after else {}
    order = f" order by {', '.join(key)}" if key else ""
    further = f" and ({', '.join(key)}) > ({', '.join(f'%(after_{name})s' for name in key)})" if after else ""
    return await tx.rows(
        f"select {named} from {table} where {owner} = %({owner})s{further}{order} limit %(limit)s",
        {owner: tx.owned_by.id, "limit": limit} | position,
    )


async def files(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """The practice's files, as they are known."""
    return await tx.rows(
        "select id, kind, sha256, size, chunk_count from practice_file where tenant_id = %(tenant_id)s order by id",
        {"tenant_id": tenant_id},
    )


async def chunk(tx: Transaction, tenant_id: UUID, file_id: UUID, number: int) -> bytes:
    """One sealed chunk of a file."""
    row = await tx.row(
        "select content from practice_file_chunk"
        " where tenant_id = %(tenant_id)s and file_id = %(file_id)s and number = %(number)s",
        {"tenant_id": tenant_id, "file_id": file_id, "number": number},
    )
    return bytes(row["content"]) if row else b""
