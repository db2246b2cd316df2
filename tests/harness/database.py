from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from api.kit.postgres.roles import Role, ensure_roles_and_database, with_login
from api.kit.postgres.server import EmbeddedServer
from tests.harness.run import ROLE_SECRET, TEMPLATE

Parameters = Sequence[Any] | Mapping[str, Any]
Rows = list[tuple[Any, ...]]

TABLES = """
SELECT format('%I.%I', n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
 ORDER BY 1
"""


@dataclass(frozen=True)
class Database:
    """A database with the whole schema, as each role sees it."""

    server: EmbeddedServer
    name: str

    @classmethod
    def clone(cls, server: EmbeddedServer, name: str) -> "Database":
        """A copy of the migrated template; a database of the same name from before is dropped."""
        with psycopg.connect(server.migration_url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER migrator TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
        # A template's own grants and settings are not copied.
        ensure_roles_and_database(server.migration_url(), ROLE_SECRET, name)
        return cls(server, name)

    @property
    def base_url(self) -> str:
        """Without a user: what `DATABASE_URL` would say."""
        return self.server.address.database_url(self.name)

    @property
    def superuser_url(self) -> str:
        return self.server.migration_url(self.name)

    def url(self, role: Role) -> str:
        return with_login(self.base_url, role, ROLE_SECRET)

    def sql(
        self,
        role: Role,
        statement: str,
        params: Parameters = (),
        settings: Mapping[str, object] | None = None,
    ) -> Rows:
        """Run one raw statement as a role in a transaction of its own, and commit; return its rows.

        ``settings`` are set inside the transaction first, for example ``{"app.tenant": practice_id}``.
        """
        with psycopg.connect(self.url(role)) as connection:
            for name, value in (settings or {}).items():
                connection.execute("SELECT set_config(%s, %s, true)", [name, str(value)])
            return _rows(connection, statement, params)

    def as_superuser(self, statement: str, params: Parameters = ()) -> Rows:
        """What a test may look at or break behind row-level security's back."""
        with psycopg.connect(self.superuser_url) as connection:
            return _rows(connection, statement, params)

    def clean(self) -> None:
        """Empty every table but those that the migrations themselves filled.

        DELETE, because TRUNCATE of this many tables takes fifteen times as long; as a replica, so that
        neither the order of foreign keys nor an append-only trigger matters.
        """
        deletes = "".join(f"DELETE FROM {table};" for table in self._cleaned)
        with psycopg.connect(self.superuser_url) as connection:
            # A transaction that a test forgot shows up as an error here, not as a run that hangs.
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(deletes.encode())

    def drop(self) -> None:
        with psycopg.connect(self.server.migration_url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(self.name)))

    def empty_tables(self) -> frozenset[str]:
        return _empty_tables(self.superuser_url)

    @cached_property
    def _cleaned(self) -> frozenset[str]:
        # What has rows right after the migrations is reference data, the same for every test.
        return _empty_tables(self.server.migration_url(TEMPLATE))


def _empty_tables(url: str) -> frozenset[str]:
    with psycopg.connect(url) as connection:
        tables = [row[0] for row in connection.execute(TABLES)]
        looks = " UNION ALL ".join(f"SELECT '{t}' WHERE NOT EXISTS (SELECT FROM {t})" for t in tables)
        return frozenset(row[0] for row in connection.execute(looks.encode()))


def _rows(connection: psycopg.Connection[tuple[Any, ...]], statement: str, params: Parameters) -> Rows:
    # Without parameters a statement goes as it is, so that a percent sign in it needs no doubling.
    cursor = connection.execute(statement.encode(), params or None)
    return cursor.fetchall() if cursor.description else []
