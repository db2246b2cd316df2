"""SQL over whatever table holds sealed values. Names of tables and columns come from the models, values are bound."""

from collections.abc import Sequence
from typing import Any

from tenants.resealing.columns import SealedTable
from tenants.session import Row, Transaction

HEADER_BYTES = 5


async def lock_stale(tx: Transaction, table: SealedTable, header: bytes, after: Row | None, limit: int) -> list[Row]:
    """Rows in key order with a value sealed under an older version than the header names (role `retention`).

    Rows that another transaction holds are passed over; the next pass finds them.
    """
    key = ", ".join(table.key)
    further = f" and ({key}) > ({', '.join(f'%(after_{name})s' for name in table.key)})" if after else ""
    position = {f"after_{name}": after[name] for name in table.key} if after else {}
    return await tx.rows(
        f"select {key}, {', '.join(table.columns)} from {table.name}"
        f" where {table.owner} = %({table.owner})s and ({_stale(table)}){further}"
        f" order by {key} limit %(limit)s for update skip locked",
        {table.owner: tx.owned_by.id, "header": header, "limit": limit} | position,
    )


async def count_stale(tx: Transaction, table: SealedTable, header: bytes) -> int:
    """How many rows have a value sealed under an older version (role `retention`)."""
    row = await tx.row(
        f"select count(*) as found from {table.name} where {table.owner} = %({table.owner})s and ({_stale(table)})",
        {table.owner: tx.owned_by.id, "header": header},
    )
    return int(row["found"]) if row else 0


async def replace(tx: Transaction, table: SealedTable, rows: Sequence[Row]) -> int:
    """Write sealed values over those of the same rows (role `retention`)."""
    arrays = [f"%({name})b::{array}" for name, array in zip(table.key, table.key_arrays, strict=True)]
    arrays += [f"%({name})b::bytea[]" for name in table.columns]
    given: dict[str, Any] = {name: [row[name] for row in rows] for name in (*table.key, *table.columns)}
    return await tx.count(
        f"update {table.name} t set {', '.join(f'{name} = u.{name}' for name in table.columns)}"
        f" from unnest({', '.join(arrays)}) u({', '.join((*table.key, *table.columns))})"
        f" where t.{table.owner} = %({table.owner})s and {' and '.join(f't.{name} = u.{name}' for name in table.key)}",
        given | {table.owner: tx.owned_by.id},
    )


async def versions(tx: Transaction, table: SealedTable) -> dict[int, int]:
    """How many values of a table are sealed under each version of the owner's key (role `retention`)."""
    each = " union all ".join(
        f"select substring({column} from 2 for 4) as version from {table.name}"
        f" where {table.owner} = %({table.owner})s and {column} is not null"
        for column in table.columns
    )
    rows = await tx.rows(
        f"select version, count(*) as found from ({each}) v group by version", {table.owner: tx.owned_by.id}
    )
    return {int.from_bytes(row["version"], "big"): row["found"] for row in rows}


def _stale(table: SealedTable) -> str:
    return " or ".join(f"substring({column} from 1 for {HEADER_BYTES}) < %(header)s" for column in table.columns)
