"""Row-level security as migrations write it: one helper for both levels, ENABLE and FORCE always, bare expressions
only.

A policy with a subquery costs 400 times a bare one and is refused by a distributed server, so there is none
(see the measurements in the design). `nullif(..., '')` because a setting that ended is '', not NULL.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TENANT = "nullif(current_setting('app.tenant', true), '')::uuid"
ORGANIZATION = "nullif(current_setting('app.organization', true), '')::uuid"
TENANTS = "any(string_to_array(nullif(current_setting('app.tenants', true), ''), ',')::uuid[])"
PARTNER = "nullif(current_setting('app.partner', true), '')::uuid"
NO_OWNER = (
    "nullif(current_setting('app.tenant', true), '') is null"
    " and nullif(current_setting('app.organization', true), '') is null"
)

OWN_TRANSACTION = "xid = pg_current_xact_id()"
"""Narrows an insert: the row carries the id of the transaction that writes it, as its column's default says."""

APPEND = ("SELECT", "INSERT")
MUTABLE = ("SELECT", "INSERT", "UPDATE")


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. `command` is ALL, SELECT, INSERT, UPDATE or DELETE."""

    name: str
    command: str
    role: str
    using: str | None
    check: str | None

    def sql(self, table: str) -> str:
        """The CREATE POLICY statement."""
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        return f"create policy {self.name} on {table} for {self.command} to {self.role}{using}{check}"


def protect_tenant(
    table: str,
    grants: Sequence[str] = MUTABLE,
    *,
    retention: bool = False,
    insert_check: str | None = None,
) -> list[str]:
    """Statements that put `table` behind `app.tenant`. `insert_check` narrows what may be inserted (a bare
    expression).
    """
    mine = f"tenant_id = {TENANT}"
    return [
        *_protect(table, grants, mine, retention=retention, insert_check=insert_check),
        Policy("org_reader_granted", "SELECT", "org_reader", f"tenant_id = {TENANTS}", None).sql(table),
        f"grant select on {table} to org_reader",
    ]


def protect_organization(
    table: str,
    grants: Sequence[str] = MUTABLE,
    *,
    identity: bool = False,
    retention: bool = False,
    practice_may_insert: bool = False,
    insert_check: str | None = None,
) -> list[str]:
    """Statements that put `table` behind `app.organization`.

    `identity`: readable before an owner is known. `practice_may_insert`: a practice's transaction may add rows that
    name itself, and read nothing (claim numbers, payee identifiers). `insert_check` narrows what may be inserted.
    """
    mine = f"organization_id = {ORGANIZATION}"
    statements = _protect(table, grants, mine, retention=retention, insert_check=insert_check)
    if identity:
        statements += [
            Policy("identity_reads", "SELECT", "identity", "true", None).sql(table),
            f"grant select on {table} to identity",
        ]
    if practice_may_insert:
        statements.append(Policy("app_practice_inserts", "INSERT", "app", None, f"practice_id = {TENANT}").sql(table))
    return statements


def protect_platform(table: str, *, readers: Sequence[str], writers: Sequence[str] = ()) -> list[str]:
    """Statements for a table of no owner: who reads it and who may add to it."""
    statements = _force(table)
    for role in readers:
        statements += [
            Policy(f"{role}_reads", "SELECT", role, "true", None).sql(table),
            f"grant select on {table} to {role}",
        ]
    for role in writers:
        statements += [
            Policy(f"{role}_adds", "INSERT", role, None, "true").sql(table),
            f"grant insert on {table} to {role}",
        ]
    return statements


def protect_platform_audit(table: str, *, insert_check: str | None = None) -> list[str]:
    """Statements for the platform's own audit: the service adds and seals it in a transaction of no owner, and no
    request, whose transaction has one, sees it. `insert_check` narrows what may be inserted.
    """
    check = f"{NO_OWNER} and {insert_check}" if insert_check else NO_OWNER
    return [
        *_force(table),
        Policy("app_reads_alone", "SELECT", "app", NO_OWNER, None).sql(table),
        Policy("app_adds_alone", "INSERT", "app", None, check).sql(table),
        f"grant select, insert on {table} to app",
    ]


def protect_partner_release(table: str) -> list[str]:
    """Statements for released aggregates: written by the organization, read by the partner they are for."""
    return [
        *_protect(table, APPEND, f"organization_id = {ORGANIZATION}"),
        Policy("partner_reads", "SELECT", "partner_reader", f"partner_id = {PARTNER}", None).sql(table),
        f"grant select on {table} to partner_reader",
    ]


def let_reseal(table: str, key: Sequence[str], sealed: Sequence[str]) -> list[str]:
    """Statements that let `retention` seal columns anew: it reads them with their row's key, and writes nothing else.

    `key` is the primary key, led by the owner.
    """
    mine = f"{key[0]} = {TENANT if key[0] == 'tenant_id' else ORGANIZATION}"
    return [
        Policy("retention_finds", "SELECT", "retention", mine, None).sql(table),
        Policy("retention_reseals", "UPDATE", "retention", mine, mine).sql(table),
        f"grant select ({', '.join((*key, *sealed))}), update ({', '.join(sealed)}) on {table} to retention",
    ]


def _force(table: str) -> list[str]:
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        Policy("migrator_all", "ALL", "migrator", "true", "true").sql(table),
        Policy("backup_reads", "SELECT", "backup", "true", None).sql(table),
        f"grant select on {table} to backup",
    ]


def _protect(
    table: str, grants: Sequence[str], mine: str, *, retention: bool = False, insert_check: str | None = None
) -> list[str]:
    statements = _force(table)
    if "SELECT" in grants:
        statements.append(Policy("app_reads", "SELECT", "app", mine, None).sql(table))
    if "INSERT" in grants:
        check = f"{mine} and {insert_check}" if insert_check else mine
        statements.append(Policy("app_inserts", "INSERT", "app", None, check).sql(table))
    if "UPDATE" in grants:
        statements.append(Policy("app_updates", "UPDATE", "app", mine, mine).sql(table))
    statements.append(f"grant {', '.join(grants).lower()} on {table} to app")
    if retention:
        statements += [
            Policy("retention_reads", "SELECT", "retention", mine, None).sql(table),
            Policy("retention_deletes", "DELETE", "retention", mine, None).sql(table),
            f"grant select, delete on {table} to retention",
        ]
    return statements
