"""A sample of the mistakes that `make proof` makes one by one: each turns a test red."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from tests.architecture.checks import PROJECT, owner_columns
from tests.architecture.source import Source
from tests.architecture.statements import unbound
from tests.harness.database import Database
from tests.harness.run import Run
from tests.isolation import mutants, scope_mutants
from tests.isolation.bare import Filled, filled_database
from tests.isolation.catalog import Connection
from tests.isolation.sites import open_ground
from tests.isolation.walking import KNOWN, walk_settings

EACH_GRANT = 120
EACH_SCOPE = 20


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.superuser_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(server_run: Run) -> Iterator[Filled]:
    server = server_run.ready_server()
    with server_run.turn():
        made = filled_database(server)
    yield made
    made.database.drop()


def test_each_policy_made_true_turns_the_catalog_red(connection: Connection, database: Database) -> None:
    changes = mutants.policies(connection)
    found = {
        each.name: mutants.kill_in_the_catalog(connection, each, database.name, ["row-security"]) for each in changes
    }
    assert [name for name, killers in found.items() if not killers] == []
    assert len(found) > 300


def test_a_grant_more_turns_the_catalog_red(connection: Connection, database: Database) -> None:
    every = list(mutants.grants(connection))
    sample = every[::EACH_GRANT] + [each for each in every if each.kind == "role"][:8]
    connection.rollback()
    found = {each.name: mutants.kill_in_the_catalog(connection, each, database.name, ["grants"]) for each in sample}
    assert [name for name, killers in found.items() if not killers] == []


def test_policies_made_true_are_found_by_statements_that_name_no_owner(filled: Filled) -> None:
    with psycopg.connect(filled.database.superuser_url) as connection:
        changes = [each for each in mutants.policies(connection) if each.table in {"claim", "payer", "release_cell"}]
    found = {each.name: mutants.kill_with_statements(filled, each) for each in changes if each.kind == "policy"}
    # A column that `retention` may not write can't move a row: of that check the catalog alone can tell.
    assert {name for name, killers in found.items() if not killers} == {"retention_reseals on claim: with check"}


def test_each_owner_left_out_of_a_statement_turns_the_house_rule_red() -> None:
    owner_of = owner_columns()
    every = dict(mutants.statements_without_their_owner(Source(PROJECT), owner_of))
    assert [name for name, without in every.items() if not unbound(without, owner_of)] == []
    assert len(every) > 400


async def test_a_scope_dropped_turns_the_walk_and_the_contract_red(clean_database: Database, tmp_path: Path) -> None:
    async with open_ground(walk_settings(clean_database, tmp_path)) as ground:
        for operation in islice((each.operation for each in KNOWN), 0, None, EACH_SCOPE):
            assert len(await scope_mutants.kill(ground, operation)) == 2, operation
