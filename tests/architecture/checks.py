"""Every house rule on one checkout. `python -m tests.architecture.checks [URL]` prints what each finds, as JSON.

URL is a database migrated by that checkout, as a login that may read its catalog; without it only the source is read.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from api.app import create_app
from api.kit.settings import Settings
from migrations.schema import metadata
from tests.architecture.routes import routes
from tests.architecture.source import Source
from tests.architecture.statements import OWNERS, VIEWS, citus, sql_in_store, tenant_named
from tests.architecture.words import floats_near_money, phi_in_logs
from tests.isolation.checks import CHECKS

PROJECT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def owner_columns() -> dict[str, str]:
    """The owner column of every table and view that has one."""
    leading = {table.name: next(iter(table.primary_key.columns)).name for table in metadata.tables.values()}
    return VIEWS | {table: column for table, column in leading.items() if column in OWNERS}


def imports(root: Path) -> list[str]:
    """The contracts of pyproject.toml that are broken, each with the lines that break it."""
    run = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    if run.returncode == 0:
        return []
    told = run.stdout.partition("Broken contracts")[2] or run.stdout + run.stderr
    return [line for line in told.splitlines() if line.strip(" -")]


def source_checks(root: Path) -> dict[str, Callable[[], list[str]]]:
    """The checks that need no database, by name."""
    source, owner_of = Source(root), owner_columns()
    return {
        "routes": lambda: routes(create_app(Settings())),
        "imports": lambda: imports(root),
        "sql-in-store": lambda: sql_in_store(source),
        "tenant-named": lambda: tenant_named(source, owner_of),
        "citus": lambda: citus(source, owner_of),
        "phi-in-logs": lambda: phi_in_logs(source),
        "floats": lambda: floats_near_money(source),
    }


def run_all(root: Path, database_url: str = "") -> dict[str, list[str]]:
    """What each check finds; an empty list is a green check."""
    found = {name: check() for name, check in source_checks(root).items()}
    if database_url:
        with psycopg.connect(database_url) as connection:
            found |= {name: check(connection) for name, check in CHECKS.items()}
    return found


if __name__ == "__main__":
    json.dump(run_all(PROJECT, *sys.argv[1:]), sys.stdout)
