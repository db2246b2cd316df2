"""The migrated database, read back from its catalog at both levels."""

from collections.abc import Iterator

import psycopg
import pytest

from migrations.schema import metadata
from tenants.columns import EncryptedBytes
from tenants.owner import Level
from tenants.policies import NO_OWNER, ORGANIZATION, TENANT
from tenants.resealing import sealed_tables
from tests.harness.database import Database
from tests.isolation.catalog import GLOBAL, SEALED, Connection, owners, tables
from tests.isolation.checks import CHECKS


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.superuser_url) as opened:
        yield opened


@pytest.mark.parametrize("name", CHECKS)
def test_the_catalog_is_as_the_design_says(connection: Connection, name: str) -> None:
    assert CHECKS[name](connection) == []


def test_every_table_is_known_to_the_models_and_led_by_an_owner_or_listed(connection: Connection) -> None:
    found = set(tables(connection))
    assert found - {"alembic_version"} == set(metadata.tables)
    assert found - set(owners(connection)) == set(GLOBAL)


def test_sealed_columns_hold_bytes_and_the_models_name_the_most_sensitive_ones(
    connection: Connection,
) -> None:
    sealed = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, EncryptedBytes)
    }
    stored = {
        tuple(row[:2]): row[2]
        for row in connection.execute(
            "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a"
            " join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and a.attnum > 0"
        )
    }
    assert {place: stored[place] for place in sealed} == dict.fromkeys(sealed, "bytea")
    assert sealed >= {
        *(
            ("patient", name)
            for name in ("external_id", "last_name", "first_name", "middle_name", "birth_date", "address")
        ),
        *(("coverage", name) for name in ("external_id", "member_id", "group_number", "subscriber")),
        ("claim", "snapshot"),
        ("encounter", "external_id"),
        ("practice_file_chunk", "content"),
        ("organization_file_chunk", "content"),
        ("practice_idempotency", "body"),
        ("organization_idempotency", "body"),
    }


def test_each_sealed_column_can_be_sealed_anew_when_a_key_rotates() -> None:
    sealed = {
        (level, table.name, table.key, frozenset(table.columns)) for level in Level for table in sealed_tables(level)
    }
    wrapped = {"data_key", "organization_data_key"}
    listed = {
        (
            Level.ORGANIZATION if table.startswith("organization") else Level.TENANT,
            table,
            tuple(key.split()),
            frozenset(columns.split()),
        )
        for table, (key, columns) in SEALED.items()
        if table not in wrapped
    }
    assert listed == sealed


NULLABLE = (
    "alter table claim drop constraint claim_tenant_id_payer_id_fkey, alter column payer_id drop not null,"
    " add constraint planted foreign key (tenant_id, payer_id) references payer_enrollment"
)
TRIGGER = (
    "create function planted() returns trigger language plpgsql as 'begin return new; end';"
    " create trigger planted before insert on event execute function planted()"
)
BROKEN = {
    "row-security": [
        "create table planted (tenant_id uuid primary key)",
        "create table planted (id uuid primary key)",
        "alter table claim no force row level security",
        "alter table payer disable row level security",
        "alter policy app_reads on claim using (true)",
        "alter policy app_updates on payer with check (true)",
        "drop policy org_reader_granted on patient",
        "create policy more on patient for select to app using (tenant_id in (select practice_id from practice))",
        *(
            f"alter policy app_inserts on {table} with check (tenant_id = {TENANT})"
            for table in ("ledger_entry", "audit_record", "event", "period")
        ),
        f"alter policy app_inserts on organization_audit_record with check (organization_id = {ORGANIZATION})",
        f"alter policy app_adds_alone on platform_audit_record with check ({NO_OWNER})",
        f"alter policy app_closes on period using (tenant_id = {TENANT})",
        f"alter policy app_closes on period with check (tenant_id = {TENANT})",
    ],
    "keys": [
        "create unique index planted on patient (external_id_index)",
        "create index planted on event (subject_id)",
        NULLABLE,
        "alter table claim add constraint planted foreign key (tenant_id, payer_id) references payer not valid",
        "alter table event_seal drop constraint event_seal_pkey",
    ],
    "columns": [
        "alter table claim alter column charge_cents type numeric",
        "alter table patient alter column id set default gen_random_uuid()",
        "alter table event alter column occurred_at type timestamp",
    ],
    "programs": [
        "create view planted as select * from claim",
        "create materialized view planted as select * from claim",
        "create function planted() returns int language sql security definer as 'select 1'",
        TRIGGER,
        "grant execute on function lo_create(oid) to public",
    ],
    "grants": [
        "grant delete on claim to app",
        "grant update on ledger_entry to app",
        "grant update (business_date) on ledger_batch to app",
        "grant update on period to app",
        "grant truncate on event to retention",
        "grant select on claim to public",
        "grant select on claim to partner_reader",
        "grant insert on patient to app with grant option",
        "grant create on schema public to app",
        "grant temporary on database {} to public",
        "alter default privileges grant select on tables to org_reader",
        "revoke select on claim from org_reader",
        "grant migrator to app",
    ],
}


@pytest.mark.parametrize(("name", "change"), [(name, change) for name, changes in BROKEN.items() for change in changes])
def test_a_change_of_the_schema_turns_its_own_check_red(database: Database, name: str, change: str) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(change.format(database.name).encode())
        assert CHECKS[name](connection) != []
        connection.rollback()
