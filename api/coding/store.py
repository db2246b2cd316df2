"""SQL of encounters."""

from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_ENCOUNTER = (
    "e.id, e.external_id, e.patient_id, e.coverage_id, e.billing_provider_id, e.service_date, e.place_of_service,"
    " e.diagnoses, e.rendering_provider, e.note, e.eligibility_check_id, e.created_at,"
    " (select json_agg(json_build_object('line_no', l.line_no, 'procedure', l.procedure, 'modifiers', l.modifiers,"
    "   'charge_cents', l.charge_cents, 'units', l.units, 'diagnosis_pointers', l.diagnosis_pointers)"
    "   order by l.line_no) from encounter_line l where l.tenant_id = e.tenant_id and l.encounter_id = e.id) as lines"
)


async def take_turn(tx: Transaction, tenant_id: UUID, key: bytes) -> None:
    """Wait until no other transaction of the practice bills the same encounter; held to the end."""
    await tx.row(
        "select pg_advisory_xact_lock(hashtextextended("
        "  'encounter|' || %(tenant_id)s::text || '|' || encode(%(key)s, 'hex'), 0))",
        {"tenant_id": tenant_id, "key": key},
    )


async def encounter_by_external_id(tx: Transaction, tenant_id: UUID, index: bytes) -> Row | None:
    """The encounter an EHR's id names, with its lines."""
    return await tx.row(
        f"select {_ENCOUNTER} from encounter e where e.tenant_id = %(tenant_id)s and e.external_id_index = %(index)s",
        {"tenant_id": tenant_id, "index": index},
    )


async def encounter_id(tx: Transaction, tenant_id: UUID, index: bytes) -> UUID | None:
    """The id of the encounter an EHR's id names."""
    row = await tx.row(
        "select id from encounter where tenant_id = %(tenant_id)s and external_id_index = %(index)s",
        {"tenant_id": tenant_id, "index": index},
    )
    return row["id"] if row else None


async def read_encounter(tx: Transaction, audit: dict[str, Any], encounter_id: UUID) -> Row | None:
    """An encounter with its lines, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_ENCOUNTER} from encounter e where e.tenant_id = %(tenant_id)s and e.id = %(id)s),"
        f" {READ_AUDIT} select * from r",
        audit | {"id": encounter_id},
    )
