"""SQL of files, and of transaction files as their practice sees them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction


async def practice_files_by_hash(
    tx: Transaction, tenant_id: UUID, hashes: Collection[bytes], kind: str
) -> dict[bytes, UUID]:
    """A practice's files with these contents and this kind."""
    rows = await tx.rows(
        "select id, sha256 from practice_file"
        " where tenant_id = %(tenant_id)s and sha256 = any(%(hashes)b::bytea[]) and kind = %(kind)s",
        {"tenant_id": tenant_id, "hashes": list(hashes), "kind": kind},
    )
    return {bytes(row["sha256"]): row["id"] for row in rows}


async def practice_chunks(tx: Transaction, tenant_id: UUID, file_id: UUID) -> list[Row]:
    """The sealed chunks of a practice's file, in order."""
    return await tx.rows(
        "select number, content from practice_file_chunk"
        " where tenant_id = %(tenant_id)s and file_id = %(file_id)s order by number",
        {"tenant_id": tenant_id, "file_id": file_id},
    )


async def organization_files_by_hash(
    tx: Transaction, organization_id: UUID, hashes: Collection[bytes], kind: str
) -> dict[bytes, UUID]:
    """An organization's files with these contents and this kind."""
    rows = await tx.rows(
        "select id, sha256 from organization_file"
        " where organization_id = %(organization_id)s and sha256 = any(%(hashes)b::bytea[]) and kind = %(kind)s",
        {"organization_id": organization_id, "hashes": list(hashes), "kind": kind},
    )
    return {bytes(row["sha256"]): row["id"] for row in rows}


async def organization_chunks(tx: Transaction, organization_id: UUID, file_id: UUID) -> list[Row]:
    """The sealed chunks of an organization's file, in order."""
    return await tx.rows(
        "select number, content from organization_file_chunk"
        " where organization_id = %(organization_id)s and file_id = %(file_id)s order by number",
        {"organization_id": organization_id, "file_id": file_id},
    )


_FACTS = "transaction_set, version, control_number, interchange_control, usage, direction, channel, created_at"
_TRANSACTION = f"id, interchange_id, position, state, findings, {_FACTS}"
_FACTS_OF_U = ", ".join(f"u.{name}" for name in _FACTS.split(", "))


async def insert_transactions(tx: Transaction, tenant_id: UUID, rows: Sequence[Row]) -> set[UUID]:
    """Add transaction files of kept files; the ids of those whose place in their interchange was free."""
    inserted = await tx.rows(
        f"insert into transaction_file (tenant_id, id, file_id, interchange_id, position, {_FACTS}, state, findings)"
        f" select f.tenant_id, u.id, f.id, u.interchange_id, u.position, {_FACTS_OF_U}, 'received', '[]'"
        " from practice_file f join unnest(%(id)b::uuid[], %(file_id)b::uuid[], %(interchange_id)b::uuid[],"
        "  %(position)b::int[], %(transaction_set)b::text[], %(version)b::text[], %(control_number)b::text[],"
        "  %(interchange_control)b::text[], %(usage)b::text[], %(direction)b::text[], %(channel)b::text[],"
        f"  %(created_at)b::timestamptz[]) u(id, file_id, interchange_id, position, {_FACTS}) on u.file_id = f.id"
        " where f.tenant_id = %(tenant_id)s"
        " on conflict (tenant_id, interchange_id, position) do nothing returning id",
        {"tenant_id": tenant_id} | {name: [row[name] for row in rows] for name in rows[0]},
    )
    return {row["id"] for row in inserted}


async def transactions_at(
    tx: Transaction, tenant_id: UUID, places: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], UUID]:
    """The transaction files cut from these places (interchange, position)."""
    rows = await tx.rows(
        "select t.interchange_id, t.position, t.id from transaction_file t"
        " join unnest(%(interchanges)b::uuid[], %(positions)b::int[]) u(interchange_id, position)"
        "  on u.interchange_id = t.interchange_id and u.position = t.position"
        " where t.tenant_id = %(tenant_id)s",
        {"tenant_id": tenant_id, "interchanges": [each for each, _ in places], "positions": [at for _, at in places]},
    )
    return {(row["interchange_id"], row["position"]): row["id"] for row in rows}


async def transaction(tx: Transaction, audit: Row) -> Row | None:
    """The transaction file that the audit parameters name, with its file's id."""
    return await tx.row(
        f"with r as (select {_TRANSACTION}, file_id from transaction_file"
        f" where tenant_id = %(tenant_id)s and id = %(audit_subject)s), {READ_AUDIT} select * from r",
        audit,
    )


async def transactions_page(tx: Transaction, audit: Row, after: list[Any] | None, limit: int) -> list[Row]:
    """Transaction files of the practice, newest first."""
    at, last = after or (None, None)
    return await tx.rows(
        f"with r as (select {_TRANSACTION} from transaction_file"
        " where tenant_id = %(tenant_id)s"
        " and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s::timestamptz, %(last)s::uuid))"
        f" order by created_at desc, id desc limit %(limit)s), {READ_AUDIT}"
        " select * from r order by created_at desc, id desc",
        audit | {"at": at, "last": last, "limit": limit},
    )


async def finish_transactions(
    tx: Transaction, tenant_id: UUID, state: str, findings: Mapping[UUID, list[dict[str, Any]]]
) -> int:
    """Set how transactions ended, those that are processed already left out; how many that were."""
    return await tx.count(
        "update transaction_file t set state = %(state)s, findings = u.findings::jsonb"
        " from unnest(%(ids)b::uuid[], %(findings)b::text[]) u(id, findings)"
        " where t.tenant_id = %(tenant_id)s and t.id = u.id and t.state <> 'processed'",
        {
            "tenant_id": tenant_id,
            "state": state,
            "ids": list(findings),
            "findings": [orjson.dumps(each).decode() for each in findings.values()],
        },
    )


async def any_received(tx: Transaction, tenant_id: UUID, interchange_ids: Sequence[UUID]) -> bool:
    """Whether a transaction of these interchanges waits for the stage that takes it."""
    row = await tx.row(
        "select exists(select from transaction_file t where t.tenant_id = %(tenant_id)s"
        " and t.interchange_id = any(%(ids)b::uuid[]) and t.state = 'received') as found",
        {"tenant_id": tenant_id, "ids": list(interchange_ids)},
    )
    return bool(row and row["found"])
