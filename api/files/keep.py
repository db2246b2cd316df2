"""Keep bytes for an owner and read them back: encrypted chunks, known by the hash of the plain content."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from api.files import store
from api.files.models import OrganizationFile, OrganizationFileChunk, PracticeFile, PracticeFileChunk
from api.kit.ids import new_id
from tenants.context import Work
from tenants.owner import Level

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file; `is_new` is false when the owner already had these bytes under this kind."""

    id: UUID
    is_new: bool


async def keep(work: Work, kind: str, content: bytes) -> KeptFile:
    """Keep `content` as a file of the transaction's owner. The same bytes and kind are kept once."""
    digest = hashlib.sha256(content).digest()
    is_practice = work.owner.level is Level.TENANT
    find = store.practice_file_by_hash if is_practice else store.organization_file_by_hash
    known = await find(work.tx, work.owner_id, digest, kind)
    if known is not None:
        return KeptFile(known["id"], is_new=False)
    file_id = new_id()
    chunks = [content[start : start + CHUNK_BYTES] for start in range(0, len(content), CHUNK_BYTES)]
    owner: dict[str, Any] = {work.owner.column: work.owner_id}
    facts: dict[str, Any] = {"kind": kind, "sha256": digest, "size": len(content), "chunk_count": len(chunks)}
    file_model, chunk_model = (
        (PracticeFile, PracticeFileChunk) if is_practice else (OrganizationFile, OrganizationFileChunk)
    )
    try:
        async with work.tx.savepoint():
            await work.tx.insert(
                file_model(**owner, id=file_id, **facts),
                *(
                    chunk_model(
                        **owner,
                        file_id=file_id,
                        number=number,
                        content=work.keys.seal(str(chunk_model.__tablename__), "content", f"{file_id}/{number}", chunk),
                    )
                    for number, chunk in enumerate(chunks)
                ),
            )
    except UniqueViolation:
        # Another transaction kept the same bytes between the look-up and the insert; it has committed by now.
        known = await find(work.tx, work.owner_id, digest, kind)
        if known is None:
            raise
        return KeptFile(known["id"], is_new=False)
    return KeptFile(file_id, is_new=True)


async def read_file(work: Work, file_id: UUID) -> bytes:
    """The plain bytes of a file of the transaction's owner; empty when there is none."""
    is_practice = work.owner.level is Level.TENANT
    table = "practice_file_chunk" if is_practice else "organization_file_chunk"
    rows = await (store.practice_chunks if is_practice else store.organization_chunks)(work.tx, work.owner_id, file_id)
    return b"".join(
        work.keys.open(table, "content", f"{file_id}/{row['number']}", bytes(row["content"])) for row in rows
    )
