"""Lists travel as the same bytes that the driver would make of them, whatever is in them."""

from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.abc import AdaptContext
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.types.array import ListDumper

from tenants.arrays import adapters_with_arrays
from tests.harness.database import Database


class Kind(StrEnum):
    DENIAL = "denial"


LISTS: list[list[Any]] = [
    [UUID(int=1), None, UUID(int=2**128 - 1)],
    [1, 2, None],
    [-5, 70_000],
    [2**40, 0],
    ["a", None, "", "é", "a"],
    [Kind.DENIAL, Kind.DENIAL],
    ["", Kind.DENIAL],
    [b"x", None, b"", b"\xff\xff\xff\xff"],
    [True, False],
    [1.5, None],
    [[1, 2], [3, 4]],
    [["a"], ["b"]],
    [None, None],
]


@pytest.mark.parametrize("values", LISTS, ids=str)
def test_a_list_travels_as_the_driver_would_send_it(database: Database, values: list[Any]) -> None:
    assert _sent(database, adapters_with_arrays(), values) == _sent(database, psycopg.adapters, values)


def test_a_list_in_text_stays_the_drivers(database: Database) -> None:
    with psycopg.connect(database.url("app"), context=_context(adapters_with_arrays())) as connection:
        assert isinstance(Transformer(connection).get_dumper([1], PyFormat.AUTO), ListDumper)


def _sent(database: Database, adapters: AdaptersMap, values: list[Any]) -> tuple[bytes | None, int]:
    with psycopg.connect(database.url("app"), context=_context(adapters)) as connection:
        dumper = Transformer(connection).get_dumper(values, PyFormat.BINARY)
        sent = dumper.dump(values)
        return None if sent is None else bytes(sent), dumper.oid


def _context(adapters: AdaptersMap) -> AdaptContext:
    """Of no connection yet."""
    return SimpleNamespace(adapters=adapters, connection=None)
