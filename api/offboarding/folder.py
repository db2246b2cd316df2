"""A folder of exported files: written beside its place and put there whole."""

import hashlib
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Lines:
    """An NDJSON file under way."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._rows = self._bytes = 0

    def write(self, row: dict[str, Any]) -> None:
        """One row as one line."""
        line = orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
        self._out.write(line)
        self._digest.update(line)
        self._rows += 1
        self._bytes += len(line)

    def facts(self) -> dict[str, Any]:
        """For the manifest."""
        return {"rows": self._rows, "bytes": self._bytes, "sha256": self._digest.hexdigest()}


class ExportFolder:
    """`with ExportFolder(place) as folder`: what is written appears at `place` when the block ends well."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._draft = place.with_name(f".{place.name}.partial")

    def __enter__(self) -> Self:
        """Start anew, whatever a run before has left."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(mode=PRIVATE_FOLDER, parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put it in place, or remove what there is of it."""
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            return
        shutil.rmtree(self._place, ignore_errors=True)
        self._draft.rename(self._place)

    @contextmanager
    def lines(self, name: str) -> Iterator[Lines]:
        """A new NDJSON file."""
        with self.bytes(name) as out:
            yield Lines(out)

    @contextmanager
    def bytes(self, name: str) -> Iterator[BinaryIO]:
        """A new file."""
        path = self._draft / name
        path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as out:
            yield out

    def write_json(self, name: str, content: dict[str, Any]) -> str:
        """A JSON file; its SHA-256."""
        whole = orjson.dumps(content, option=orjson.OPT_INDENT_2)
        with self.bytes(name) as out:
            out.write(whole)
        return hashlib.sha256(whole).hexdigest()


def remove_exports(directory: Path, practice_id: str) -> int:
    """Remove every export of a practice from this machine; how many there were."""
    mine = directory / practice_id
    found = len([each for each in mine.iterdir() if not each.name.startswith(".")]) if mine.exists() else 0
    shutil.rmtree(mine, ignore_errors=True)
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(bytes(value)).decode()
    return str(value)
