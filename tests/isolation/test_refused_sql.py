"""What the database itself refuses to the service's own role, whatever the code above it does."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from api.kit.ids import NIL, new_id
from api.kit.postgres.roles import ROLES, Role
from migrations.schema import metadata
from tests.harness.database import Database
from tests.isolation.catalog import APPEND_ONLY

MONTH = date(2026, 3, 1)
BATCH = (
    "insert into ledger_batch (tenant_id, id, source_kind, source_id, posted_at, business_date, effective_date,"
    " period_month, period_open)"
    " values (%(tenant)s, %(batch)s, 'test', %(batch)s, now(), %(day)s, %(day)s, %(month)s, %(open)s)"
)
ENTRY = (
    "insert into ledger_entry (tenant_id, id, batch_id, source_kind, source_id, leg, debit, credit, cents, claim_id,"
    " line_no, group_code, reason_code, adjustment_class)"
    " values (%(tenant)s, %(entry)s, %(batch)s, 'test', %(batch)s,"
    " %(leg)s, %(debit)s, %(credit)s, %(cents)s, %(claim)s, %(line)s, '', '', '')"
)
REVERSAL = (
    "insert into ledger_reversal (tenant_id, entry_id, reverses_id, debit, credit, cents)"
    " values (%(tenant)s, %(entry)s, %(reverses)s, %(debit)s, %(credit)s, %(cents)s)"
)
AUDITED = (
    "occurred_at, action, subject_kind, outcome, request_id, detail, mac, xid)"
    " values (%(owner)s, %(id)s, now(), 'claim.read', 'claim', 'done', 'r', '{}', 'x', %(xid)s::text::xid8)"
)
CHAINED = {
    "audit_record": f"insert into audit_record (tenant_id, id, {AUDITED}",
    "organization_audit_record": f"insert into organization_audit_record (organization_id, id, {AUDITED}",
    "platform_audit_record": f"insert into platform_audit_record (id, {AUDITED}".replace("%(owner)s, ", ""),
    "event": (
        "insert into event (tenant_id, id, occurred_at, kind, subject_kind, subject_id, reason, data, mac, xid) values"
        " (%(owner)s, %(id)s, now(), 'claim.created', 'claim', %(id)s, '', '{}', 'x', %(xid)s::text::xid8)"
    ),
}
"""A row of each chain with a transaction id of the writer's choice."""
OWNER_SET = {"organization_audit_record": "app.organization", "platform_audit_record": None}


class Books:
    """Two practices' ledgers, written by hand as the role `app`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.mine, self.theirs = new_id(), new_id()
        self.my_claim, self.their_claim = new_id(), new_id()
        zeros = "0, 0, 0, 0, 0, 0"
        for tenant, claim in ((self.mine, self.my_claim), (self.theirs, self.their_claim)):
            self.run(tenant, "insert into period (tenant_id, month, is_open) values (%s, %s, true)", [tenant, MONTH])
            for owner in (NIL, claim):
                self.run(tenant, f"insert into claim_balance values ('{tenant}', '{owner}', {zeros})")
                for line in (0, 1):
                    self.run(tenant, f"insert into line_balance values ('{tenant}', '{owner}', {line}, {zeros})")

    def run(self, tenant: UUID, *statements: Any) -> None:
        """Statements of one transaction of a practice: texts, each followed by its parameters or not."""
        with psycopg.connect(self.database.url("app")) as connection:
            connection.execute(f"set local app.tenant = '{tenant}'".encode())
            waiting = list(statements)
            while waiting:
                text = waiting.pop(0)
                params = waiting.pop(0) if waiting and not isinstance(waiting[0], str) else None
                connection.execute(text.encode(), params)

    def post(self, **changes: Any) -> dict[str, Any]:
        """A batch with one entry of mine; returns what was written."""
        values = self.values(**changes)
        self.run(self.mine, BATCH, values, ENTRY, values)
        return values

    def reverse(self, reversed_id: UUID, **changes: Any) -> None:
        """A batch with one entry of mine that says it reverses another."""
        values = self.values(**{"debit": "charges", "credit": "insurance_receivable"} | changes)
        values["reverses"] = reversed_id
        self.run(self.mine, BATCH, values, ENTRY, values, REVERSAL, values)

    def values(self, **changes: Any) -> dict[str, Any]:
        day = date(2026, 3, 15)
        return {
            "tenant": self.mine,
            "batch": new_id(),
            "entry": new_id(),
            "day": day,
            "month": MONTH,
            "open": True,
            "leg": 1,
            "debit": "insurance_receivable",
            "credit": "charges",
            "cents": 100,
            "claim": self.my_claim,
            "line": 1,
        } | changes

    def close(self) -> None:
        """Close the month as the service does: the period and the flag of its batches in one statement."""
        closed = (
            "with p as (update period set is_open = false, closed_at = now()"
            " where tenant_id = %(tenant)s and month = %(month)s)"
            " update ledger_batch set period_open = false where tenant_id = %(tenant)s and period_month = %(month)s"
        )
        self.run(self.mine, closed, {"tenant": self.mine, "month": MONTH})


@pytest.fixture
def books(clean_database: Database) -> Books:
    return Books(clean_database)


def test_a_sound_entry_is_taken(books: Books) -> None:
    books.post()
    assert books.database.as_superuser("select count(*) from ledger_entry") == [(1,)]


@pytest.mark.parametrize("table", sorted(APPEND_ONLY & set(metadata.tables)))
@pytest.mark.parametrize("change", ["update {} set {} = {}", "delete from {}", "truncate {}"])
def test_what_is_only_added_to_is_never_changed(database: Database, table: str, change: str) -> None:
    key = next(iter(metadata.tables[table].primary_key.columns)).name
    settings = {f"app.{level}": uuid4() for level in ("tenant", "organization", "partner")}
    for role in ("app", "retention", "identity", "org_reader", "partner_reader"):
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            database.sql(role, change.format(table, key, key), settings=settings)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"cents": 0}, errors.CheckViolation),
        ({"cents": -1}, errors.CheckViolation),
        ({"credit": "insurance_receivable"}, errors.CheckViolation),
        ({"debit": "petty_cash"}, errors.CheckViolation),
        ({"line": 9}, errors.ForeignKeyViolation),
        ({"claim": uuid4()}, errors.ForeignKeyViolation),
        ({"open": False}, errors.InsufficientPrivilege),
        ({"month": date(2026, 4, 1)}, errors.CheckViolation),
        ({"day": date(2026, 4, 15), "month": date(2026, 4, 1)}, errors.ForeignKeyViolation),
    ],
)
def test_an_unsound_entry_is_refused(books: Books, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        books.post(**changes)


def test_an_entry_on_another_practices_claim_is_refused_as_one_that_does_not_exist(books: Books) -> None:
    with pytest.raises(errors.ForeignKeyViolation) as foreign:
        books.post(claim=books.their_claim)
    unknown = uuid4()
    with pytest.raises(errors.ForeignKeyViolation) as random:
        books.post(claim=unknown)
    assert str(foreign.value).replace(str(books.their_claim), "?") == str(random.value).replace(str(unknown), "?")


def test_an_entry_for_another_practice_is_refused(books: Books) -> None:
    values = books.values(tenant=books.theirs, claim=books.their_claim)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        books.run(books.mine, BATCH, values)


def test_one_entry_is_reversed_once(books: Books) -> None:
    first = books.post()
    books.reverse(first["entry"])
    with pytest.raises(errors.UniqueViolation):
        books.reverse(first["entry"])


def test_what_is_reversed_is_an_entry_of_the_same_practice(books: Books) -> None:
    foreign = books.values(tenant=books.theirs, claim=books.their_claim)
    books.run(books.theirs, BATCH, foreign, ENTRY, foreign)
    for reversed_id in (uuid4(), foreign["entry"]):
        with pytest.raises(errors.ForeignKeyViolation):
            books.reverse(reversed_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"cents": 99},
        {"debit": "write_offs"},
        {"credit": "patient_receivable"},
        {"debit": "insurance_receivable", "credit": "charges"},
    ],
    ids=["other cents", "another debit", "another credit", "the same sides"],
)
def test_a_reversal_moves_the_same_cents_from_the_other_side(books: Books, changes: dict[str, Any]) -> None:
    first = books.post()
    with pytest.raises(errors.ForeignKeyViolation):
        books.reverse(first["entry"], **changes)


def test_a_reversal_tells_the_movement_of_its_own_entry(books: Books) -> None:
    first, other = books.post(), books.post(debit="charges", credit="insurance_receivable", cents=99)
    told = other | {"reverses": first["entry"], "cents": 100}
    with pytest.raises(errors.ForeignKeyViolation):
        books.run(books.mine, REVERSAL, told)


def test_a_source_posts_once(books: Books) -> None:
    first = books.post()
    with pytest.raises(errors.UniqueViolation):
        books.run(books.mine, BATCH, first | {"batch": first["batch"]})


def test_a_closed_month_takes_no_batch_and_no_batch_of_it_is_opened_again(books: Books) -> None:
    books.post()
    books.close()
    with pytest.raises(errors.ForeignKeyViolation):
        books.post()
    with pytest.raises(errors.InsufficientPrivilege):
        books.run(books.mine, f"update ledger_batch set period_open = true where tenant_id = '{books.mine}'")


@pytest.mark.parametrize("batches", [0, 1])
def test_a_closed_month_is_never_opened_again(books: Books, batches: int) -> None:
    for _ in range(batches):
        books.post()
    books.close()
    reopened = f"update period set is_open = true, closed_at = null where tenant_id = '{books.mine}'"
    with suppress(errors.InsufficientPrivilege):
        books.run(books.mine, reopened)
    state = f"select is_open, closed_at is null from period where tenant_id = '{books.mine}'"
    assert books.database.as_superuser(state) == [(False, False)]


def test_the_day_of_a_close_does_not_change(books: Books) -> None:
    books.close()
    closed = f"select closed_at from period where tenant_id = '{books.mine}'"
    before = books.database.as_superuser(closed)
    books.run(books.mine, f"update period set closed_at = '2020-01-01' where tenant_id = '{books.mine}'")
    assert books.database.as_superuser(closed) == before


def test_a_month_begins_open_and_keeps_its_name(books: Books) -> None:
    born_closed = "insert into period (tenant_id, month, is_open, closed_at) values (%s, '2026-05-01', false, now())"
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        books.run(books.mine, born_closed, [books.mine])
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        books.run(books.mine, f"update period set month = '2026-05-01' where tenant_id = '{books.mine}'")


def test_a_month_is_not_closed_while_its_batches_say_that_it_is_open(books: Books) -> None:
    books.post()
    alone = f"update period set is_open = false, closed_at = now() where tenant_id = '{books.mine}'"
    with pytest.raises(errors.ForeignKeyViolation):
        books.run(books.mine, alone)


def test_nothing_is_added_to_a_batch_of_an_earlier_transaction(books: Books) -> None:
    first = books.post()
    with pytest.raises(errors.ForeignKeyViolation):
        books.run(books.mine, ENTRY, books.values(batch=first["batch"], leg=2))
    claimed = ENTRY.replace("(tenant_id,", "(tenant_id, xid,").replace(
        "(%(tenant)s,", "(%(tenant)s, %(xid)s::text::xid8,"
    )
    found = books.database.as_superuser("select xid::text from ledger_batch")[0][0]
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        books.run(books.mine, claimed, books.values(batch=first["batch"], leg=2, xid=found))


@pytest.mark.parametrize("column", ["business_date", "source_id", "xid", "period_month", "id"])
def test_a_batch_changes_in_nothing_but_whether_its_month_is_open(books: Books, column: str) -> None:
    books.post()
    with pytest.raises(errors.InsufficientPrivilege):
        books.run(books.mine, f"update ledger_batch set {column} = {column} where tenant_id = '{books.mine}'")


@pytest.mark.parametrize("table", CHAINED)
def test_a_row_of_a_chain_carries_the_id_of_the_transaction_that_writes_it(database: Database, table: str) -> None:
    owner, setting = new_id(), OWNER_SET.get(table, "app.tenant")
    values = {"owner": owner, "id": new_id()}
    settings = {setting: owner} if setting else {}
    # A sealer looks behind the newest sealed transaction only: such a row would never get into the chain.
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        database.sql("app", CHAINED[table], values | {"xid": "3"}, settings)
    own = CHAINED[table].replace("%(xid)s::text::xid8", "pg_current_xact_id()")
    database.sql("app", own, values, settings)
    assert database.as_superuser(f"select count(*) from {table} where id = %s", [values["id"]]) == [(1,)]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "migrator"])
@pytest.mark.parametrize(
    "statement",
    ["select lo_create(0)", "select lo_creat(-1)", "select lo_from_bytea(0, 'x')", "select lo_unlink(1)"],
)
def test_nobody_keeps_bytes_in_large_objects(database: Database, role: Role, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied for function"):
        database.sql(role, statement)


@pytest.mark.parametrize("role", ["migrator", "identity", "org_reader", "backup", "retention", "postgres"])
def test_nobody_changes_role(database: Database, role: str) -> None:
    for statement in (f"set role {role}", f"set session authorization {role}"):
        with pytest.raises((errors.InsufficientPrivilege, errors.UndefinedObject, errors.InvalidParameterValue)):
            database.sql("app", statement)


def test_an_organization_reader_without_its_practices_reads_nothing(books: Books) -> None:
    books.post()
    tables = books.database.as_superuser(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
        " and has_table_privilege('org_reader', oid, 'select') and relname not in ('code', 'code_set')"
    )
    assert len(tables) > 20
    for (table,) in tables:
        for settings in ({}, {"app.tenants": ""}, {"app.tenant": books.mine}, {"app.organization": books.mine}):
            assert books.database.sql("org_reader", f"select 1 from {table}", settings=settings) == []
    granted = {"app.tenants": f"{books.mine},{uuid4()}"}
    assert books.database.sql("org_reader", "select 1 from ledger_entry", settings=granted) == [(1,)]
