"""What the database itself refuses to the service's own role, whatever the code above it does."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from api.kit.ids import NIL, new_id
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
    " line_no, group_code, reason_code, adjustment_class, reverses_id)"
    " values (%(tenant)s, %(entry)s, %(batch)s, 'test', %(batch)s,"
    " %(leg)s, %(debit)s, %(credit)s, %(cents)s, %(claim)s, %(line)s, '', '', '', %(reverses)s)"
)


class Books:
    """Two practices' ledgers, written by hand as the role `app`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.mine, self.theirs = new_id(), new_id()
        self.my_claim, self.their_claim = new_id(), new_id()
        for tenant, claim in ((self.mine, self.my_claim), (self.theirs, self.their_claim)):
            self.run(tenant, "insert into period (tenant_id, month, is_open) values (%s, %s, true)", [tenant, MONTH])
            for owner in (NIL, claim):
                self.run(tenant, f"insert into claim_balance values ('{tenant}', '{owner}', 0, 0, 0, 0, 0)")
                for line in (0, 1):
                    self.run(tenant, f"insert into line_balance values ('{tenant}', '{owner}', {line}, 0, 0, 0, 0, 0)")

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
            "reverses": None,
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
    books.post(debit="charges", credit="insurance_receivable", reverses=first["entry"])
    with pytest.raises(errors.UniqueViolation):
        books.post(debit="charges", credit="insurance_receivable", reverses=first["entry"])


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
    reopened = f"update period set is_open = true, closed_at = null where tenant_id = '{books.mine}'"
    with pytest.raises(errors.ForeignKeyViolation):
        books.run(books.mine, reopened)


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
