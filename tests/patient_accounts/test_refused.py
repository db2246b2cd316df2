"""What the database itself refuses to the service's own role, whatever the code above it does."""

import psycopg
import pytest
from psycopg import errors

from tests.harness.database import Database
from tests.patient_accounts.accounts import DEDUCTIBLE, Accounts

MOVE = "update patient_payment set unapplied_cents = unapplied_cents + {}, allocated_cents = allocated_cents + {}"
UNWIND = "update patient_payment_allocation set unwound_cents = unwound_cents + {}"


def run(database: Database, accounts: Accounts, statement: str) -> int:
    """A statement as the service's role, in a transaction of the practice; the rows it touched."""
    with psycopg.connect(database.url("app")) as connection:
        connection.execute(f"set local app.tenant = '{accounts.practice.id}'".encode())
        return connection.execute(statement.encode()).rowcount


async def paid(accounts: Accounts) -> None:
    """A payment of 3000, 2000 of it on a claim, 500 of those refunded."""
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    payment = await accounts.pay(3000)
    await accounts.allocate(payment, allocations=[{"claim_id": claim["id"], "cents": 2000}])
    await accounts.refund(claim_id=claim["id"], cents=500)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (MOVE.format(-1001, 1001), "patient_payment_unapplied"),
        (MOVE.format(1501, -1501), "patient_payment_parts"),
        (MOVE.format(-1, 0), "patient_payment_whole"),
        (MOVE.format(0, 1), "patient_payment_whole"),
        ("update patient_payment set refunded_cents = -1, unapplied_cents = 1501", "patient_payment_parts"),
        ("update patient_payment set cents = 0", "patient_payment_"),
        ("update patient_payment set source = 'interest'", "patient_payment_source"),
        (UNWIND.format(1501), "patient_payment_allocation_unwound"),
        (UNWIND.format(-501), "patient_payment_allocation_unwound"),
        ("update patient_refund set state = 'sent'", "patient_refund_sent_on"),
        ("update patient_refund set cents = 0", "patient_refund_cents"),
    ],
)
async def test_no_part_of_a_payment_runs_over_and_no_allocation_gives_more_than_it_holds(
    accounts: Accounts, database: Database, statement: str, constraint: str
) -> None:
    await paid(accounts)
    with pytest.raises(errors.CheckViolation) as refused:
        run(database, accounts, statement)
    assert str(refused.value.diag.constraint_name).startswith(constraint)


async def test_a_refund_names_an_allocation_once_and_one_that_there_is(accounts: Accounts, database: Database) -> None:
    await paid(accounts)
    again = (
        "insert into patient_refund_allocation (tenant_id, refund_id, allocation_id, cents)"
        " select tenant_id, refund_id, {}, 1 from patient_refund_allocation"
    )
    with pytest.raises(errors.UniqueViolation):
        run(database, accounts, again.format("allocation_id"))
    with pytest.raises(errors.ForeignKeyViolation):
        run(database, accounts, again.format("refund_id"))


async def test_what_a_refund_takes_is_never_changed_nor_removed(accounts: Accounts, database: Database) -> None:
    await paid(accounts)
    for statement in (
        "update patient_refund_allocation set cents = 1",
        "delete from patient_refund_allocation",
        "delete from patient_payment",
        "delete from patient_payment_allocation",
        "delete from patient_refund",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            run(database, accounts, statement)


async def test_a_refund_leaves_once_in_the_ledger(accounts: Accounts, database: Database) -> None:
    await paid(accounts)
    [made] = (await accounts.get("/patient-refunds"))["items"]
    await accounts.send(made)
    again = (
        "insert into ledger_batch (tenant_id, id, source_kind, source_id, posted_at, business_date, effective_date,"
        " period_month, period_open) select tenant_id, gen_random_uuid(), source_kind, source_id, posted_at,"
        " business_date, effective_date, period_month, true from ledger_batch where source_kind = 'patient_refund_sent'"
    )
    with pytest.raises(errors.UniqueViolation):
        run(database, accounts, again)


async def test_an_allocation_is_one_of_the_ledgers(accounts: Accounts, database: Database) -> None:
    await paid(accounts)
    made_up = (
        "insert into patient_payment_allocation (tenant_id, id, payment_id, claim_id, line_no, cents, unwound_cents,"
        " batch_id, allocated_on) select tenant_id, gen_random_uuid(), payment_id, claim_id, line_no, 1, 0, batch_id,"
        " allocated_on from patient_payment_allocation"
    )
    with pytest.raises(errors.ForeignKeyViolation):
        run(database, accounts, made_up)
