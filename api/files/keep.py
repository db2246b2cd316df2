"""Keep bytes for an owner and read them back: encrypted chunks, known by the hash of the plain content."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlmodel import SQLModel

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
    (kept,) = await keep_all(work, kind, [content])
    return kept


async def keep_all(work: Work, kind: str, contents: Sequence[bytes]) -> list[KeptFile]:
    """The same for several, with as many statements for many as for one."""
    digests = await asyncio.to_thread(lambda: [hashlib.sha256(content).digest() for content in contents])
    find = store.practice_files_by_hash if work.owner.level is Level.TENANT else store.organization_files_by_hash
    known = await find(work.tx, work.owner_id, digests, kind)
    # In the order of the hash: two that keep the same files at once must not wait for each other.
    fresh = [each for each in sorted(dict(zip(digests, contents, strict=True)).items()) if each[0] not in known]
    made = {digest: new_id() for digest, _ in fresh}
    files, chunks = await asyncio.to_thread(_rows, work, kind, made, fresh)
    try:
        async with work.tx.savepoint():
            await work.tx.insert(*files, *chunks)
    except UniqueViolation:
        # Another transaction kept some of them between the look-up and the insert; it has committed by now.
        return await keep_all(work, kind, contents)
    ids = known | made
    return [KeptFile(ids[digest], is_new=digest in made) for digest in digests]


def _rows(
    work: Work, kind: str, ids: Mapping[bytes, UUID], contents: Sequence[tuple[bytes, bytes]]
) -> tuple[list[SQLModel], list[SQLModel]]:
    """The files, by hash and content, and their sealed chunks."""
    is_practice = work.owner.level is Level.TENANT
    file_model, chunk_model = (
        (PracticeFile, PracticeFileChunk) if is_practice else (OrganizationFile, OrganizationFileChunk)
    )
    owner: dict[str, Any] = {work.owner.column: work.owner_id}
    table = str(chunk_model.__tablename__)
    files: list[SQLModel] = []
    chunks: list[SQLModel] = []
    for digest, content in contents:
        file_id = ids[digest]
        pieces = [content[start : start + CHUNK_BYTES] for start in range(0, len(content), CHUNK_BYTES)]
        facts: dict[str, Any] = {"sha256": digest, "size": len(content), "chunk_count": len(pieces)}
        files.append(file_model(**owner, id=file_id, kind=kind, **facts))
        for number, piece in enumerate(pieces):
            sealed = work.keys.seal(table, "content", f"{file_id}/{number}", piece)
            chunks.append(chunk_model(**owner, file_id=file_id, number=number, content=sealed))
    return files, chunks


async def read_file(work: Work, file_id: UUID) -> bytes:
    """The plain bytes of a file of the transaction's owner; empty when there is none."""
    is_practice = work.owner.level is Level.TENANT
    table = "practice_file_chunk" if is_practice else "organization_file_chunk"
    rows = await (store.practice_chunks if is_practice else store.organization_chunks)(work.tx, work.owner_id, file_id)
    return b"".join(
        work.keys.open(table, "content", f"{file_id}/{row['number']}", bytes(row["content"])) for row in rows
    )
