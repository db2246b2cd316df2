"""SQL of files."""

from uuid import UUID

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


async def organization_file_by_hash(tx: Transaction, organization_id: UUID, sha256: bytes, kind: str) -> Row | None:
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
