"""SQL of patients, coverages and billing providers."""

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_PATIENT = (
    "id, external_id, last_name, first_name, middle_name, birth_date, address, sex, version, created_at, updated_at"
)
_COVERAGE = (
    "id, patient_id, payer_id, external_id, member_id, group_number, subscriber, relationship,"
    " id_is_patient_unique, sequence, version, created_at, updated_at"
)
_PROVIDER = (
    "id, external_id, name, npi, tin, taxonomy, address, pay_to_address, era_payee_ids, contact_name,"
    " contact_phone, version, created_at, updated_at"
)


async def take_turn(tx: Transaction, tenant_id: UUID, table: str, key: bytes) -> None:
    """Wait until no other transaction of the practice upserts the same key; held to the end."""
    await tx.row(
        "select pg_advisory_xact_lock(hashtextextended("
        "  %(table)s || '|' || %(tenant_id)s::text || '|' || encode(%(key)s, 'hex'), 0))",
        {"tenant_id": tenant_id, "table": table, "key": key},
    )


async def patient_by_external_id(tx: Transaction, tenant_id: UUID, index: bytes) -> Row | None:
    """The patient an EHR's id names."""
    return await tx.row(
        f"select {_PATIENT} from patient where tenant_id = %(tenant_id)s and external_id_index = %(index)s",
        {"tenant_id": tenant_id, "index": index},
    )


async def patient(tx: Transaction, tenant_id: UUID, patient_id: UUID) -> Row | None:
    """A patient, for a caller that audits what it does with it."""
    return await tx.row(
        f"select {_PATIENT} from patient where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": patient_id},
    )


async def read_patient(tx: Transaction, audit: dict[str, Any], patient_id: UUID) -> Row | None:
    """A patient, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_PATIENT} from patient where tenant_id = %(tenant_id)s and id = %(id)s),"
        f" {READ_AUDIT} select * from r",
        audit | {"id": patient_id},
    )


async def patients_by_external_id(tx: Transaction, audit: dict[str, Any], index: bytes) -> list[Row]:
    """The patient an EHR's id names, if any, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_PATIENT} from patient"
        f"  where tenant_id = %(tenant_id)s and external_id_index = %(index)s), {READ_AUDIT} select * from r",
        audit | {"index": index},
    )


async def patients_by_member_id(tx: Transaction, audit: dict[str, Any], index: bytes, limit: int) -> list[Row]:
    """Patients with a coverage of this member id, oldest first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_PATIENT} from patient where tenant_id = %(tenant_id)s"
        "  and id in (select c.patient_id from coverage c"
        "    where c.tenant_id = %(tenant_id)s and c.member_id_index = %(index)s)"
        f"  order by id limit %(limit)s), {READ_AUDIT} select * from r order by id",
        audit | {"index": index, "limit": limit},
    )


async def patients_by_token(tx: Transaction, audit: dict[str, Any], token: bytes, limit: int) -> list[Row]:
    """Patients that share a name token, oldest first, the read audited in the statement."""
    return await tx.rows(
        f"with r as (select {_PATIENT} from patient where tenant_id = %(tenant_id)s and name_token = %(token)s"
        f"  order by id limit %(limit)s), {READ_AUDIT} select * from r order by id",
        audit | {"token": token, "limit": limit},
    )


async def update_patient(tx: Transaction, tenant_id: UUID, patient_id: UUID, columns: dict[str, Any]) -> Row:
    """Change a patient's content; the new version and time."""
    [row] = await tx.rows(
        "update patient set last_name = %(last_name)s, first_name = %(first_name)s,"
        " middle_name = %(middle_name)s,"
        " birth_date = %(birth_date)s, address = %(address)s, sex = %(sex)s, name_token = %(name_token)s,"
        " version = version + 1, updated_at = now()"
        " where tenant_id = %(tenant_id)s and id = %(id)s returning version, updated_at",
        columns | {"tenant_id": tenant_id, "id": patient_id},
    )
    return row


async def coverage_by_external_id(tx: Transaction, tenant_id: UUID, index: bytes) -> Row | None:
    """The coverage an EHR's id names."""
    return await tx.row(
        f"select {_COVERAGE} from coverage where tenant_id = %(tenant_id)s and external_id_index = %(index)s",
        {"tenant_id": tenant_id, "index": index},
    )


async def coverage(tx: Transaction, tenant_id: UUID, coverage_id: UUID) -> Row | None:
    """A coverage, for a caller that audits what it does with it."""
    return await tx.row(
        f"select {_COVERAGE} from coverage where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": coverage_id},
    )


async def coverages_of(tx: Transaction, tenant_id: UUID, patient_id: UUID) -> list[Row]:
    """A patient's coverages, oldest first, for a caller that audits what it does with them."""
    return await tx.rows(
        f"select {_COVERAGE} from coverage where tenant_id = %(tenant_id)s and patient_id = %(patient_id)s"
        " order by created_at, id",
        {"tenant_id": tenant_id, "patient_id": patient_id},
    )


async def read_coverage(tx: Transaction, audit: dict[str, Any], coverage_id: UUID) -> Row | None:
    """A coverage, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_COVERAGE} from coverage where tenant_id = %(tenant_id)s and id = %(id)s),"
        f" {READ_AUDIT} select * from r",
        audit | {"id": coverage_id},
    )


async def coverage_sequences(tx: Transaction, tenant_id: UUID, patient_ids: list[UUID]) -> list[Row]:
    """The payers of patients, oldest coverage first."""
    return await tx.rows(
        "select patient_id, sequence, payer_id from coverage"
        " where tenant_id = %(tenant_id)s and patient_id = any(%(patients)b::uuid[]) order by created_at, id",
        {"tenant_id": tenant_id, "patients": patient_ids},
    )


async def update_coverage(tx: Transaction, tenant_id: UUID, coverage_id: UUID, columns: dict[str, Any]) -> Row:
    """Change a coverage's content; the new version and time."""
    [row] = await tx.rows(
        "update coverage set patient_id = %(patient_id)s, payer_id = %(payer_id)s, member_id = %(member_id)s,"
        " member_id_index = %(member_id_index)s, group_number = %(group_number)s,"
        " subscriber = %(subscriber)s, relationship = %(relationship)s,"
        " id_is_patient_unique = %(id_is_patient_unique)s, sequence = %(sequence)s,"
        " version = version + 1, updated_at = now()"
        " where tenant_id = %(tenant_id)s and id = %(id)s returning version, updated_at",
        columns | {"tenant_id": tenant_id, "id": coverage_id},
    )
    return row


async def billing_provider_by_external_id(tx: Transaction, tenant_id: UUID, external_id: str) -> Row | None:
    """The billing provider an EHR's id names."""
    return await tx.row(
        f"select {_PROVIDER} from billing_provider where tenant_id = %(tenant_id)s and external_id = %(external_id)s",
        {"tenant_id": tenant_id, "external_id": external_id},
    )


async def billing_provider(tx: Transaction, tenant_id: UUID, provider_id: UUID) -> Row | None:
    """A billing provider, for a caller that audits what it does with it."""
    return await tx.row(
        f"select {_PROVIDER} from billing_provider where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": provider_id},
    )


async def first_billing_provider(tx: Transaction, tenant_id: UUID) -> Row | None:
    """The billing provider the practice registered first."""
    return await tx.row(
        f"select {_PROVIDER} from billing_provider where tenant_id = %(tenant_id)s order by created_at, id limit 1",
        {"tenant_id": tenant_id},
    )


async def read_billing_provider(tx: Transaction, audit: dict[str, Any], provider_id: UUID) -> Row | None:
    """A billing provider, the read audited in the statement."""
    return await tx.row(
        f"with r as (select {_PROVIDER} from billing_provider"
        f"  where tenant_id = %(tenant_id)s and id = %(id)s), {READ_AUDIT} select * from r",
        audit | {"id": provider_id},
    )


async def list_billing_providers(tx: Transaction, audit: dict[str, Any], after: UUID | None, limit: int) -> list[Row]:
    """A page, oldest first; `more` on each row says whether another page follows. The read is audited."""
    return await tx.rows(
        f"with p as (select {_PROVIDER} from billing_provider where tenant_id = %(tenant_id)s"
        "  and (%(after)s::uuid is null or id > %(after)s) order by id limit %(limit)s + 1),"
        f" r as (select * from p order by id limit %(limit)s), {READ_AUDIT}"
        " select r.*, (select count(*) from p) > %(limit)s as more from r order by id",
        audit | {"after": after, "limit": limit},
    )


async def registered_identifiers(tx: Transaction, tenant_id: UUID) -> set[str]:
    """Every payee identifier that the practice has ever claimed, as `kind:value`."""
    rows = await tx.rows(
        "select unnest(registered_identifiers) as identifier from billing_provider where tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id},
    )
    return {row["identifier"] for row in rows}


async def update_billing_provider(
    tx: Transaction, tenant_id: UUID, provider_id: UUID, columns: dict[str, Any], registered: list[str]
) -> Row:
    """Change a billing provider's content and add what it has registered; the new version and time."""
    json = {name: Jsonb(columns[name]) if columns[name] else None for name in ("address", "pay_to_address")}
    [row] = await tx.rows(
        "update billing_provider set name = %(name)s, npi = %(npi)s, tin = %(tin)s, taxonomy = %(taxonomy)s,"
        " address = %(address)s, pay_to_address = %(pay_to_address)s,"
        " era_payee_ids = %(era_payee_ids)b::text[],"
        " contact_name = %(contact_name)s, contact_phone = %(contact_phone)s,"
        " registered_identifiers = registered_identifiers || %(registered)b::text[],"
        " version = version + 1, updated_at = now()"
        " where tenant_id = %(tenant_id)s and id = %(id)s returning version, updated_at",
        columns | json | {"registered": registered, "tenant_id": tenant_id, "id": provider_id},
    )
    return row


async def payee_identifiers(tx: Transaction, tenant_id: UUID) -> list[str]:
    """What an 835 may call this practice's billing providers: NPIs, TINs, payers' own ids."""
    rows = await tx.rows(
        "select distinct i.value from billing_provider b"
        " cross join unnest(array[b.npi, b.tin] || b.era_payee_ids) i(value)"
        " where b.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id},
    )
    return [row["value"] for row in rows]
