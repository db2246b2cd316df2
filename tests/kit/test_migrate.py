import psycopg
import pytest

from api.kit.database import prepare
from api.kit.postgres.migrate import move, upgrade
from api.kit.settings import Settings
from tests.harness.database import Database

TABLES = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def test_migrations_refuse_every_role_but_the_migrator(fresh_database: Database) -> None:
    with pytest.raises(Exception, match="migrations run as migrator, not as app"):
        upgrade(fresh_database.url("app"))


def test_the_schema_goes_down_to_nothing_and_up_again(fresh_database: Database) -> None:
    url = fresh_database.url("migrator")
    tables = fresh_database.as_superuser(TABLES)
    move(url, "base")
    assert fresh_database.as_superuser(TABLES) == [(1,)], "only Alembic's own table stays"
    move(url, "head")
    assert fresh_database.as_superuser(TABLES) == tables


def test_the_migrator_owns_every_table(database: Database) -> None:
    foreign = database.as_superuser(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT LIKE 'pg\\_%'"
        " AND n.nspname <> 'information_schema' AND c.relowner <> 'migrator'::regrole"
    )
    assert foreign == []


def test_raw_statements_run_as_the_role_with_its_settings(database: Database) -> None:
    rows = database.sql("app", "SELECT current_user::text, current_setting('app.tenant')", settings={"app.tenant": "t"})
    assert rows == [("app", "t")]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.sql("app", "CREATE TABLE planted (n int)")


def test_preparing_a_server_of_somebody_elses_needs_no_admin_once_roles_exist(settings: Settings) -> None:
    assert settings.admin_url() == ""
    prepare(settings)
