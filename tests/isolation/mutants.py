"""Mistakes of every kind that would let one practice see another, each made alone; which tests turn red for it.

They are made in a live database, or in the running application, and undone. A mistake that every test lets pass is a
survivor.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from _pytest.outcomes import Failed

from tests.architecture import statements
from tests.architecture.source import Source
from tests.isolation import test_bare_statements as bare
from tests.isolation.bare import ORGANIZATION_TABLES, TENANT_TABLES, Filled
from tests.isolation.catalog import PRACTICE_MAY_ADD, SEALED, Connection, rows
from tests.isolation.checks import CHECKS
from tests.isolation.grants import LOGINS

NOT_OURS = ("migrator", "backup")
"""Their policies are true already, on purpose."""

PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
RED = (AssertionError, psycopg.Error, Failed)
Bare = Callable[[Filled, str], None]

OF_A_ROLE: dict[str, tuple[Bare, ...]] = {
    "app": (
        bare.test_the_service_reads_the_rows_of_the_one_owner_that_is_set,
        bare.test_the_service_inserts_no_row_of_another_owner,
        bare.test_the_service_moves_no_row_and_changes_none_of_another_owner,
    ),
    "org_reader": (bare.test_a_reader_across_practices_reads_those_it_was_granted_and_writes_nothing,),
    "partner_reader": (bare.test_the_partners_reader_reads_what_was_released_to_it,),
    "identity": (bare.test_identity_reads_who_may_act_and_nothing_else,),
    "retention": (bare.test_the_backup_reads_all_and_writes_nothing_and_retention_deletes_its_owners,),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in the database: how it is made, and how it is undone."""

    kind: str
    name: str
    made: str
    undone: str = ""
    table: str = ""
    role: str = ""


@dataclass(slots=True)
class Killed:
    """What became of mutants of one kind. `by` counts which test turned red; some do so together."""

    total: int = 0
    killed: int = 0
    survived: list[str] = field(default_factory=list)
    by: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, killers: Sequence[str]) -> None:
        """One mutant and the tests that turned red for it."""
        self.total += 1
        self.killed += bool(killers)
        if not killers:
            self.survived.append(name)
        for killer in killers:
            self.by[killer] = self.by.get(killer, 0) + 1


def policies(connection: Connection) -> list[Mutant]:
    """Each USING and each WITH CHECK made true, alone; and row security not enabled, or not forced."""
    found = []
    for table, policy, role, using, check in rows(
        connection,
        "select c.relname, p.polname, r.rolname, pg_get_expr(p.polqual, p.polrelid),"
        " pg_get_expr(p.polwithcheck, p.polrelid) from pg_policy p join pg_class c on c.oid = p.polrelid"
        " join pg_roles r on r.oid = any(p.polroles) where c.relnamespace = 'public'::regnamespace"
        f" and r.rolname not in {NOT_OURS} order by 1, 2",
    ):
        for part, expression in (("using", using), ("with check", check)):
            if expression not in {None, "true"}:
                change = f"alter policy {policy} on {table} {part} "
                made, undone = f"{change}(true)", f"{change}({expression})"
                found.append(Mutant("policy", f"{policy} on {table}: {part}", made, undone, table, role))
    for table in TENANT_TABLES + ORGANIZATION_TABLES:
        for off, on in (("disable", "enable"), ("no force", "force")):
            change = "alter table {} {} row level security"
            made, undone = change.format(table, off), change.format(table, on)
            found.append(Mutant("row security", f"{table}: {off}", made, undone, table, "app"))
    return found


def grants(connection: Connection) -> Iterator[Mutant]:
    """Each privilege that a role lacks on a table, each that it has with the right to hand it on, and all around."""
    held: dict[tuple[str, str], set[str]] = {}
    for relation, role, privilege in rows(
        connection,
        "select c.oid::regclass::text, coalesce(r.rolname::text, 'public'), x.privilege_type from pg_class c"
        " cross join aclexplode(c.relacl) x left join pg_roles r on r.oid = x.grantee"
        " where c.relnamespace in ('public'::regnamespace, 'jobs'::regnamespace) and c.relkind in ('r', 'p', 'v')",
    ):
        held.setdefault((relation, role), set()).add(privilege)
    relations = sorted({relation for relation, _ in held})
    for relation in relations:
        for role in (*LOGINS[1:], "public"):
            has = held.get((relation, role), set())
            for privilege in PRIVILEGES:
                if privilege not in has:
                    made = f"grant {privilege} on {relation} to {role}"
                    yield Mutant("grant", made, made)
                elif role != "public":
                    made = f"grant {privilege} on {relation} to {role} with grant option"
                    yield Mutant("grant", made, made)
    yield from _column_grants(connection, held)
    for role in LOGINS[1:]:
        for made in (
            f"grant create on schema public to {role}",
            f"grant create on schema jobs to {role}",
            f"grant temporary on database {{database}} to {role}",
            f"alter default privileges for role migrator grant select on tables to {role}",
            f"grant migrator to {role}",
            f"alter role {role} bypassrls",
            f"alter role {role} superuser",
            f"alter role {role} createrole",
        ):
            yield Mutant("role", made, made)


def _column_grants(connection: Connection, held: Mapping[tuple[str, str], set[str]]) -> Iterator[Mutant]:
    """Where a role has a part of a table's columns: each other column as well."""
    columns = rows(
        connection,
        "select c.relname, a.attname, r.rolname, p.privilege, a.attacl is not null and exists ("
        "  select from aclexplode(a.attacl) x where x.grantee = r.oid and x.privilege_type = p.privilege)"
        " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " cross join pg_roles r cross join (values ('SELECT'), ('UPDATE')) p(privilege)"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
        " and exists (select from pg_attribute o cross join aclexplode(o.attacl) x where o.attrelid = c.oid"
        "  and x.grantee = r.oid and x.privilege_type = p.privilege) order by 1, 2, 3, 4",
    )
    for table, column, role, privilege, is_held in columns:
        if not is_held and privilege not in held.get((table, role), set()):
            made = f'grant {privilege} ("{column}") on {table} to {role}'
            yield Mutant("grant", made, made)


def kill_in_the_catalog(connection: Connection, mutant: Mutant, database: str, names: Sequence[str]) -> list[str]:
    """Make the mistake, run checks of the catalog, and take it back. They must find nothing without it."""
    connection.execute(mutant.made.replace("{database}", database).encode())
    try:
        return [name for name in names if CHECKS[name](connection)]
    finally:
        connection.rollback()


def found_before(connection: Connection, names: Sequence[str]) -> list[str]:
    """What checks find without any mistake: nothing, or no mutant shows anything."""
    return [f"{name}: {finding}" for name in names for finding in CHECKS[name](connection)]


def kill_with_statements(filled: Filled, mutant: Mutant) -> list[str]:
    """Make the mistake for everybody, and let bare statements run against it."""
    with psycopg.connect(filled.database.superuser_url, autocommit=True) as connection:
        connection.execute(mutant.made.encode())
        try:
            return [test.__name__ for test in _tests_of(mutant) if _turns_red(test, filled, mutant.table)]
        finally:
            connection.execute(mutant.undone.encode())


def _tests_of(mutant: Mutant) -> list[Bare]:
    if mutant.table not in TENANT_TABLES + ORGANIZATION_TABLES:
        return []
    chosen = list(OF_A_ROLE[mutant.role])
    if mutant.role == "org_reader" and mutant.table not in TENANT_TABLES:
        chosen = []
    if mutant.role == "app" and mutant.table in PRACTICE_MAY_ADD:
        chosen.append(bare.test_a_practice_adds_its_own_row_to_the_organizations_table_and_no_other)
    if mutant.role == "retention" and mutant.table in SEALED:
        chosen.append(bare.test_retention_seals_its_owners_values_anew_and_writes_nothing_else)
    return chosen


def _turns_red(test: Bare, filled: Filled, table: str) -> bool:
    assert list(inspect.signature(test).parameters) == ["filled", "table"]
    try:
        test(filled, table)
    except RED:
        return True
    return False


JOINED = re.compile(r"\b(\w+)\.(tenant_id|organization_id) = \w+\.(?:tenant_id|organization_id)\b")


def statements_without_their_owner(source: Source, owner_of: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each statement of the product with one of its owners left out: where it stands, and the rest of it.

    Once for each kind of parameter, and once for each table that is joined by its owner.
    """
    for text in statements.statements(source):
        if (text.path, text.function) in statements.CROSSES_OWNERS:
            continue
        for name in ("tenant_id", "organization_id", "partner_id"):
            if name == "partner_id" and "organization_id = %(organization_id)s" in text.value:
                continue  # a release is its partner's too: either names it
            for bound in (f"{name} = %({name})s", f"{name} = any(%("):
                if bound not in text.value:
                    continue
                without = text.value.replace(bound, bound.replace(name, "id", 1), 1)
                if name == "organization_id":
                    without = without.replace("partner_id = %(partner_id)s", "id = %(partner_id)s")
                yield f"{text.place}: {bound}", without
        tables = {alias for _, _, alias in statements._references(text.value, owner_of)}
        for found in JOINED.finditer(text.value):
            if found[1] in tables:  # and no query of the same statement, whose rows have their owner
                yield f"{text.place}: {found[0]}", text.value[: found.start()] + "1 = 1" + text.value[found.end() :]
