"""The floor of a posting: exactly the rows that a run wrote, read back, and written again into a copy of the database
as it was before, set-based, by the same role under the same policies.

Rows that the run added are inserted, a table at a time in the order in which the run began to write them; of rows that
it changed, the columns that differ are set. Values are at hand, all that a driver needs: what is left is to send them,
as binary arrays, and what the server does with them. Columns that the server fills by itself (`xid`) it fills again.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.abc import AdaptContext
from psycopg.rows import tuple_row

Connection = psycopg.Connection[tuple[Any, ...]]
TABLES = (
    "select c.oid::regclass::text, array_agg(a.attname::text order by a.attnum),"
    " array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum),"
    " (select array_agg(k.attname::text) from pg_index i join pg_attribute k on k.attrelid = c.oid"
    "  and k.attnum = any(i.indkey::int2[]) where i.indrelid = c.oid and i.indisprimary)"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'xid'"
    " where n.nspname = 'public' and c.relkind = 'r' group by c.oid"
)
AS_TEXT = ("json", "[]")
"""Types whose values travel as text, and are cast: arrays of arrays must be square."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote of one table: the columns, their types and values, and by which an updated row is found."""

    table: str
    columns: list[str]
    types: list[str]
    values: list[list[Any]]
    keys: list[str]
    """Empty for rows that were added."""
    order: int

    @property
    def rows(self) -> int:
        return len(self.values[0])


def next_transaction(url: str) -> int:
    """What is written from here on has this number or a higher one."""
    with psycopg.connect(url) as connection:
        found = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
    assert found is not None
    return int(found[0])


def written(url: str, before_url: str, since: int) -> list[Written]:
    """What transactions from `since` on wrote, in the order of writing; `before_url` has the rows as they were."""
    with psycopg.connect(url) as connection, psycopg.connect(before_url) as before:
        found = [
            part
            for table, columns, types, key in connection.execute(TABLES).fetchall()
            for part in _of_table(connection, before, (table, columns, types, key or []), since)
        ]
    return sorted(found, key=lambda part: part.order)


def _of_table(
    connection: Connection, before: Connection, shape: tuple[str, list[str], list[str], list[str]], since: int
) -> Iterator[Written]:
    table, columns, types, key = shape
    listed = ", ".join(
        f"t.{name}::text" if _as_text(kind) else f"t.{name}" for name, kind in zip(columns, types, strict=True)
    )
    query = f"select {listed}, t.cmin::text::bigint from {table} t where t.xmin::text::bigint >= {since}"
    rows = connection.execute(f"{query} order by t.cmin::text::bigint, t.ctid".encode()).fetchall()
    if not rows:
        return
    places = [columns.index(name) for name in key]
    known = _known(before, table, shape, listed, rows)
    added = [row for row in rows if tuple(row[place] for place in places) not in known]
    if added:
        values = [list(column) for column in zip(*(row[:-1] for row in added), strict=True)]
        yield Written(table, columns, types, values, [], min(row[-1] for row in added))
    changed = [row for row in rows if tuple(row[place] for place in places) in known]
    if changed:
        differ = [
            place
            for place in range(len(columns))
            if place in places
            or any(row[place] != known[tuple(row[each] for each in places)][place] for row in changed)
        ]
        yield Written(
            table,
            [columns[place] for place in differ],
            [types[place] for place in differ],
            [[row[place] for row in changed] for place in differ],
            key,
            min(row[-1] for row in changed),
        )


def _known(
    before: Connection, table: str, shape: tuple[str, list[str], list[str], list[str]], listed: str, rows: Sequence[Any]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    _, columns, types, key = shape
    kinds = [types[columns.index(name)] for name in key]
    arrays = ", ".join(f"%b::{kind}[]" for kind in kinds)
    on = " and ".join(f"t.{name} = u.{name}" for name in key)
    sought = [[row[columns.index(name)] for row in rows] for name in key]
    query = f"select {listed} from {table} t join unnest({arrays}) u({', '.join(key)}) on {on}"
    places = [columns.index(name) for name in key]
    return {tuple(row[place] for place in places): row for row in before.execute(query.encode(), sought)}


def replay(
    url: str, practice_id: str, parts: Sequence[Written], chunk: int, context: AdaptContext | None = None
) -> float:
    """Write it all in one transaction of role app; the seconds it takes. `chunk`: rows a statement; `context`: other
    adapters than the driver's own.
    """
    with psycopg.connect(url, autocommit=True, row_factory=tuple_row, context=context) as connection:
        for part in parts:  # the catalog, as a process that has posted before has it
            connection.execute(sql.SQL("select from {} where false").format(_named(part.table)))
        started = time.perf_counter()
        connection.execute(f"begin; set local app.tenant = '{practice_id}'".encode(), prepare=False)
        for part in parts:
            statement = _statement(part)
            for start in range(0, part.rows, chunk):
                done = connection.execute(statement, [values[start : start + chunk] for values in part.values])
                assert done.rowcount == len(part.values[0][start : start + chunk]), part.table
        connection.commit()
        return time.perf_counter() - started


def _statement(part: Written) -> bytes:
    columns = ", ".join(part.columns)
    kinds = ["text" if _as_text(kind) else kind for kind in part.types]
    arrays = ", ".join(f"%b::{kind}[]" for kind in kinds)
    told = [
        f"u.{name}::{kind}" if _as_text(kind) else f"u.{name}"
        for name, kind in zip(part.columns, part.types, strict=True)
    ]
    source = f"unnest({arrays}) u({columns})"
    if not part.keys:
        return f"insert into {part.table} ({columns}) select {', '.join(told)} from {source}".encode()
    sets = ", ".join(
        f"{name} = {value}" for name, value in zip(part.columns, told, strict=True) if name not in part.keys
    )
    on = " and ".join(f"t.{name} = u.{name}" for name in part.keys)
    return f"update {part.table} t set {sets} from {source} where {on}".encode()


def _as_text(kind: str) -> bool:
    return any(each in kind for each in AS_TEXT)


def _named(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
