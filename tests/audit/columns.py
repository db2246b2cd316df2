"""Every column of every chain's two tables, edited alone in one sealed row: whatever a forger may think is left out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from api.audit.verify import verify
from tests.audit.chains import CHAINS, kinds
from tests.harness.database import Database
from tests.harness.world import World
from tests.isolation.catalog import Connection

OTHER = {
    "uuid": "gen_random_uuid()",
    "text": "coalesce({column}, '') || 'x'",
    "character varying": "coalesce({column}, '') || 'x'",
    "timestamp with time zone": "{column} + interval '1 second'",
    "jsonb": "'{{\"forged\": 1}}'::jsonb",
    "integer": "coalesce({column}, 0) + 1000",
    "bigint": "{column} + 1000",
    "bytea": "'\\x00'",
    "xid8": "'7'",
}
"""Another value of each type."""
OWNERS = {"tenant_id", "organization_id"}
"""An edit of these takes the row out of its chain: a deletion, which is tried by itself."""
COLUMNS = (
    "select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = %s"
)


async def edited(world: World, database: Database, owners: Mapping[str, UUID | None]) -> dict[str, bool]:
    """Whether verifying finds each edit, by table and column; every row is as before afterwards."""
    found = {}
    for (level, name), tables in CHAINS.items():
        mine = tables.mine(owners[level])
        chosen = {
            tables.record: f"{mine} and id = (select {tables.fk} from {tables.seal} where {mine} and sequence = 2)",
            tables.seal: f"{mine} and sequence = 2",
        }
        for table, where in chosen.items():
            for column, kind in database.as_superuser(COLUMNS, [table]):
                if column in OWNERS:
                    continue
                undo = _edit(database, table, column, kind, where)
                found[f"{table}.{column}"] = bool(kinds(await verify(world.services))[level, name])
                undo()
    return found


def _edit(database: Database, table: str, column: str, kind: str, where: str) -> Callable[[], None]:
    """Change one value; calling what is returned puts it back."""
    with _past_keys(database) as connection:
        place, before = connection.execute(
            f"select ctid::text, {column} from {table} where {where}".encode()
        ).fetchall()[0]
        change = f"update {table} set {column} = {OTHER[kind].format(column=column)}"
        edited_at = connection.execute(f"{change} where ctid = '{place}' returning ctid::text".encode()).fetchall()[0][
            0
        ]

    def undo() -> None:
        value = Jsonb(before) if kind == "jsonb" else before
        with _past_keys(database) as connection:
            connection.execute(f"update {table} set {column} = %s where ctid = '{edited_at}'".encode(), [value])

    return undo


@contextmanager
def _past_keys(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("set local session_replication_role = replica")
        yield connection
