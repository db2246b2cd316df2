"""The login roles and their database, made with a superuser and with a lesser admin."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from api.kit.postgres.roles import ROLES, ensure_roles_and_database, with_login
from api.kit.postgres.server import EmbeddedServer

SECRET = "a secret that is long enough for roles"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """A server of this module's own: roles belong to the whole server, not to a database."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        server = EmbeddedServer(Path(name) / "data", unsafe_fast=True)
        server.ensure_running()
        yield server
        server.destroy()


def run_sql(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_roles_log_in_and_have_no_attribute_above_row_security(server: EmbeddedServer) -> None:
    ensure_roles_and_database(server.migration_url(), SECRET, "billing")
    for role in ROLES:
        url = with_login(server.address.database_url("billing"), role, SECRET)
        assert run_sql(url, "SELECT current_user::text, current_setting('is_superuser')") == [(role, "off")]
    attributes = run_sql(
        server.migration_url(),
        "SELECT DISTINCT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
        f" WHERE rolname IN {ROLES}",
    )
    assert attributes == [(False,) * 5]
    memberships = f"SELECT 1 FROM pg_auth_members WHERE member::regrole::text IN {ROLES}"
    assert run_sql(server.migration_url(), memberships) == []


def test_only_the_migrator_makes_tables_and_nobody_changes_role(server: EmbeddedServer) -> None:
    ensure_roles_and_database(server.migration_url(), SECRET, "billing")
    base = server.address.database_url("billing")
    for role in ROLES:
        if role == "migrator":
            continue
        for forbidden in (
            "CREATE TABLE planted (n int)",
            "CREATE TEMP TABLE planted (n int)",
            "CREATE SCHEMA planted",
            "SET ROLE migrator",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run_sql(with_login(base, role, SECRET), forbidden)
    migrator = with_login(base, "migrator", SECRET)
    run_sql(migrator, "CREATE TABLE mine (n int)")
    run_sql(migrator, "DROP TABLE mine")


def test_a_login_that_is_no_role_of_ours_cannot_connect(server: EmbeddedServer) -> None:
    ensure_roles_and_database(server.migration_url(), SECRET, "billing")
    run_sql(server.migration_url(), "CREATE ROLE stranger LOGIN PASSWORD 'x'")
    stranger = server.address.database_url("billing").replace("://", "://stranger:x@")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(stranger)


def test_repeating_restores_what_was_changed(server: EmbeddedServer) -> None:
    ensure_roles_and_database(server.migration_url(), SECRET, "billing")
    run_sql(server.migration_url(), "ALTER ROLE app SUPERUSER BYPASSRLS PASSWORD 'guessed'")
    run_sql(server.migration_url(), "GRANT ALL ON DATABASE billing TO PUBLIC")
    ensure_roles_and_database(server.migration_url(), SECRET, "billing")
    app = with_login(server.address.database_url("billing"), "app", SECRET)
    row = run_sql(
        app,
        "SELECT rolsuper OR rolbypassrls, has_database_privilege('billing', 'TEMP') FROM pg_roles"
        " WHERE rolname = current_user",
    )
    assert row == [(False, False)]


def test_racing_runs_all_succeed(server: EmbeddedServer) -> None:
    admin = server.migration_url()
    with ThreadPoolExecutor(4) as racers:
        runs = [racers.submit(ensure_roles_and_database, admin, SECRET, "raced") for _ in range(4)]
    for run in runs:
        run.result()
    owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'raced'"
    assert run_sql(admin, owner) == [("migrator",)]


def test_an_admin_that_is_no_superuser_is_enough(server: EmbeddedServer) -> None:
    superuser = server.migration_url()
    for database in ("billing", "raced", "managed"):
        run_sql(superuser, f"DROP DATABASE IF EXISTS {database}")
    for role in ROLES:
        run_sql(superuser, f"DROP ROLE IF EXISTS {role}")
    run_sql(superuser, "CREATE ROLE manager LOGIN CREATEROLE CREATEDB PASSWORD 'x'")
    admin = server.address.database_url("postgres").replace("://", "://manager:x@")
    for _ in range(2):
        ensure_roles_and_database(admin, SECRET, "managed")
    app = with_login(server.address.database_url("managed"), "app", SECRET)
    assert run_sql(app, "SELECT current_user::text") == [("app",)]
    kept = "SELECT 1 FROM pg_auth_members WHERE member = 'manager'::regrole AND (set_option OR inherit_option)"
    assert run_sql(superuser, kept) == []
