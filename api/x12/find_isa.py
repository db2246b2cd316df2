"""Find where the next interchange starts, past blanks, a byte order mark, and bytes that belong to
nothing.
"""

import re
from typing import Final, NamedTuple

from api.x12.lexer import ISA_BYTES, Source, read_isa

_BLANK: Final = b" \t\r\n\x00\xef\xbb\xbf\x1a"
_SEARCH_BYTES: Final = 65_536
_ISA: Final = re.compile(b"ISA")


class Found(NamedTuple):
    """Offset of the next ISA, and of the bytes before it that are no blanks; None where there is none."""

    isa: int | None
    junk: int | None


def find_isa(source: Source, offset: int) -> Found:
    """Look for the next readable ISA from `offset` on."""
    start = _skip_blanks(source, offset)
    at, window = start, b""
    while chunk := source.read(at + len(window), _SEARCH_BYTES):
        window += chunk
        is_last = len(chunk) < _SEARCH_BYTES
        for match in _ISA.finditer(window):
            head = window[match.start() : match.start() + 2 * ISA_BYTES]
            if (is_last or len(head) == 2 * ISA_BYTES) and read_isa(head) is not None:
                isa = at + match.start()
                return Found(isa, start if isa > start else None)
        kept = window[-2 * ISA_BYTES :]
        at, window = at + len(window) - len(kept), kept
    return Found(None, start if at + len(window) > start else None)


def _skip_blanks(source: Source, offset: int) -> int:
    while chunk := source.read(offset, _SEARCH_BYTES):
        kept = chunk.lstrip(_BLANK)
        offset += len(chunk) - len(kept)
        if kept:
            break
    return offset
