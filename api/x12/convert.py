r"""A file as JSON and back, byte for byte: for diffs, for editing by hand, for programs that know JSON alone.

>>> from api.x12.convert import from_json, to_json
>>> document = b"".join(to_json(path))
>>> b"".join(from_json(document)) == path.read_bytes()
True

A document holds the segments of each interchange in their order, one on a line::

    {"x12":1,"before":"","interchanges":[
    {"delimiters":{"element":"*","repetition":"^","component":":","segment":"~"},"newline":"\n","segments":[
    ["ISA","00",...],
    ["SVC",["HC","99213"],"150","80"],
    ["EB","1","",{"repeat":["1","33"]}],
    ["IEA","1","000000001"]],"after":"\n"}]}

An element is a text, a list of components, or `repeat` with its repetitions. `newline` stands before each segment; one
that has something else before it is `{"before": ..., "segment": [...]}`. `before` and `after` hold what is no segment:
a byte order mark, a last newline, a cut end. Characters are bytes (Latin-1). An interchange with an ISA that cannot be
relied on is `{"raw": [...]}`. Nothing is checked and nothing is lost: what is wrong with a file is wrong with it
afterwards.

`to_records` gives what the readers make of a file instead: one way only, since records are written by their writers.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from api.x12.acknowledgement_277ca import read_277ca
from api.x12.acknowledgement_999 import read_999
from api.x12.check import FileCheck
from api.x12.claim_837i import read_institutional_claims
from api.x12.claim_837p import read_claims
from api.x12.eligibility_270_271 import read_270, read_271
from api.x12.envelope import Transaction
from api.x12.lexer import CHUNK_BYTES, ENCODING, Delimiters, IsaHeader, Readable, Source, open_source, read_isa
from api.x12.remittance_835 import read_remittance
from api.x12.scan import read_file
from api.x12.status_276_277 import read_276, read_277

_VERSION: Final = 1
_BLANKS: Final = " \t\r\n"


class _Repeat(msgspec.Struct, forbid_unknown_fields=True):
    repeat: list[str | list[str]]


_Elements = list[str | list[str] | _Repeat]


class _Spaced(msgspec.Struct, forbid_unknown_fields=True):
    before: str
    segment: _Elements


class _Interchange(msgspec.Struct, forbid_unknown_fields=True):
    delimiters: Delimiters | None = None
    newline: str = ""
    segments: list[msgspec.Raw] = []
    after: str = ""
    raw: list[str] = []


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    x12: int
    interchanges: list[_Interchange]
    before: str = ""


_DOCUMENT: Final = msgspec.json.Decoder(_Document)
_SEGMENT: Final[msgspec.json.Decoder[_Elements | _Spaced]] = msgspec.json.Decoder(_Elements | _Spaced)
_json: Final = msgspec.json.encode
_READERS: Final[dict[tuple[str, str], Callable[[Transaction], Any]]] = {
    ("835", "005010X221"): read_remittance,
    ("837", "005010X222"): read_claims,
    ("837", "005010X223"): read_institutional_claims,
    ("999", "005010X231"): read_999,
    ("277", "005010X214"): read_277ca,
    ("277", "005010X212"): read_277,
    ("276", "005010X212"): read_276,
    ("270", "005010X279"): read_270,
    ("271", "005010X279"): read_271,
}


class CannotConvert(ValueError):
    """A JSON document that is no file. Says what is wrong and where; never quotes a value, which may be PHI."""


def to_json(readable: Readable) -> Iterator[bytes]:
    """The document of bytes, a path or a binary stream, a segment at a time. Raises NotX12 without an ISA."""
    again = _readable_twice(readable)
    source = open_source(again)
    interchanges = read_file(again).interchanges
    starts = [interchange.byte_offset for interchange in interchanges]
    before = "".join(_texts(source, 0, starts[0]))
    yield b'{"x12":%d,"before":%b,"interchanges":[' % (_VERSION, _json(before))
    comma = b"\n"
    for interchange, end in zip(interchanges, [*starts[1:], None], strict=True):
        yield comma
        texts = _texts(source, interchange.byte_offset, end)
        yield from _segments(texts, interchange.delimiters) if _is_regular(interchange.isa) else _raw(texts)
        comma = b",\n"
    yield b"]}\n"


def from_json(document: bytes) -> Iterator[bytes]:
    """The file of a document, a segment at a time. Raises CannotConvert.

    An element that holds a delimiter is refused: it would be another element when it is read.
    """
    try:
        read = _DOCUMENT.decode(document)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CannotConvert(f"not a document of segments: {error}") from None
    if read.x12 != _VERSION:
        raise CannotConvert(f"`x12` is not {_VERSION}, the version of a document that can be read")
    yield _bytes(read.before, "before")
    for number, interchange in enumerate(read.interchanges, 1):
        where = f"interchange {number}"
        if interchange.delimiters is None:
            yield _bytes("".join(interchange.raw), where)
        else:
            yield from _written(interchange, interchange.delimiters, where)


def read_record(transaction: Transaction) -> Any:
    """What the reader of its set makes of an ST; None when it has no reader, as in an unknown version."""
    reader = _READERS.get((transaction.set_id, transaction.version[:10]))
    return reader(transaction) if reader else None


def to_records(readable: Readable) -> Iterator[bytes]:
    """A line of JSON for each ST: `set`, `version`, `control_number`, its `record`, the `findings` of its envelope.

    Raises NotX12.
    """
    for transaction in read_file(readable).transactions():
        line = {
            "set": transaction.set_id,
            "version": transaction.version,
            "control_number": transaction.control_number,
            "record": read_record(transaction),
            "findings": transaction.findings,
        }
        yield _json(line) + b"\n"


def check_report(check: FileCheck) -> dict[str, Any]:
    """A check as `firstpass x12 check --json` prints it: the transactions, and the findings of the envelope apart."""
    return {
        "transactions": [
            {
                "set": transaction.set_name,
                "version": transaction.version,
                "control_number": transaction.control_number,
                "claims": transaction.claims,
                "blocking": transaction.is_blocked,
                "findings": transaction.findings,
            }
            for transaction in check.transactions
        ],
        "findings": check.findings,
    }


def _readable_twice(readable: Readable) -> Readable:
    """The envelope is read first, the segments then: what cannot be read twice is taken into memory."""
    if isinstance(readable, str | os.PathLike | bytes | bytearray | memoryview) or readable.seekable():
        return readable
    return readable.read()


def _texts(source: Source, start: int, end: int | None) -> Iterator[str]:
    """The bytes from `start` to `end`, or to the end of the file."""
    while chunk := source.read(start, CHUNK_BYTES if end is None else min(CHUNK_BYTES, end - start)):
        yield chunk.decode(ENCODING)
        start += len(chunk)


def _is_regular(isa: IsaHeader) -> bool:
    """Whether the delimiters take the interchange apart and put it together again."""
    marks = isa.delimiters
    return isa.has_fixed_width and marks.are_distinct and marks.segment not in isa.text


def _raw(texts: Iterable[str]) -> Iterator[bytes]:
    yield b'{"raw":['
    comma = b""
    for text in texts:
        yield comma + _json(text)
        comma = b",\n"
    yield b"]}"


def _segments(texts: Iterator[str], marks: Delimiters) -> Iterator[bytes]:
    """The first segment is the ISA, whose elements are the delimiters: it is never taken apart further."""
    pieces = _pieces(texts, marks.segment)
    isa = next(pieces)
    first = next(pieces, "")
    newline = first[: len(first) - len(first.lstrip(_BLANKS))]
    yield b'{"delimiters":%b,"newline":%b,"segments":[\n' % (_json(marks), _json(newline))
    yield _json(isa.split(marks.element))
    piece = first
    for following in pieces:
        text = piece.lstrip(_BLANKS)
        elements = _json([_element(part, marks) for part in text.split(marks.element)])
        before = piece[: len(piece) - len(text)]
        spaced = elements if before == newline else b'{"before":%b,"segment":%b}' % (_json(before), elements)
        yield b",\n" + spaced
        piece = following
    yield b'],"after":%b}' % _json(piece)


def _pieces(texts: Iterable[str], terminator: str) -> Iterator[str]:
    """What stands before each terminator, then what stands after the last one."""
    carry: list[str] = []
    for text in texts:
        first, *more = text.split(terminator)
        carry.append(first)
        if more:
            yield "".join(carry)
            yield from more[:-1]
            carry = [more[-1]]
    yield "".join(carry)


def _element(text: str, marks: Delimiters) -> str | list[str] | _Repeat:
    if marks.repetition and marks.repetition in text:
        return _Repeat([_composite(part, marks.component) for part in text.split(marks.repetition)])
    return _composite(text, marks.component)


def _composite(text: str, component: str) -> str | list[str]:
    return text.split(component) if component in text else text


def _written(interchange: _Interchange, marks: Delimiters, where: str) -> Iterator[bytes]:
    write = _SegmentWriter(interchange, marks)
    if any(len(mark) != 1 for mark in (marks.element, marks.component, marks.segment)) or len(marks.repetition) > 1:
        raise CannotConvert(f"{where}: a delimiter is one character")
    for number, raw in enumerate(interchange.segments, 1):
        yield _bytes(write(raw, is_isa=number == 1, where=f"{where}, segment {number}"), where)
    yield _bytes(interchange.after, where)


class _SegmentWriter:
    """The texts of the segments of one interchange, each with what stands before it and its terminator."""

    def __init__(self, interchange: _Interchange, marks: Delimiters) -> None:
        self._marks = marks
        self._newline = interchange.newline
        self._delimiters = frozenset((marks.element, marks.component, marks.repetition, marks.segment)) - {""}

    def __call__(self, raw: msgspec.Raw, *, is_isa: bool, where: str) -> str:
        marks = self._marks
        try:
            segment = _SEGMENT.decode(raw)
        except msgspec.MsgspecError as error:
            raise CannotConvert(f"{where}: {error}") from None
        if is_isa:
            return self._isa(segment, where)
        before, elements = (
            (segment.before, segment.segment) if isinstance(segment, _Spaced) else (self._newline, segment)
        )
        text = marks.element.join([self._text(element, where) for element in elements])
        return before + text + marks.segment

    def _isa(self, segment: _Elements | _Spaced, where: str) -> str:
        elements = [element for element in segment if isinstance(element, str)] if isinstance(segment, list) else []
        text = self._marks.element.join(elements) + self._marks.segment
        isa = read_isa(text.encode(ENCODING, "replace"))
        if isa is None or isa.delimiters != self._marks or not _is_regular(isa):
            raise CannotConvert(f"{where}: the ISA does not fit its elements, or its delimiters are not these")
        return text

    def _text(self, element: str | list[str] | _Repeat, where: str) -> str:
        if isinstance(element, _Repeat):
            if not self._marks.repetition and len(element.repeat) > 1:
                raise CannotConvert(f"{where}: an element repeats, and there is no repetition separator")
            return self._marks.repetition.join([self._text(part, where) for part in element.repeat])
        if isinstance(element, list):
            return self._marks.component.join([self._text(part, where) for part in element])
        if not self._delimiters.isdisjoint(element):
            raise CannotConvert(f"{where}: a delimiter stands in an element")
        return element


def _bytes(text: str, where: str) -> bytes:
    try:
        return text.encode(ENCODING)
    except UnicodeEncodeError:
        raise CannotConvert(f"{where}: a character is no byte (Latin-1)") from None
