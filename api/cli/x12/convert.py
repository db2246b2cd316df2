import sys
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from api.cli.x12.files import Files, InputFile, Refused, over

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS = b" \t\r\n"
_HEAD_BYTES = 256
Output = Annotated[str, typer.Option("--output", "-o", help="A file instead of standard output.", show_default=False)]


def convert(
    files: Files,
    *,
    output: Output = "",
    records: Annotated[
        bool, typer.Option("--records", help="Typed records instead of segments, one ST a line; not to be read back.")
    ] = False,
) -> None:
    """Convert X12 to JSON, and that JSON back to the same bytes: what a file holds tells the direction.

    The JSON holds all that the file does, PHI too.
    """

    def work(file: InputFile) -> bool:
        return _convert(file, writer, is_typed=records)

    if not output:
        writer = sys.stdout.buffer
        over(files, work)
    with open(output, "wb") as writer:  # noqa: PTH123 - the name as it was given
        over(files, work)


def _convert(file: InputFile, writer: BinaryIO, *, is_typed: bool) -> bool:
    from api.x12.convert import CannotConvert, from_json, to_json, to_records

    with file.open("converting") as stream:
        content: BinaryIO | bytes = stream if stream.seekable() else stream.read()
        if _is_json(content):
            document = content if isinstance(content, bytes) else content.read()
            try:
                _write(from_json(document), writer)
            except CannotConvert as error:
                raise Refused(str(error)) from None
        else:
            _write(to_records(content) if is_typed else to_json(content), writer)
    return False


def _is_json(content: BinaryIO | bytes) -> bool:
    """A document begins with a brace; an ISA, or what may stand before it, does not."""
    if isinstance(content, bytes):
        head = content[:_HEAD_BYTES]
    else:
        start = content.tell()
        head = content.read(_HEAD_BYTES)
        content.seek(start)
    return head.lstrip(_BLANKS).startswith(b"{")


def _write(pieces: "Iterable[bytes]", writer: BinaryIO) -> None:
    writer.writelines(pieces)
    writer.flush()
