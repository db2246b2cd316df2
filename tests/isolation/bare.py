"""A database in which nothing but row security is left to refuse anything, and one row of two owners in each table."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import psycopg

from api.kit.postgres.roles import Role
from api.kit.postgres.server import EmbeddedServer
from migrations.schema import metadata
from tests.harness.database import Database
from tests.isolation.catalog import GLOBAL, ORGANIZATION, TENANT

MINE, THEIRS = UUID(int=1), UUID(int=2)
VALUES = {
    "uuid": "'{owner}'",
    "character varying": "'x'",
    "text": "'x'",
    "integer": "1",
    "bigint": "1",
    "date": "'2026-03-01'",
    "boolean": "true",
    "bytea": "'x'",
    "jsonb": "'[]'",
    "ARRAY": "'{{}}'",
    "timestamp with time zone": "now()",
}
OWNER = {
    name: next(iter(table.primary_key.columns)).name for name, table in metadata.tables.items() if name not in GLOBAL
}
TENANT_TABLES = sorted(name for name, column in OWNER.items() if column == TENANT)
ORGANIZATION_TABLES = sorted(name for name, column in OWNER.items() if column == ORGANIZATION)
SETTING = {TENANT: "app.tenant", ORGANIZATION: "app.organization"}


@dataclass(frozen=True)
class Filled:
    """Every table with one row of mine and one of theirs; nothing but row security is left to refuse anything."""

    database: Database
    inserts: dict[str, str]
    """How a row is inserted, by table; `{owner}` is whose."""
    changes: dict[str, str]
    """A change of a row that reads nothing of it, by table: so that no other policy than that of changes is asked."""

    def read(self, role: Role, table: str, settings: dict[str, object]) -> set[UUID]:
        rows = self.database.sql(role, f"select {OWNER[table]} from {table}", settings=settings)
        return {row[0] for row in rows}

    def touched(self, role: Role, statement: str, settings: dict[str, object]) -> int:
        """How many rows a statement would touch; it is rolled back."""
        with psycopg.connect(self.database.url(role)) as connection:
            for name, value in settings.items():
                connection.execute("select set_config(%s, %s, true)", [name, str(value)])
            count = connection.execute(statement.encode()).rowcount
            connection.rollback()
        return count


def filled_database(server: EmbeddedServer) -> Filled:
    """Clone the template, drop every foreign key and check, and fill every owned table."""
    database = Database.clone(server, f"bare_{secrets.token_hex(6)}")
    constraints = database.as_superuser(
        "select conrelid::regclass::text, conname from pg_constraint"
        " where contype in ('f', 'c') and connamespace = 'public'::regnamespace"
    )
    with psycopg.connect(database.superuser_url) as connection:
        for table, name in constraints:
            connection.execute(f"alter table {table} drop constraint {name}".encode())
    inserts, changes = {}, {}
    for table in OWNER:
        key = set(metadata.tables[table].primary_key.columns.keys())
        columns = database.as_superuser(
            "select column_name, data_type from information_schema.columns where table_schema = 'public'"
            " and table_name = %s and column_default is null order by ordinal_position",
            [table],
        )
        names = ", ".join(f'"{name}"' for name, _ in columns)
        values = ", ".join(VALUES[kind] for _, kind in columns)
        inserts[table] = f"insert into {table} ({names}) values ({values})"
        free = [f'"{name}" = {VALUES[kind].format(owner=MINE)}' for name, kind in columns if name not in key]
        if free:
            changes[table] = f"update {table} set {free[0]}"
        for owner in (MINE, THEIRS):
            database.as_superuser(inserts[table].format(owner=owner))
    return Filled(database, inserts, changes)
