"""What the database's own catalog must say, whatever the migrations meant to do.

`alembic check` is blind to policies, row security flags, grants, dropped primary keys and checks. Every function here
takes a connection that may read the catalog and returns what is wrong, in words.
The forms are written out as PostgreSQL prints them, on purpose not derived from `tenants.policies`.
"""

import re
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

GLOBAL = {
    "alembic_version": "Alembic's own row; read by the backup alone",
    "code": "public code sets, read-only to the service",
    "code_set": "public code sets, read-only to the service",
    "platform_audit_record": "refusals of callers that nobody knows: they have no owner",
    "platform_audit_seal": "the chain of those refusals",
    "signing_key": "the platform's keys that sign tokens, the private half wrapped",
}
"""Every table without an owner. A table that is neither here nor led by an owner column is an error."""

TENANT, ORGANIZATION = "tenant_id", "organization_id"


def _is(column: str, setting: str) -> str:
    return f"({column} = (NULLIF(current_setting('app.{setting}'::text, true), ''::text))::uuid)"


MINE = {TENANT: _is("tenant_id", "tenant"), ORGANIZATION: _is("organization_id", "organization")}
ITS_OWN_PRACTICE = _is("practice_id", "tenant")
ITS_OWN_PARTNER = _is("partner_id", "partner")
GRANTED = (
    "(tenant_id = ANY ((string_to_array(NULLIF(current_setting('app.tenants'::text, true), ''::text),"
    " ','::text))::uuid[]))"
)
_BARE = MINE[TENANT]
_OWN_TRANSACTION = "(xid = pg_current_xact_id())"
_NO_OWNER = (
    "(NULLIF(current_setting('app.tenant'::text, true), ''::text) IS NULL)"
    " AND (NULLIF(current_setting('app.organization'::text, true), ''::text) IS NULL)"
)
NO_OWNER = f"({_NO_OWNER})"
INSERTED = {
    "audit_record": f"({_BARE} AND {_OWN_TRANSACTION})",
    "event": f"({_BARE} AND {_OWN_TRANSACTION})",
    "organization_audit_record": f"({MINE[ORGANIZATION]} AND {_OWN_TRANSACTION})",
    "platform_audit_record": f"({_NO_OWNER} AND {_OWN_TRANSACTION})",
    "ledger_entry": f"({_BARE} AND {_OWN_TRANSACTION})",
    "ledger_batch": f"({_BARE} AND {_OWN_TRANSACTION} AND period_open)",
    "period": f"({_BARE} AND is_open)",
    "fee_agreement": f"({_BARE} AND is_draft)",
    "fee_rule": f"({_BARE} AND is_draft)",
}
"""What the service may insert where it is less than any row of its owner."""

CLOSED = {
    "ledger_batch": (_BARE, f"({_BARE} AND (NOT period_open))"),
    "period": (f"({_BARE} AND is_open)", f"({_BARE} AND (NOT is_open))"),
    "fee_rule": (f"({_BARE} AND is_draft)", f"({_BARE} AND (NOT is_draft))"),
}
"""What the service changes in one direction only: which rows, and to what."""

DRAFTED = {"fee_agreement": (f"({_BARE} AND is_draft)", _BARE)}
"""What the service changes while it is a draft, and not after."""

APPEND_ONLY = {
    *("allocation", "audit_record", "audit_seal", "event", "event_seal", "ledger_entry", "ledger_reversal", "data_key"),
    *(
        "practice_file",
        "practice_file_chunk",
        "organization_file",
        "organization_file_chunk",
        "organization_data_key",
    ),
    *(
        "organization_audit_record",
        "organization_audit_seal",
        "platform_audit_record",
        "platform_audit_seal",
        "release",
        "release_cell",
    ),
    *(
        "batch_acknowledgement",
        "claim_acknowledgement",
        "claim_correction",
        "service_payment",
        "payment_adjustment",
        "provider_adjustment",
        "disclosure",
        "patient_refund_allocation",
        "patient_refund_unapplied",
        "payer_contract",
        "work_note",
        "write_off",
    ),
    "allocation_reversal",
    "claim_payment_reversal",
    *("fee_agreement_end", "fee_entry", "fee_entry_link"),
    "sandbox_file",
    *("claim_number", "payee_identifier", "submitter_route", "release_order"),
}
"""What no role of the service may change or delete, ever; of the sealed columns below nothing but their seals."""

SEALED = {
    "patient": ("id", "external_id last_name first_name middle_name birth_date address"),
    "coverage": ("id", "external_id member_id group_number subscriber"),
    "encounter": ("id", "external_id note"),
    "eligibility_check": ("id", "answer"),
    "claim": ("id", "snapshot"),
    "disclosure": ("id", "content"),
    "sandbox_memory_chunk": ("number", "content"),
    "patient_payment": ("id", "reference"),
    "work_note": ("id", "content"),
    "practice_file_chunk": ("file_id number", "content"),
    "practice_idempotency": ("id", "body"),
    "organization_file_chunk": ("file_id number", "content"),
    "organization_idempotency": ("id", "body"),
    "data_key": ("version created_at", "wrapped_key wrapped_index_key"),
    "organization_data_key": ("version created_at", "wrapped_key wrapped_index_key"),
}
"""What `retention` reads and seals anew when a key rotates: the key of the row without its owner, and the columns."""

IDENTITY_READS = {
    *(
        "organization",
        "practice",
        "principal",
        "client",
        "client_secret",
        "practice_client",
        "partner_client",
        "person",
    ),
    *("access_grant", "partner", "partner_practice", "revocation"),
}
PRACTICE_MAY_ADD = {"claim_number", "payee_identifier"}
EXPIRING = {"practice_idempotency", "organization_idempotency"}
RELEASED = {"release", "release_cell"}
READ_ONLY_GLOBAL = {"code", "code_set"}
READ_BEFORE_AN_OWNER_IS_KNOWN = {"client_by_id": "a token request names a client before its organization is known"}
BEFORE_THE_LEVELS_ARE_TOLD = {"xid": "pg_current_xact_id()"}

CALLABLE_IN_A_POLICY = {"NULLIF", "current_setting", "string_to_array", "pg_current_xact_id"}
COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}

Rule = tuple[str, str, str | None, str | None]
"""Role, command, USING, WITH CHECK."""


def rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement.encode()).fetchall()


def tables(connection: Connection) -> list[str]:
    return [
        row[0]
        for row in rows(
            connection,
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p') order by 1",
        )
    ]


def owners(connection: Connection) -> dict[str, str]:
    """The owner column of each table that has one: the first column of its primary key."""
    found = rows(
        connection,
        "select c.relname, a.attname from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')",
    )
    return {table: column for table, column in found if column in MINE}


def expected_rules(table: str, owner: str | None) -> set[Rule]:
    """The policies a table must have, and no other."""
    rules: set[Rule] = {("migrator", "ALL", "true", "true"), ("backup", "SELECT", "true", None)}
    if owner is None:
        return rules | _global_rules(table)
    mine = MINE[owner]
    rules |= _service_rules(table, mine)
    if owner == TENANT:
        rules |= {("org_reader", "SELECT", GRANTED, None)}
    if table in IDENTITY_READS:
        rules |= {("identity", "SELECT", "true", None)}
    if table in PRACTICE_MAY_ADD:
        rules |= {("app", "INSERT", None, ITS_OWN_PRACTICE)}
    if table in EXPIRING:
        rules |= {("retention", "SELECT", mine, None), ("retention", "DELETE", mine, None)}
    if table in SEALED:
        rules |= {("retention", "SELECT", mine, None), ("retention", "UPDATE", mine, mine)}
    if table in RELEASED:
        rules |= {("partner_reader", "SELECT", ITS_OWN_PARTNER, None)}
    return rules


def _global_rules(table: str) -> set[Rule]:
    if table in READ_ONLY_GLOBAL:
        return {("app", "SELECT", "true", None), ("org_reader", "SELECT", "true", None)}
    if table == "signing_key":
        return {("identity", "SELECT", "true", None), ("app", "INSERT", None, "true")}
    return {("app", "SELECT", NO_OWNER, None), ("app", "INSERT", None, INSERTED.get(table, NO_OWNER))}


def _service_rules(table: str, mine: str) -> set[Rule]:
    rules: set[Rule] = {("app", "SELECT", mine, None), ("app", "INSERT", None, INSERTED.get(table, mine))}
    if table in CLOSED | DRAFTED:
        return rules | {("app", "UPDATE", *(CLOSED | DRAFTED)[table])}
    return rules if table in APPEND_ONLY | EXPIRING else rules | {("app", "UPDATE", mine, mine)}


def row_security(connection: Connection) -> list[str]:
    """Each table is known, has row security enabled and forced, and exactly the policies of its level."""
    findings = []
    owner_of = owners(connection)
    policies: dict[str, set[Rule]] = {}
    for table, command, using, check, role in rows(
        connection,
        "select c.relname, p.polcmd::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),"
        " coalesce(r.rolname::text, 'public') from pg_policy p join pg_class c on c.oid = p.polrelid"
        " cross join unnest(p.polroles) role(oid) left join pg_roles r on r.oid = role.oid"
        " where c.relnamespace = 'public'::regnamespace",
    ):
        policies.setdefault(table, set()).add((role, COMMANDS[command], using, check))
        findings += _bare(table, using) + _bare(table, check)
    flags = {
        table: (enabled, forced)
        for table, enabled, forced in rows(
            connection,
            "select relname, relrowsecurity, relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
        )
    }
    for table in tables(connection):
        owner = owner_of.get(table)
        if owner is None and table not in GLOBAL:
            findings.append(f"{table} is led by no owner and is not in the list of global tables")
            continue
        if table == "alembic_version":
            continue
        if flags[table] != (True, True):
            findings.append(f"{table}: row security is not both enabled and forced")
        expected, found = expected_rules(table, owner), policies.get(table, set())
        findings += [f"{table} lacks the policy {rule}" for rule in sorted(expected - found, key=str)]
        findings += [
            f"{table} has a policy that is not in the design: {rule}" for rule in sorted(found - expected, key=str)
        ]
    return findings


def _bare(table: str, expression: str | None) -> list[str]:
    """No subquery and no other function: a policy with one is slow, and a distributed server refuses it."""
    text = expression or ""
    called = set(re.findall(r"(\w+)\(", text)) - CALLABLE_IN_A_POLICY - {"ANY"}
    found = [f"{table}: a policy calls {name}" for name in sorted(called)]
    if re.search(r"\bselect\b", text, re.IGNORECASE):
        found.append(f"{table}: a policy has a subquery")
    return found


def keys(connection: Connection) -> list[str]:
    """Primary, unique and foreign keys are led by the owner, at both ends; no nullable column in a composite one."""
    owner_of = owners(connection)
    findings = [
        f"{table} has no primary key that is led by an owner"
        for table in tables(connection)
        if table not in GLOBAL and table not in owner_of
    ]
    for table, index, column, is_unique in rows(
        connection,
        "select t.relname, i.relname, a.attname, x.indisunique from pg_index x join pg_class t on t.oid = x.indrelid"
        " join pg_class i on i.oid = x.indexrelid"
        " left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]"
        " where t.relnamespace = 'public'::regnamespace order by 1, 2",
    ):
        if table in GLOBAL or column == owner_of.get(table) or index in READ_BEFORE_AN_OWNER_IS_KNOWN:
            continue
        kind = "unique key" if is_unique else "index"
        findings.append(f"{table}: the {kind} {index} is led by {column}, not by its owner")
    for table, name, target, columns, targets, nullable in rows(
        connection,
        "select t.relname, k.conname, f.relname,"
        " array(select a.attname::text from unnest(k.conkey) with ordinality u(n, o)"
        "   join pg_attribute a on a.attrelid = t.oid and a.attnum = u.n order by o),"
        " array(select a.attname::text from unnest(k.confkey) with ordinality u(n, o)"
        "   join pg_attribute a on a.attrelid = f.oid and a.attnum = u.n order by o),"
        " array(select a.attname::text from unnest(k.conkey) u(n)"
        "   join pg_attribute a on a.attrelid = t.oid and a.attnum = u.n where not a.attnotnull)"
        " from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class f on f.oid = k.confrelid"
        " where k.contype = 'f' and t.relnamespace = 'public'::regnamespace order by 1, 2",
    ):
        owner = owner_of.get(table)
        if owner is None and target in GLOBAL:
            continue
        if owner != owner_of.get(target):
            findings.append(f"{table}: the foreign key {name} crosses from one level to another ({target})")
        elif columns[0] != owner or targets[0] != owner:
            findings.append(f"{table}: the foreign key {name} is not led by {owner} at both ends")
        # MATCH SIMPLE: one null column and the key accepts a row that does not exist.
        findings += [f"{table}: {column} of the foreign key {name} can be null" for column in nullable]
    return findings


def columns(connection: Connection) -> list[str]:
    """Owner columns are not null; money is bigint; nothing is a float; only a transaction id has a server default."""
    findings = []
    for table, column, type_name, is_required, default in rows(
        connection,
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
        " pg_get_expr(d.adbin, d.adrelid)"
        " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, a.attnum",
    ):
        place = f"{table}.{column}"
        if column in MINE and not (is_required and type_name == "uuid"):
            findings.append(f"{place} must be a uuid that is never null")
        if column.endswith("_cents") or column == "cents":
            findings += [f"{place} is {type_name}, not bigint"] if type_name != "bigint" else []
        if type_name in {"real", "double precision", "money"} or type_name.startswith("numeric"):
            findings.append(f"{place} is {type_name}: money is integer cents, rates are basis points")
        if type_name == "timestamp without time zone":
            findings.append(f"{place} has no time zone")
        if default is not None and BEFORE_THE_LEVELS_ARE_TOLD.get(column) != default:
            findings.append(f"{place} has a server default ({default}): ids and values are made in Python")
    return findings


def programs(connection: Connection) -> list[str]:
    """No trigger, rule, function, sequence, materialized or foreign table of ours; views run as who asks; one owner."""
    findings = [
        f"{table}: trigger {name}"
        for name, table in rows(
            connection,
            "select tgname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where not tgisinternal and c.relnamespace = 'public'::regnamespace",
        )
    ]
    for name, kind, options, owner in rows(
        connection,
        "select relname, relkind::text, coalesce(reloptions, '{}'), relowner::regrole::text from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind <> 'i' and relkind <> 'I'",
    ):
        if owner != "migrator":
            findings.append(f"{name} belongs to {owner}")
        if kind == "v" and "security_invoker=true" not in options:
            findings.append(f"the view {name} runs as its owner, past row security")
        if kind not in {"r", "p", "v"}:
            findings.append(f"{name}: a relation of kind {kind} is outside row security or the rules for ids")
    findings += [
        f"the function {name} is SECURITY DEFINER"
        for (name,) in rows(
            connection,
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')",
        )
    ]
    findings += [
        f"the function {name} can be run by everyone"
        for (name,) in rows(
            connection,
            "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"
            " and has_function_privilege('public', oid, 'execute')",
        )
    ]
    findings += [
        f"everyone may run {name}: large objects are outside row security"
        for (name,) in rows(
            connection,
            "select oid::regprocedure::text from pg_proc where pronamespace = 'pg_catalog'::regnamespace"
            " and (proname like 'lo\\_%' or proname in ('loread', 'lowrite'))"
            " and has_function_privilege('public', oid, 'execute')",
        )
    ]
    return findings
