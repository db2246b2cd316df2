import hashlib
import hmac
from contextlib import suppress
from typing import Final, Literal, LiteralString, get_args
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

Role = Literal["migrator", "identity", "app", "org_reader", "partner_reader", "backup", "retention"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

# Any number that nothing else locks on; two runs at once would trip over each other's ALTER ROLE.
SET_UP_LOCK = 7_202_606_081

Connection = psycopg.Connection[tuple[object, ...]]


def role_password(secret: str, role: Role) -> str:
    """One secret gives each role its own password: HMAC-SHA256 of the role's name, in hexadecimal."""
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()


def for_sqlalchemy(url: str) -> str:
    """The same URL, naming the driver as SQLAlchemy wants it."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def with_login(url: str, role: Role, secret: str) -> str:
    """``url`` (host, port, database, options; no user) as ``role``."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{role_password(secret, role)}@{parts.netloc}"))


def ensure_roles_and_database(admin_url: str, secret: str, database: str) -> None:
    """Make the seven roles and the database, or bring them to what they should be.

    Safe to repeat and to race. ``admin_url`` is a superuser's or a login's that may make roles and databases.
    No role gets an attribute that would lift it above row-level security, and PUBLIC loses what PostgreSQL
    gives it in a new database; large objects too, where the admin is a superuser.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [SET_UP_LOCK])
        for role in ROLES:
            _ensure_role(admin, role, role_password(secret, role))
        _ensure_database(admin, database)
        # As the database's owner, which has these rights also where the admin is no superuser.
        password = role_password(secret, "migrator")
        owner_login = make_conninfo(admin_url, dbname=database, user="migrator", password=password)
        with psycopg.connect(owner_login, autocommit=True) as owner:
            _restrict(owner, database)
        # PostgreSQL's own functions are the superuser's. Under a lesser admin large objects stay: no table refers to
        # one, so a login of the service could leave bytes there and reach nothing.
        if _is_superuser(admin):
            with psycopg.connect(make_conninfo(admin_url, dbname=database), autocommit=True) as superuser:
                _refuse_large_objects(superuser)


def _ensure_role(admin: Connection, role: Role, password: str) -> None:
    name = sql.Identifier(role)
    with suppress(errors.DuplicateObject):
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    row = admin.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR NOT rolcanlogin"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    if row == (True,):
        # Only where it is needed: a login that is no superuser may not even name these.
        plain = "ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION"
        admin.execute(sql.SQL(plain).format(name))
    # The verifier is computed here: a password in a statement could end up in the server's log.
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(verifier)))


def _ensure_database(admin: Connection, database: str) -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    # Giving a database away needs membership in the new owner; the admin keeps it no longer than that.
    is_superuser = _is_superuser(admin)
    if not is_superuser:
        admin.execute("GRANT migrator TO CURRENT_USER")
    create: LiteralString = (
        "CREATE DATABASE {} OWNER migrator TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
    )
    admin.execute(sql.SQL(create).format(sql.Identifier(database)))
    if not is_superuser:
        admin.execute("REVOKE migrator FROM CURRENT_USER")


def _is_superuser(connection: Connection) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"


def _refuse_large_objects(superuser: Connection) -> None:
    """They are outside row security, and of no practice."""
    found = superuser.execute(
        "SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite'))"
        " AND has_function_privilege('public', oid, 'execute')"
    ).fetchone()
    if found and found[0]:
        superuser.execute(f"REVOKE EXECUTE ON FUNCTION {found[0]} FROM PUBLIC".encode())


def _restrict(owner: Connection, database: str) -> None:
    name = sql.Identifier(database)
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in ROLES)
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, roles),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        # What the embedded server's configuration says, for every other server too.
        sql.SQL("ALTER DATABASE {} SET timezone = 'UTC'").format(name),
        sql.SQL("ALTER DATABASE {} SET jit = off").format(name),
    ):
        owner.execute(statement)
