"""The floor every X12 reader is measured against: split a file into segments as it streams by, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

_CHUNK_BYTES = 65_536


def floor_split(path: Path, terminator: str = "~") -> Iterator[str]:
    """Each segment of a file, one by one: what the simplest streaming reader would do."""
    carry = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            *segments, carry = (carry + chunk.decode("latin-1")).split(terminator)
            for segment in segments:
                yield segment.strip("\r\n")
    if carry.strip("\r\n"):
        yield carry.strip("\r\n")
