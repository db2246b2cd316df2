"""Write everything of a practice out: an NDJSON a table, the files as they were, a manifest with counts and hashes.

It is read in one snapshot, so that the tables fit together. Sealed values are opened, so the folder holds PHI in the
clear: it lies in `EXPORT_DIRECTORY`, readable by the service's user alone, until it is handed over or the key is
destroyed. A folder is there whole or not at all.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from api.kit.clock import now
from api.offboarding import store
from api.offboarding.folder import ExportFolder
from tenants.columns import EncryptedBytes, EncryptedText
from tenants.context import Services
from tenants.keys import Keyring, SealBrokenError
from tenants.owner import Owner
from tenants.services import work_for
from tenants.session import Row, Transaction

CAUSE = "job:offboarding.export"
FORM = "firstpass-export/1"
PAGE = 1_000
OWNER = "tenant_id"
OMITTED = {
    ("practice_file_chunk", "content"): "the whole files are in files/",
    ("data_key", "wrapped_key"): "key material",
    ("data_key", "wrapped_index_key"): "key material",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A table as it is written: `texts` and `bytes_` are its sealed columns, opened."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    texts: frozenset[str]
    bytes_: frozenset[str]

    def row_id(self, row: Row) -> str:
        """The row as its associated data names it."""
        return "/".join(str(row[name]) for name in self.key)


@dataclass(slots=True)
class Findings:
    """What did not open, by table, column and row."""

    broken: list[dict[str, str]] = field(default_factory=list)


def tables() -> list[Exported]:
    """Every table of a practice, read from the models: a new one is exported without being named here."""
    found = []
    for table in SQLModel.metadata.tables.values():
        first, *rest = table.primary_key.columns
        if first.name != OWNER:
            continue
        columns = [column for column in table.columns if (table.name, column.name) not in OMITTED]
        sealed = {column.name for column in columns if isinstance(column.type, EncryptedBytes)}
        texts = frozenset(column.name for column in columns if isinstance(column.type, EncryptedText))
        names = tuple(column.name for column in columns)
        key = tuple(column.name for column in rest)
        found.append(Exported(str(table.name), key, names, texts, frozenset(sealed - texts)))
    return sorted(found, key=lambda each: each.name)


async def export(services: Services, practice_id: UUID, step: Row) -> dict[str, Any]:
    """Write the folder; the manifest without its list of files. Safe to repeat: the folder is written anew."""
    owner = Owner.practice(practice_id)
    async with work_for(services, owner, CAUSE, step["actor_id"]) as work:
        keys = work.keys
        # Before the first value is opened: an export that fails half-way has shown as much as it has written.
        await work.audit("practice.export.begin", "practice", practice_id, reason=step["reason"])
    findings = Findings()
    with ExportFolder(services.export_directory / str(practice_id) / str(step["id"])) as folder:
        async with services.database.snapshot(owner) as tx:
            written = [await _table(tx, keys, table, folder, findings) for table in tables()]
            files = [await _file(tx, keys, row, folder, findings) for row in await store.files(tx, practice_id)]
        manifest = {
            "format": FORM,
            "practice_id": str(practice_id),
            "exported_at": now().isoformat(),
            "tables": written,
            "files": files,
            "broken": findings.broken,
        }
        digest = folder.write_json("manifest.json", manifest)
    counts = {"tables": len(written), "files": len(files), "manifest_sha256": digest, "broken": len(findings.broken)}
    async with work_for(services, owner, CAUSE, step["actor_id"]) as work:
        await work.audit("practice.export", "practice", practice_id, count=sum(t["rows"] for t in written), **counts)
    sizes = {"files": len(files), "file_bytes": sum(each["bytes"] for each in files)}
    return {"folder": f"{practice_id}/{step['id']}", "manifest_sha256": digest, "tables": written} | sizes


async def _table(
    tx: Transaction, keys: Keyring, table: Exported, folder: ExportFolder, findings: Findings
) -> dict[str, Any]:
    after: Row | None = None
    with folder.lines(f"{table.name}.ndjson") as lines:
        while True:
            rows = await store.page(tx, table.name, table.columns, table.key, after, PAGE)
            for row in rows:
                lines.write(_opened(keys, table, row, findings))
            if len(rows) < PAGE or not table.key:
                break
            after = rows[-1]
    omitted = {column: why for (name, column), why in OMITTED.items() if name == table.name}
    return {"table": table.name, "file": f"{table.name}.ndjson", "omitted": omitted} | lines.facts()


def _opened(keys: Keyring, table: Exported, row: Row, findings: Findings) -> dict[str, Any]:
    """A row with its seals opened; bytes become base64 when it is written."""
    for column in table.texts | table.bytes_:
        if row[column] is None:
            continue
        row_id = table.row_id(row)
        try:
            plain = keys.open(table.name, column, row_id, bytes(row[column]))
        except SealBrokenError:
            findings.broken.append({"table": table.name, "column": column, "row": row_id})
            row[column] = None
            continue
        row[column] = plain.decode() if column in table.texts else plain
    return row


async def _file(tx: Transaction, keys: Keyring, row: Row, folder: ExportFolder, findings: Findings) -> dict[str, Any]:
    """A file as it came; its hash is compared with the one it is known by."""
    file_id: UUID = row["id"]
    name = str(Path("files") / str(file_id))
    digest, size = hashlib.sha256(), 0
    with folder.bytes(name) as out:
        for number in range(row["chunk_count"]):
            sealed = await store.chunk(tx, keys.owner.id, file_id, number)
            try:
                content = keys.open("practice_file_chunk", "content", f"{file_id}/{number}", sealed)
            except SealBrokenError:
                place = {"table": "practice_file_chunk", "column": "content", "row": f"{file_id}/{number}"}
                findings.broken.append(place)
                continue
            digest.update(content)
            size += len(content)
            out.write(content)
    intact = digest.digest() == bytes(row["sha256"])
    return {"file": name, "kind": row["kind"], "bytes": size, "sha256": digest.hexdigest(), "intact": intact}
