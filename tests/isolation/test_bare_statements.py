"""Statements that name no owner, as each role, on every table: only the policy stands between practices here."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from psycopg import errors

from api.kit.postgres.roles import ROLES, Role
from tests.harness.run import Run
from tests.isolation.bare import (
    MINE,
    ORGANIZATION_TABLES,
    OWNER,
    SETTING,
    TENANT_TABLES,
    THEIRS,
    Filled,
    filled_database,
)
from tests.isolation.catalog import EXPIRING, IDENTITY_READS, PRACTICE_MAY_ADD, RELEASED, SEALED


@pytest.fixture(scope="module")
def filled(server_run: Run) -> Iterator[Filled]:
    server = server_run.ready_server()
    with server_run.turn():
        made = filled_database(server)
    yield made
    made.database.drop()


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_the_service_reads_the_rows_of_the_one_owner_that_is_set(filled: Filled, table: str) -> None:
    setting = SETTING[OWNER[table]]
    other = next(name for name in SETTING.values() if name != setting)
    assert filled.read("app", table, {setting: MINE}) == {MINE}
    for settings in ({}, {setting: ""}, {other: MINE}, {"app.tenants": MINE}, {setting: UUID(int=3)}):
        assert filled.read("app", table, dict(settings)) == set()


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_the_service_inserts_no_row_of_another_owner(filled: Filled, table: str) -> None:
    for settings in ({SETTING[OWNER[table]]: MINE}, {}):
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            filled.touched("app", filled.inserts[table].format(owner=THEIRS), dict(settings))


@pytest.mark.parametrize("table", sorted(PRACTICE_MAY_ADD))
def test_a_practice_adds_its_own_row_to_the_organizations_table_and_no_other(filled: Filled, table: str) -> None:
    own = filled.inserts[table].format(owner=MINE).replace("'x'", "'y'")
    assert filled.touched("app", own, {"app.tenant": MINE}) == 1
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        filled.touched("app", own, {"app.tenant": THEIRS})
    with pytest.raises(errors.InsufficientPrivilege):
        filled.touched("app", own + " returning organization_id", {"app.tenant": MINE})


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_the_service_moves_no_row_and_changes_none_of_another_owner(filled: Filled, table: str) -> None:
    owner = OWNER[table]
    settings: dict[str, object] = {SETTING[owner]: MINE}
    with pytest.raises(errors.InsufficientPrivilege):
        filled.touched("app", f"update {table} set {owner} = '{THEIRS}'", settings)
    with pytest.raises(errors.InsufficientPrivilege):
        filled.touched("app", f"delete from {table}", settings)
    may_update = filled.database.as_superuser(f"select has_table_privilege('app', '{table}', 'update')") == [(True,)]
    if may_update:
        assert filled.touched("app", f"update {table} set {owner} = {owner}", settings) == 1
        assert filled.touched("app", f"update {table} set {owner} = {owner}", {}) == 0
        if table in filled.changes:
            assert filled.touched("app", filled.changes[table], settings) == 1
            assert filled.touched("app", filled.changes[table], {}) == 0


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_reader_across_practices_reads_those_it_was_granted_and_writes_nothing(filled: Filled, table: str) -> None:
    assert filled.read("org_reader", table, {"app.tenants": MINE}) == {MINE}
    assert filled.read("org_reader", table, {"app.tenants": f"{MINE},{THEIRS}"}) == {MINE, THEIRS}
    assert filled.read("org_reader", table, {"app.tenant": MINE}) == set()
    refuse_writes(filled, "org_reader", table, {"app.tenants": MINE, "app.tenant": MINE})


@pytest.mark.parametrize("table", ORGANIZATION_TABLES)
def test_a_reader_across_practices_reads_no_organization_data(filled: Filled, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        filled.read("org_reader", table, {"app.organization": MINE})


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_the_partners_reader_reads_what_was_released_to_it(filled: Filled, table: str) -> None:
    if table in RELEASED:
        assert filled.read("partner_reader", table, {"app.partner": MINE}) == {MINE}
        assert filled.read("partner_reader", table, {"app.organization": MINE}) == set()
        refuse_writes(filled, "partner_reader", table, {"app.partner": MINE, "app.organization": MINE})
    else:
        with pytest.raises(errors.InsufficientPrivilege):
            filled.read("partner_reader", table, {"app.partner": MINE})


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_identity_reads_who_may_act_and_nothing_else(filled: Filled, table: str) -> None:
    if table in IDENTITY_READS:
        assert filled.read("identity", table, {}) == {MINE, THEIRS}
        refuse_writes(filled, "identity", table, {"app.organization": MINE})
    else:
        with pytest.raises(errors.InsufficientPrivilege):
            filled.read("identity", table, {"app.tenant": MINE, "app.organization": MINE})


@pytest.mark.parametrize("table", TENANT_TABLES + ORGANIZATION_TABLES)
def test_the_backup_reads_all_and_writes_nothing_and_retention_deletes_its_owners(filled: Filled, table: str) -> None:
    assert filled.read("backup", table, {}) == {MINE, THEIRS}
    refuse_writes(filled, "backup", table, {SETTING[OWNER[table]]: MINE})
    settings: dict[str, object] = {SETTING[OWNER[table]]: MINE}
    if table in EXPIRING:
        assert filled.read("retention", table, settings) == {MINE}
        assert filled.touched("retention", f"delete from {table}", settings) == 1
        assert filled.touched("retention", f"delete from {table}", {}) == 0
    else:
        with pytest.raises(errors.InsufficientPrivilege):
            filled.touched("retention", f"delete from {table}", settings)


@pytest.mark.parametrize("table", sorted(SEALED))
def test_retention_seals_its_owners_values_anew_and_writes_nothing_else(filled: Filled, table: str) -> None:
    key, sealed = (names.split() for names in SEALED[table])
    owner = OWNER[table]
    settings: dict[str, object] = {SETTING[owner]: MINE}
    assert filled.read("retention", table, settings) == {MINE}
    assert filled.read("retention", table, {}) == set()
    for column in sealed:
        anew = f"update {table} set {column} = 'y'"
        assert filled.touched("retention", anew, settings) == 1
        assert filled.touched("retention", anew, {}) == 0
        assert filled.touched("retention", f"{anew} where {owner} = '{THEIRS}'", settings) == 0
    for column in (owner, *key):
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            filled.touched("retention", f"update {table} set {column} = {column}", settings)
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        filled.touched("retention", filled.inserts[table].format(owner=MINE), settings)


def test_the_migrators_data_migration_reaches_every_row(filled: Filled) -> None:
    for table, owner in OWNER.items():
        assert filled.touched("migrator", f"update {table} set {owner} = {owner}", {}) == 2, table


@pytest.mark.parametrize("role", [role for role in ROLES if role != "migrator"])
def test_public_codes_are_read_only_and_signing_keys_are_added_by_the_service_alone(filled: Filled, role: Role) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        filled.touched(role, "insert into code_set (name, source, source_date, note) values ('x', 'x', now(), '')", {})
    for statement in (
        "update signing_key set kid = kid",
        "delete from signing_key",
        "delete from platform_audit_record",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            filled.touched(role, statement, {})


def refuse_writes(filled: Filled, role: Role, table: str, settings: dict[str, object]) -> None:
    owner = OWNER[table]
    insert = filled.inserts[table].format(owner=MINE)
    for statement in (insert, f"update {table} set {owner} = {owner}", f"delete from {table}", f"truncate {table}"):
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            filled.touched(role, statement, settings)
