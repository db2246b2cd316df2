"""Migrations forward, back, and forward again with data; what Alembic would still change."""

from datetime import date

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from api.kit.ids import new_id
from api.kit.postgres.migrate import _config, move
from api.kit.postgres.roles import for_sqlalchemy
from migrations.schema import metadata
from tests.harness.database import Database
from tests.isolation.checks import CHECKS

STRUCTURE = """
select 'column', c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
union all
select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), ''
  from pg_constraint where connamespace = 'public'::regnamespace
union all
select 'index', tablename::text, indexname::text, indexdef, '' from pg_indexes where schemaname = 'public'
union all
select 'policy', tablename::text, policyname::text, concat(cmd, roles, qual, with_check), '' from pg_policies
union all
select 'grants', relname::text, coalesce(relacl, acldefault('r', relowner))::text,
       concat(relrowsecurity, relforcerowsecurity), ''
  from pg_class where relnamespace in ('public'::regnamespace, to_regnamespace('jobs')) and relkind in ('r', 'v')
order by 1, 2, 3
"""
REVISIONS = [script.revision for script in ScriptDirectory.from_config(_config("")).walk_revisions()]


def with_data(database: Database) -> None:
    """One row in tables of each level, the ledger's among them, as the service writes them."""
    organization, practice, batch = new_id(), new_id(), new_id()
    month = date(2026, 3, 1)
    database.sql(
        "app",
        "insert into organization (organization_id, name, created_at) values (%s, 'Harbor', now())",
        [organization],
        {"app.organization": organization},
    )
    for statement, params in (
        ("insert into period (tenant_id, month, is_open) values (%s, %s, true)", [practice, month]),
        ("insert into claim_balance values (%s, %s, 0, 0, 0, 0, 0, 0)", [practice, batch]),
        ("insert into line_balance values (%s, %s, 0, 0, 0, 0, 0, 0, 0)", [practice, batch]),
    ):
        database.sql("app", statement, params, {"app.tenant": practice})
    database.sql(
        "app",
        "with b as (insert into ledger_batch (tenant_id, id, source_kind, source_id, posted_at, business_date,"
        " effective_date, period_month, period_open)"
        " values (%(t)s, %(b)s, 'x', %(b)s, now(), %(d)s, %(d)s, %(d)s, true))"
        " insert into ledger_entry (tenant_id, id, batch_id, source_kind, source_id, leg, debit, credit, cents,"
        " claim_id, line_no, group_code, reason_code, adjustment_class)"
        " values (%(t)s, %(b)s, %(b)s, 'x', %(b)s, 1, 'suspense', 'interest', 7, %(b)s, 0, '', '', '')",
        {"t": practice, "b": batch, "d": month},
        {"app.tenant": practice},
    )


def test_every_step_back_and_forward_again_leaves_the_same_structure(fresh_database: Database) -> None:
    url = fresh_database.url("migrator")
    structure = fresh_database.as_superuser(STRUCTURE)
    for revision in [*REVISIONS[1:], "base"]:
        move(url, revision)
        move(url, "head")
        assert fresh_database.as_superuser(STRUCTURE) == structure, revision
    with psycopg.connect(fresh_database.superuser_url) as connection:
        assert {name: check(connection) for name, check in CHECKS.items()} == {name: [] for name in CHECKS}


def test_going_back_keeps_the_rows_of_the_tables_that_stay(fresh_database: Database) -> None:
    with_data(fresh_database)
    url = fresh_database.url("migrator")
    tables = [table for table in metadata.tables if table not in fresh_database.empty_tables()]
    counts = {table: fresh_database.as_superuser(f"select count(*) from {table}") for table in tables}
    first = REVISIONS[-1]
    move(url, first)
    move(url, "head")
    assert {table: fresh_database.as_superuser(f"select count(*) from {table}") for table in tables} == counts
    assert fresh_database.as_superuser("select sum(signed_cents) from ledger_leg") == [(0,)]
    assert fresh_database.sql("app", "select 1 from ledger_entry") == [], "row security is back"


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")  # compared by the catalog test instead
def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    engine = create_engine(for_sqlalchemy(database.url("migrator")), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
