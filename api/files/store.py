"""SQL of files, and of transaction files as their practice sees them."""

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction


async def practice_file_by_hash(tx: Transaction, tenant_id: UUID, sha256: bytes, kind: str) -> Row | None:
    """A practice's file with this content and kind."""
    return await tx.row(
        "select id, size, chunk_count from practice_file"
        " where tenant_id = %(tenant_id)s and sha256 = %(sha256)s and kind = %(kind)s",
        {"tenant_id": tenant_id, "sha256": sha256, "kind": kind},
    )


async def practice_chunks(tx: Transaction, tenant_id: UUID, file_id: UUID) -> list[Row]:
    """The sealed chunks of a practice's file, in order."""
    return await tx.rows(
        "select number, content from practice_file_chunk"
        " where tenant_id = %(tenant_id)s and file_id = %(file_id)s order by number",
        {"tenant_id": tenant_id, "file_id": file_id},
    )


async def organization_file_by_hash(
    tx: Transaction, organization_id: UUID, sha256: bytes, kind: str
) -> Row | None:
    """An organization's file with this content and kind."""
    return await tx.row(
        "select id, size, chunk_count from organization_file"
        " where organization_id = %(organization_id)s and sha256 = %(sha256)s and kind = %(kind)s",
        {"organization_id": organization_id, "sha256": sha256, "kind": kind},
    )


async def organization_chunks(tx: Transaction, organization_id: UUID, file_id: UUID) -> list[Row]:
    """The sealed chunks of an organization's file, in order."""
    return await tx.rows(
        "select number, content from organization_file_chunk"
        " where organization_id = %(organization_id)s and file_id = %(file_id)s order by number",
        {"organization_id": organization_id, "file_id": file_id},
    )


_TRANSACTION = (
    "id, interchange_id, position, transaction_set, version, control_number, interchange_control, usage, direction,"
    " channel, state, findings, created_at"
)


async def insert_transaction(tx: Transaction, values: Row) -> bool:
    """Add a transaction file of a kept file; false when its place in the interchange is taken."""
    return bool(
        await tx.execute(
            "insert into transaction_file (tenant_id, id, file_id, interchange_id, position, transaction_set, version,"
            " control_number, interchange_control, usage, direction, channel, state, findings, created_at)"
            " select f.tenant_id, %(id)s, f.id, %(interchange_id)s, %(position)s, %(transaction_set)s, %(version)s,"
            "  %(control_number)s, %(interchange_control)s, %(usage)s, %(direction)s, %(channel)s, 'received', '[]',"
            "  %(created_at)s"
            " from practice_file f where f.tenant_id = %(tenant_id)s and f.id = %(file_id)s"
            " on conflict (tenant_id, interchange_id, position) do nothing",
            values,
        )
    )


async def transaction_at(tx: Transaction, tenant_id: UUID, interchange_id: UUID, position: int) -> UUID:
    """The transaction file cut from one place."""
    row = await tx.row(
        "select id from transaction_file where tenant_id = %(tenant_id)s and interchange_id = %(interchange_id)s"
        " and position = %(position)s",
        {"tenant_id": tenant_id, "interchange_id": interchange_id, "position": position},
    )
    assert row is not None
    found: UUID = row["id"]
    return found


async def transaction(tx: Transaction, audit: Row) -> Row | None:
    """The transaction file that the audit parameters name, with its file's id."""
    return await tx.row(
        f"with r as (select {_TRANSACTION}, file_id from transaction_file"  # noqa: S608 - constant columns
        f" where tenant_id = %(tenant_id)s and id = %(audit_subject)s), {READ_AUDIT} select * from r",
        audit,
    )


async def transactions_page(tx: Transaction, audit: Row, after: list[Any] | None, limit: int) -> list[Row]:
    """Transaction files of the practice, newest first."""
    at, last = after or (None, None)
    return await tx.rows(
        f"with r as (select {_TRANSACTION} from transaction_file"  # noqa: S608 - constant columns
        " where tenant_id = %(tenant_id)s"
        " and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s::timestamptz, %(last)s::uuid))"
        f" order by created_at desc, id desc limit %(limit)s), {READ_AUDIT}"
        " select * from r order by created_at desc, id desc",
        audit | {"at": at, "last": last, "limit": limit},
    )


async def finish_transaction(
    tx: Transaction, tenant_id: UUID, transaction_file_id: UUID, state: str, findings: list[dict[str, Any]]
) -> bool:
    """Set how a transaction ended, unless it is processed already."""
    return bool(
        await tx.execute(
            "update transaction_file set state = %(state)s, findings = %(findings)s"
            " where tenant_id = %(tenant_id)s and id = %(id)s and state <> 'processed'",
            {"tenant_id": tenant_id, "id": transaction_file_id, "state": state, "findings": Jsonb(findings)},
        )
    )


async def draw_control_number(tx: Transaction, organization_id: UUID, channel: str) -> int:
    """Count a channel up by one; the row stays locked until the transaction ends."""
    row = await tx.row(
        "insert into control_number (organization_id, channel, last_value)"
        " values (%(organization_id)s, %(channel)s, 1)"
        " on conflict (organization_id, channel) do update set last_value = control_number.last_value + 1"
        " returning last_value",
        {"organization_id": organization_id, "channel": channel},
    )
    assert row is not None
    return int(row["last_value"])


async def insert_submitter_route(  # noqa: PLR0913 - a row
    tx: Transaction,
    organization_id: UUID,
    channel: str,
    control_number: int,
    practice_id: UUID,
    batch_id: UUID,
) -> None:
    """Remember whose batch a control number is."""
    await tx.execute(
        "insert into submitter_route (organization_id, channel, control_number, practice_id, batch_id)"
        " select p.organization_id, %(channel)s, %(control_number)s, p.practice_id, %(batch_id)s from practice p"
        " where p.organization_id = %(organization_id)s and p.practice_id = %(practice_id)s",
        {
            "organization_id": organization_id,
            "channel": channel,
            "control_number": control_number,
            "practice_id": practice_id,
            "batch_id": batch_id,
        },
    )
