"""Who may do what, from the access lists of tables, columns, schemas, database and roles."""

from collections.abc import Iterator

from tests.isolation.catalog import APPEND_ONLY, CLOSED, COMMANDS, EXPIRING, SEALED, Connection, owners, rows, tables

LOGINS = ("migrator", "identity", "app", "org_reader", "partner_reader", "backup", "retention")


def grants(connection: Connection) -> list[str]:
    """Each role may do to each table what a policy lets it, no more; PUBLIC nothing; nobody truncates or hands on."""
    findings = []
    allowed: dict[tuple[str, str], set[str]] = {}
    for table, command, role in rows(
        connection,
        "select c.relname, p.polcmd::text, r.rolname from pg_policy p join pg_class c on c.oid = p.polrelid"
        " join pg_roles r on r.oid = any(p.polroles) where c.relnamespace = 'public'::regnamespace",
    ):
        allowed.setdefault((table, role), set()).add(COMMANDS[command])
    for table in CLOSED:
        allowed[table, "app"] = {"SELECT", "INSERT"}
    allowed["alembic_version", "backup"] = {"SELECT"}
    for table in SEALED:
        allowed[table, "retention"] = {"SELECT", "DELETE"} if table in EXPIRING else set()
    for role in ("app", "org_reader", "backup"):
        allowed["ledger_leg", role] = {"SELECT"}
    given: dict[tuple[str, str], set[str]] = {}
    for name, role, privilege, can_grant in rows(
        connection,
        "select c.relname, coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type, x.is_grantable"
        " from pg_class c cross join aclexplode(c.relacl) x left join pg_roles r on r.oid = x.grantee"
        " where c.relnamespace = 'public'::regnamespace and x.grantee <> c.relowner",
    ):
        given.setdefault((name, role), set()).add(privilege)
        if can_grant:
            findings.append(f"{role} may hand {privilege} on {name} on")
    for pair in sorted(set(given) | {pair for pair in allowed if pair[1] != "migrator"}):
        extra, missing = (
            given.get(pair, set()) - allowed.get(pair, set()),
            allowed.get(pair, set()) - given.get(pair, set()),
        )
        findings += [f"{pair[1]} has {privilege} on {pair[0]}" for privilege in sorted(extra)]
        findings += [f"{pair[1]} lacks {privilege} on {pair[0]}" for privilege in sorted(missing)]
    by_column = rows(
        connection,
        "select c.relname, a.attname, coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid cross join aclexplode(a.attacl) x"
        " left join pg_roles r on r.oid = x.grantee where c.relnamespace = 'public'::regnamespace",
    )
    closing = (
        ("ledger_batch", "period_open"),
        ("period", "is_open"),
        ("period", "closed_at"),
        ("fee_rule", "is_draft"),
    )
    expected = {*((*place, "app", "UPDATE") for place in closing), *_reseals(owners(connection))}
    findings += [f"a grant on a column: {found}" for found in sorted(set(by_column) - expected)]
    findings += [f"a missing grant on a column: {lost}" for lost in sorted(expected - set(by_column))]
    for table in APPEND_ONLY & set(tables(connection)):
        findings += [
            f"{role} may {privilege} {table}, which is only ever added to"
            for role in LOGINS[1:]
            for privilege in sorted(given.get((table, role), set()) - {"SELECT", "INSERT"})
        ]
    return findings + _of_the_queue(connection) + _around_the_tables(connection)


def _reseals(owner_of: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """By column alone: `retention` reads the key and the sealed values, and writes the sealed values."""
    for table, (key, sealed) in SEALED.items():
        for column in (owner_of.get(table, ""), *key.split(), *sealed.split()):
            yield table, column, "retention", "SELECT"
        for column in sealed.split():
            yield table, column, "retention", "UPDATE"


def _of_the_queue(connection: Connection) -> list[str]:
    """The job queue is worked by the service and read by the backup; nobody else gets at it."""
    allowed = {
        ("r", "app"): {"SELECT", "INSERT", "UPDATE", "DELETE"},
        ("r", "backup"): {"SELECT"},
        ("S", "app"): {"USAGE"},
        ("S", "backup"): {"SELECT"},
    }
    return [
        f"{role} has {privilege} on jobs.{name}{', and may hand it on' if can_grant else ''}"
        for name, kind, role, privilege, can_grant in rows(
            connection,
            "select c.relname, c.relkind::text, coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type, x.is_grantable"
            " from pg_class c cross join aclexplode(c.relacl) x left join pg_roles r on r.oid = x.grantee"
            " where c.relnamespace = 'jobs'::regnamespace and x.grantee <> c.relowner order by 1, 3, 4",
        )
        if can_grant or privilege not in allowed.get((kind, role), set())
    ]


def _around_the_tables(connection: Connection) -> list[str]:
    """Schemas, the database, default privileges, memberships."""
    findings = [
        f"{role} has {privilege} on the schema {schema}"
        for schema, role, privilege in rows(
            connection,
            "select n.nspname, coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type from pg_namespace n"
            " cross join aclexplode(n.nspacl) x left join pg_roles r on r.oid = x.grantee"
            " where n.nspname in ('public', 'jobs') and x.grantee <> n.nspowner",
        )
        if (privilege, schema) != ("USAGE", "public")
        and (role, privilege, schema) not in {("app", "USAGE", "jobs"), ("backup", "USAGE", "jobs")}
    ]
    findings += [
        f"{role} has {privilege} on the database"
        for role, privilege in rows(
            connection,
            "select coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type from pg_database d"
            " cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x"
            " left join pg_roles r on r.oid = x.grantee where d.datname = current_database() and x.grantee <> d.datdba",
        )
        if privilege != "CONNECT" or role not in LOGINS
    ]
    findings += [
        f"default privileges give {privilege} on new objects to {role}"
        for role, privilege in rows(
            connection,
            "select coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type from pg_default_acl d"
            " cross join aclexplode(d.defaclacl) x left join pg_roles r on r.oid = x.grantee"
            " where x.grantee <> d.defaclrole",
        )
    ]
    findings += [
        f"{member} is a member of {role}"
        for member, role in rows(
            connection,
            "select member::regrole::text, roleid::regrole::text from pg_auth_members"
            f" where member::regrole::text in {LOGINS} or (roleid::regrole::text in {LOGINS} and set_option)",
        )
    ]
    findings += [
        f"the role {role} stands above row security"
        for (role,) in rows(
            connection,
            f"select rolname from pg_roles where rolname in {LOGINS}"
            " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
        )
    ]
    return findings
