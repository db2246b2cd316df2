"""The opinion is worth something only if it is independent, and if it sees what is wrong."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from tests.harness.database import Database
from tests.harness.world import World
from tests.scenarios.clock import Clock, clock_of_the_story
from tests.scenarios.office import Office, open_office
from tests.scenarios.opinion import opinion_on

HERE = Path(__file__).parent

LESS_CONTRACTUAL = "update ledger_entry set cents = cents - 100 where debit = 'contractual_adjustments'"
MORE_OPEN = (
    "update claim_balance set adjusted_cents = adjusted_cents - 100,"
    " insurance_receivable_cents = insurance_receivable_cents + 100 where charge_cents > 0"
)
LESS_PAID = "update ledger_entry set cents = cents - 1 where debit = 'undeposited_funds'"
LESS_ALLOCATED = "update allocation set cents = cents - 1 where source = 'insurance'"
LESS_IN_BALANCE = (
    "update claim_balance set insurance_paid_cents = insurance_paid_cents - 1,"
    " insurance_receivable_cents = insurance_receivable_cents + 1 where charge_cents > 0"
)
DENIED = "update first_pass_fact set favorable = false, denied_cents = 100, lines_clean = 0"

BROKEN: dict[str, tuple[list[str], set[str]]] = {
    # what goes wrong: how, and the comparisons that say so
    "an entry is a cent too high": (
        ["update ledger_entry set cents = cents + 1 where debit = 'contractual_adjustments'"],
        {"balance by entries"},
    ),
    "an adjustment and its balance are wrong alike": ([LESS_CONTRACTUAL, MORE_OPEN], {"balance by bytes"}),
    "a payment, its allocation and its balance are wrong alike": (
        [LESS_PAID, LESS_ALLOCATED, LESS_IN_BALANCE],
        {"checks", "paid by bytes", "balance by bytes", "fee base and fee"},
    ),
    "a fee is a cent too high": (
        ["update fee_entry set fee0_cents = fee0_cents + 1 where source = 'desk'"],
        {"fee", "fee base and fee"},
    ),
    "a collection is charged to nobody": (
        ["delete from fee_entry where source = 'desk'"],
        {"fees", "fee base and fee"},
    ),
    "a claim counts as denied": ([DENIED], {"rate"}),
    "a claim counts as rejected": (["update first_pass_fact set acceptance = 'rejected'"], {"rate"}),
}


def test_it_imports_nothing_of_the_product() -> None:
    for file in HERE.glob("*.py"):
        if file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert not name.startswith(("api", "tenants")), f"{file.name} imports {name}"
                assert not name.startswith("tests.") or name.startswith("tests.second_opinion"), name


async def test_it_agrees_with_sound_books_and_finds_each_thing_that_is_wrong(
    world: World, database: Database, subtests: pytest.Subtests
) -> None:
    """15000 = CO-45 4500, PR-3 2500, paid 8000; the copay paid at the desk. 400 + 75 of fees."""
    with clock_of_the_story(date(2026, 3, 2)) as clock:
        office = await _small_books(world, clock)
        sound = await opinion_on(office, database)
        assert (sound.agrees, sound.differences) == (True, [])
        for name, (statements, said) in BROKEN.items():
            with subtests.test(name):
                with _broken(database, statements):
                    verdict = await opinion_on(office, database)
                found = {each.what.partition(":")[0] for each in verdict.differences}
                assert said <= found, found
                assert not verdict.agrees


@contextmanager
def _broken(database: Database, statements: list[str]) -> Iterator[None]:
    """For a while it is as the statements leave it, whatever rules and triggers say."""
    tables = ("ledger_entry", "allocation", "claim_balance", "fee_entry", "first_pass_fact")
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("set session_replication_role = replica")
        for table in tables:
            connection.execute(f"create temporary table kept_{table} as table {table}".encode())
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount > 0
        connection.commit()
        yield
        for table in tables:
            connection.execute(f"delete from {table}".encode())
            connection.execute(f"insert into {table} select * from kept_{table}".encode())


async def _small_books(world: World, clock: Clock) -> Office:
    office = await open_office(world, clock)
    await office.agree(insurance=500, desk=300)
    await office.register("ADA", "SBXCO", "SBX01A000001")
    claim = await office.visit("ADA", clock.day)
    await office.submit(claim)
    await office.pay("ADA", 2500, "desk", claim_id=claim.id)
    return office
