"""SQL of claims and service lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tenants.session import Row, Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """A claim's new state and its ICN."""

    claim_id: UUID
    state: str
    payer_claim_control_number: str | None


async def lock(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The claims, locked in id order."""
    return await tx.rows(
        "select id, number, family_id, state, payer_claim_control_number from claim"
        " where tenant_id = %(tenant_id)s and id = any(%(ids)b::uuid[]) order by id for update",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def change(tx: Transaction, tenant_id: UUID, changes: Sequence[Change]) -> None:
    """Set state and ICN of locked claims, in one statement."""
    await tx.execute(
        "update claim c set state = u.state, payer_claim_control_number = u.icn, version = c.version + 1,"
        "  updated_at = now()"
        " from unnest(%(ids)b::uuid[], %(states)b::text[], %(icns)b::text[]) u(id, state, icn)"
        " where c.tenant_id = %(tenant_id)s and c.id = u.id",
        {
            "tenant_id": tenant_id,
            "ids": [each.claim_id for each in changes],
            "states": [str(each.state) for each in changes],
            "icns": [each.payer_claim_control_number for each in changes],
        },
    )


async def ready(tx: Transaction, tenant_id: UUID, limit: int, claim_ids: Sequence[UUID] | None) -> list[Row]:
    """Claims in state ready with the channel of their payer, oldest first, locked."""
    return await tx.rows(
        "select c.id, c.number, c.payer_id, c.billing_provider_id, p.channel from claim c"
        " join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
        " where c.tenant_id = %(tenant_id)s and c.state = 'ready'"
        "  and (%(ids)b::uuid[] is null or c.id = any(%(ids)b::uuid[]))"
        " order by c.created_at, c.id limit %(limit)s for update of c skip locked",
        {"tenant_id": tenant_id, "limit": limit, "ids": None if claim_ids is None else list(claim_ids)},
    )


async def for_submission(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """Claims with their sealed snapshots and the practice's enrollment with the payer."""
    return await tx.rows(
        "select c.id, c.number, c.family_id, c.state, c.payer_id, p.identifier as payer_identifier,"
        "  p.name as payer_name, p.filing_indicator, p.channel, c.snapshot from claim c"
        " join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
        " where c.tenant_id = %(tenant_id)s and c.id = any(%(ids)b::uuid[])",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )


async def by_numbers(tx: Transaction, tenant_id: UUID, numbers: Sequence[str]) -> list[Row]:
    """Claims by CLM01."""
    return await tx.rows(
        "select id, number, state, family_id, payer_id from claim"
        " where tenant_id = %(tenant_id)s and number = any(%(numbers)b::text[]) order by id",
        {"tenant_id": tenant_id, "numbers": list(numbers)},
    )


async def candidates(
    tx: Transaction, tenant_id: UUID, numbers: Sequence[str], payer_control_numbers: Sequence[str]
) -> list[Row]:
    """Claims by CLM01 or ICN."""
    return await tx.rows(
        "select id, number, family_id, frequency, state, patient_id, payer_id, payer_sequence,"
        "  billing_provider_id, charge_cents, payer_claim_control_number, service_from from claim"
        " where tenant_id = %(tenant_id)s"
        "  and (number = any(%(numbers)b::text[]) or payer_claim_control_number = any(%(icns)b::text[]))"
        " order by id",
        {"tenant_id": tenant_id, "numbers": list(numbers), "icns": list(payer_control_numbers)},
    )


async def lines_of(tx: Transaction, tenant_id: UUID, claim_ids: Sequence[UUID]) -> list[Row]:
    """The service lines of claims."""
    return await tx.rows(
        "select claim_id, line_no, control_number, procedure, modifiers, service_date, units, charge_cents"
        " from service_line where tenant_id = %(tenant_id)s and claim_id = any(%(ids)b::uuid[])"
        " order by claim_id, line_no",
        {"tenant_id": tenant_id, "ids": list(claim_ids)},
    )
