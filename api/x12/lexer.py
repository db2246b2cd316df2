"""Bytes to segments: delimiters from the ISA, a source read in chunks, batches of segments with their byte
offsets.

Text is decoded as Latin-1, so one character is one byte: offsets are true and what is read can be written
back.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final, Protocol, TypeVar

import msgspec

from api.x12.parts import RawSegment

ENCODING: Final = "latin-1"
CHUNK_BYTES: Final = 131_072
MAX_SEGMENT_BYTES: Final = 32_768
MAX_ELEMENTS: Final = 256
ISA_BYTES: Final = 106
# Not str.isspace: it counts the control characters that serve as delimiters (0x1C to 0x1F).
_BLANKS: Final = " \t\r\n"
# Where the element separators of an ISA stand, counted from 0 [M]: its elements have fixed widths.
_ISA_SEPARATORS: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)

_CHARACTERS: Final = 256
_Part = TypeVar("_Part", str, tuple[str, ...], str | tuple[str | tuple[str, ...], ...])

Readable = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO


class NotX12(ValueError):
    """There is no interchange here: no readable ISA. Everything less is a finding."""


class Delimiters(msgspec.Struct, frozen=True):
    """The four characters of an interchange. No `repetition` when ISA11 holds a letter, as 4010 files do."""

    element: str = "*"
    repetition: str = "^"
    component: str = ":"
    segment: str = "~"

    @property
    def are_distinct(self) -> bool:
        """Whether no character plays two parts."""
        used = [c for c in (self.element, self.repetition, self.component, self.segment) if c]
        return len(set(used)) == len(used)


class Source(Protocol):
    """Random access to the bytes of a file, so that a transaction can be read when it is wanted."""

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; fewer only at the end."""


class _BytesSource:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]


class _PathSource:
    """Opens the file for each chunk: nothing is left open when an iteration is abandoned."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, offset: int, length: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(offset)
            return file.read(length)


class _StreamSource:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._start = stream.tell()

    def read(self, offset: int, length: int) -> bytes:
        self._stream.seek(self._start + offset)
        return self._stream.read(length)


def open_source(readable: Readable) -> Source:
    """Bytes, a path or a binary stream. A stream that cannot seek is read into memory, never into a plain
    file.
    """
    if isinstance(readable, str | os.PathLike):
        return _PathSource(Path(readable))
    if isinstance(readable, bytes | bytearray | memoryview):
        return _BytesSource(bytes(readable))
    if readable.seekable():
        return _StreamSource(readable)
    return _BytesSource(readable.read())


class IsaHeader(msgspec.Struct, frozen=True):
    """An ISA as it stood: its text without terminator, its elements (ISA01 is `elements[1]`), the
    delimiters.
    """

    text: str
    elements: tuple[str, ...]
    delimiters: Delimiters
    has_fixed_width: bool


def read_isa(data: bytes) -> IsaHeader | None:
    """Read the ISA that starts `data`; None when these bytes are no ISA at all.

    An ISA whose elements lost their padding is read by counting separators; the envelope blocks it.
    """
    text = data[: 2 * ISA_BYTES].decode(ENCODING)
    if len(text) < ISA_BYTES or not text.startswith("ISA") or text[3].isalnum() or text[3] in _BLANKS:
        return None
    element = text[3]
    if all(text[at] == element for at in _ISA_SEPARATORS):
        end, has_fixed_width = ISA_BYTES - 1, True
    else:
        at = -1
        for _ in _ISA_SEPARATORS:
            at = text.find(element, at + 1)
            if at < 0:
                return None
        end, has_fixed_width = at + 2, False
    if end >= len(text) or text[end] == element:
        return None
    elements = tuple(text[:end].split(element))
    repetition = elements[11][:1]
    usable = bool(repetition) and not repetition.isalnum() and repetition not in _BLANKS
    delimiters = Delimiters(element, repetition if usable else "", text[end - 1], text[end])
    return IsaHeader(text[:end], elements, delimiters, has_fixed_width)


class Segment(msgspec.Struct, frozen=True):
    """A segment: `elements[0]` is its id, `get(n)` its n-th element; `position` counts from ST = 1."""

    elements: tuple[str, ...]
    position: int
    byte_offset: int

    @property
    def id(self) -> str:
        """The segment id."""
        return self.elements[0]

    def get(self, number: int) -> str:
        """Element `number` from 1, or an empty string when the segment is shorter."""
        return self.elements[number] if number < len(self.elements) else ""


class Batch:
    """The segments of one chunk: `text` is all of them, each with its terminator and nothing between two, `count` says
    how many, and the first of them is segment `position` of its ST.

    They are split into `pieces` when these are asked for. The offset of a segment is worked out only when a finding
    asks for it: most never do.
    """

    __slots__ = ("_body", "_offset", "_pieces", "_terminator", "count", "position", "text")

    def __init__(self, body: str, terminator: str, offset: int, position: int, *, has_blanks: bool = True) -> None:
        self._body = body
        self._terminator = terminator
        self._offset = offset
        self._pieces: list[str] | None = None
        self.position = position
        clean = body
        for newline in "\r\n":
            if newline != terminator and newline in clean:
                clean = clean.replace(newline, "")
        if not clean.endswith(terminator):
            tail = clean.rpartition(terminator)[2]
            clean = clean + terminator if tail.strip(_BLANKS) else clean[: len(clean) - len(tail)]
        if has_blanks:
            clean = terminator.join([piece.lstrip(_BLANKS) for piece in clean.split(terminator)])
        self.text = clean
        self.count = clean.count(terminator)

    @property
    def pieces(self) -> list[str]:
        """The segments without their terminators."""
        if self._pieces is None:
            self._pieces = self.text.split(self._terminator)
            self._pieces.pop()
        return self._pieces

    def may_hold_long_segment(self) -> bool:
        """False when every half of the limit holds a terminator: then no segment can be longer than the
        limit.
        """
        window = MAX_SEGMENT_BYTES // 2
        body, terminator = self._body, self._terminator
        return any(body.find(terminator, at, at + window) < 0 for at in range(0, len(body) - window, window))

    def offset_of(self, index: int) -> int:
        """Byte offset in the file of the segment `pieces[index]`."""
        parts = self._body.split(self._terminator, index)
        before = sum(map(len, parts[:index])) + min(index, len(parts) - 1)
        piece = parts[-1]
        return self._offset + before + len(piece) - len(piece.lstrip(_BLANKS))

    def offsets(self) -> list[int]:
        """Byte offset in the file of every segment: for those who have many to look up."""
        found, at = [], self._offset
        for piece in self._body.split(self._terminator):
            found.append(at + len(piece) - len(piece.lstrip(_BLANKS)))
            at += len(piece) + 1
        return found


def batches(source: Source, start: int, end: int, terminator: str, *, has_blanks: bool) -> Iterator[Batch]:
    """Cut the bytes from `start` to `end` into batches of whole segments; memory is bounded by a chunk and a
    segment. `has_blanks` says whether any stand before a segment.

    A segment longer than the limit ends the reading: its batch is the last, and its reader reports it.
    """
    offset, position, carry = start, 1, ""
    while offset < end or carry:
        length = min(CHUNK_BYTES, end - offset)
        chunk = source.read(offset, length).decode(ENCODING) if length > 0 else ""
        offset = offset + len(chunk) if chunk else end
        text = carry + chunk
        cut = text.rfind(terminator) + 1
        if offset >= end or (not cut and len(text) > MAX_SEGMENT_BYTES):
            cut, offset = len(text), max(offset, end)
        carry = text[cut:]
        if not cut:
            continue
        batch = Batch(text[:cut], terminator, offset - len(text), position, has_blanks=has_blanks)
        position += batch.count
        if batch.count:
            yield batch


def all_but(characters: str) -> str:
    """The class of all characters of a file but these, for a pattern.

    It names the ones it takes: a match tests that a fifth faster than whether a character is none of two.
    """
    ends = sorted({-1, _CHARACTERS, *map(ord, characters)})
    spans = [(low + 1, high - 1) for low, high in pairwise(ends) if high - low > 1]
    return "[" + "".join(f"\\x{low:02x}-\\x{high:02x}" for low, high in spans) + "]"


def raw_segment(elements: list[str], component: str, repetition: str = "") -> RawSegment:
    """Keep a segment nothing models. An id that holds a separator is none: it stays in pieces, no writer takes it."""
    kept = raw_elements(elements, component, repetition)
    for separator in (component, repetition):
        if separator and elements and separator in elements[0]:
            return (tuple(elements[0].split(separator)), *kept[1:])
    return kept or ("",)  # nothing but separators: its id is there, and empty


def raw_elements(elements: list[str], component: str, repetition: str = "") -> RawSegment:
    """Keep elements nothing models: those with component separators become tuples, repeated ones tuples of them.

    Empty elements and components at the end are left out, as the writer leaves them out.
    """
    return _trimmed(_raw_element(element, component, repetition) for element in elements)


def _raw_element(element: str, component: str, repetition: str) -> str | tuple[str | tuple[str, ...], ...]:
    if repetition and repetition in element:
        repeats = _trimmed(_trimmed(part.split(component)) for part in element.split(repetition))
        if len(repeats) > 1:
            return repeats
        element = element.partition(repetition)[0]
    if component in element:
        parts = _trimmed(element.split(component))
        return parts if len(parts) > 1 else "".join(parts)
    return element


def _trimmed(values: Iterable[_Part]) -> tuple[_Part, ...]:
    kept = list(values)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
