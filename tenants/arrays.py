"""Lists as binary arrays, quicker than the driver makes them: what set-based writes send is half of their cost here.

Flat lists of ids, whole numbers, texts and bytes, with or without nulls; any other list goes the driver's way. Both
make the same bytes.
"""

import struct
from collections.abc import Callable
from typing import Any

from psycopg import adapters
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.postgres import types
from psycopg.types.array import ListBinaryDumper, ListDumper

_pack_head = struct.Struct("!IIIII").pack
_pack_length = struct.Struct("!i").pack
NULL = b"\xff\xff\xff\xff"
TEXT, UTF8 = types["text"].oid, b"UTF8"

Encode = Callable[[list[Any]], list[bytes]]


class FlatArrayDumper(ListBinaryDumper):
    """A list of one dimension whose elements are all of a known kind."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        """The array's bytes."""
        element = self.sub_dumper
        encode = _ENCODERS.get(element.oid) if element is not None and obj else None
        if element is None or encode is None or (element.oid == TEXT and not self._is_utf8()):
            return super().dump(obj)
        try:
            pieces = encode(obj)
        except (AttributeError, TypeError, ValueError, struct.error):  # something else among them, perhaps a list
            return super().dump(obj)
        return _pack_head(1, NULL in pieces, element.oid, len(obj), 1) + b"".join(pieces)

    def _is_utf8(self) -> bool:
        return self.connection is not None and self.connection.pgconn.parameter_status(b"client_encoding") == UTF8


def _ids(values: list[Any]) -> list[bytes]:
    size = _pack_length(16)
    return [NULL if value is None else size + value.int.to_bytes(16, "big") for value in values]


def _numbers(layout: str) -> Encode:
    number = struct.Struct(layout)
    pack, size = number.pack, _pack_length(number.size)

    def encode(values: list[Any]) -> list[bytes]:
        return [NULL if value is None else size + pack(value) for value in values]

    return encode


def _texts(values: list[Any]) -> list[bytes]:
    """Codes and states come again and again."""
    known: dict[Any, bytes] = {None: NULL}
    pieces = []
    for value in values:
        piece = known.get(value)
        if piece is None:
            encoded = value.encode()
            piece = known[value] = _pack_length(len(encoded)) + encoded
        pieces.append(piece)
    return pieces


def _bytes(values: list[Any]) -> list[bytes]:
    return [NULL if value is None else _pack_length(len(value)) + value for value in values]


_ENCODERS: dict[int, Encode] = {
    types["uuid"].oid: _ids,
    types["int2"].oid: _numbers("!h"),
    types["int4"].oid: _numbers("!i"),
    types["int8"].oid: _numbers("!q"),
    types["text"].oid: _texts,
    types["bytea"].oid: _bytes,
}


def adapters_with_arrays() -> AdaptersMap:
    """The driver's adapters with this one: the context of a connection."""
    found = AdaptersMap(adapters)
    found.register_dumper(list, FlatArrayDumper)
    found.register_dumper(list, ListDumper)  # the last one is what `%s` takes: as text, as the driver does
    return found
