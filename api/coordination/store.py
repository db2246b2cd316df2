"""SQL of crossovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.session import Row, Transaction


@dataclass(frozen=True, slots=True)
class Announcement:
    """A payer's word that it told the next one, and until when that one is waited for."""

    claim_id: UUID
    payer_id: UUID
    announced_on: date
    due_on: date


async def expect(tx: Transaction, tenant_id: UUID, announcements: Sequence[Announcement]) -> None:
    """Wait for the next payers; a claim announced anew is waited for anew."""
    await tx.execute(
        "insert into crossover (tenant_id, claim_id, payer_id, announced_on, due_on, state, outcome, changed_at)"
        " select c.tenant_id, c.id, u.payer_id, u.announced_on, u.due_on, 'expected', '', now() from claim c"
        " join unnest(%(claims)b::uuid[], %(payers)b::uuid[], %(announced)b::date[], %(due)b::date[])"
        "  u(claim_id, payer_id, announced_on, due_on) on u.claim_id = c.id"
        " where c.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, claim_id) do update set payer_id = excluded.payer_id,"
        "  announced_on = excluded.announced_on, due_on = excluded.due_on, state = 'expected', outcome = '',"
        "  changed_at = excluded.changed_at",
        {
            "tenant_id": tenant_id,
            "claims": [each.claim_id for each in announcements],
            "payers": [each.payer_id for each in announcements],
            "announced": [each.announced_on for each in announcements],
            "due": [each.due_on for each in announcements],
        },
    )


async def settle(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID], outcome: str) -> None:
    """End the wait of these claims, where there is one."""
    await tx.execute(
        "update crossover set state = 'settled', outcome = %(outcome)s, changed_at = now()"
        " where tenant_id = %(tenant_id)s and claim_id = any(%(ids)b::uuid[]) and state <> 'settled'",
        {"tenant_id": tenant_id, "ids": list(claim_ids), "outcome": outcome},
    )


async def take_overdue(tx: Transaction, tenant_id: UUID, day: date, limit: int) -> list[Row]:
    """Up to `limit` claims whose next payer was due by this day, marked overdue."""
    return await tx.rows(
        "with d as (select tenant_id, claim_id from crossover where tenant_id = %(tenant_id)s and state = 'expected'"
        "  and due_on <= %(day)s order by due_on, claim_id limit %(limit)s for update skip locked)"
        " update crossover c set state = 'overdue', changed_at = now() from d"
        " where c.tenant_id = %(tenant_id)s and d.tenant_id = c.tenant_id and c.claim_id = d.claim_id"
        " returning c.claim_id, c.payer_id, c.announced_on, c.due_on",
        {"tenant_id": tenant_id, "day": day, "limit": limit},
    )


async def crossover(tx: Transaction, tenant_id: UUID, claim_id: UUID) -> Row | None:
    """The wait for a claim's next payer."""
    return await tx.row(
        "select claim_id, payer_id, announced_on, due_on, state from crossover"
        " where tenant_id = %(tenant_id)s and claim_id = %(id)s",
        {"tenant_id": tenant_id, "id": claim_id},
    )
