from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from api.kit.postgres.roles import for_sqlalchemy

CONNECT_SECONDS = 10
PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at ``url`` (role migrator) forward; several runs at once wait for each other."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate back to ``revision``; ``base`` is an empty schema."""
    command.downgrade(_config(url), revision)


def move(url: str, revision: str) -> None:
    """Migrate forward or back, whichever leads to ``revision`` (``head``, ``base`` or an id)."""
    if revision in _below(url):
        downgrade(url, revision)
    else:
        upgrade(url, revision)


def is_migrated(url: str) -> bool:
    """Whether the tables and the job queue are there, as ``url`` (any role) sees it.

    Raises psycopg.OperationalError when nobody answers, the role may not log in, or there is no such database.
    """
    with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
        row = connection.execute(
            "SELECT to_regclass('public.practice') IS NOT NULL AND to_regclass('jobs.procrastinate_jobs') IS NOT NULL"
        ).fetchone()
    return row == (True,)


def _below(url: str) -> set[str]:
    """The revisions that lie below the database's own."""
    with create_engine(for_sqlalchemy(url), poolclass=pool.NullPool).connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return set()
    passed = ScriptDirectory.from_config(_config(url)).iterate_revisions(current, "base")
    return {"base", *(script.revision for script in passed)} - {current}


def _config(url: str) -> Config:
    return Config(toml_file=PROJECT, attributes={"url": url})
