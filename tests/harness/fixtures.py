import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.kit.settings import Settings
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET, Run
from tests.harness.world import World, open_world


@pytest.fixture(scope="session")
def database(server_run: Run) -> Iterator[Database]:
    """This worker's database. Tests commit for real; ``clean_database`` is the same one, emptied first."""
    server = server_run.ready_server()
    with server_run.turn():
        made = Database.clone(server, f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    yield made
    made.drop()


@pytest.fixture
def clean_database(database: Database) -> Database:
    database.clean()
    return database


@pytest.fixture
def fresh_database(server_run: Run) -> Iterator[Database]:
    """A database of the test's own, for tests that change the schema."""
    server = server_run.ready_server()
    with server_run.turn():
        made = Database.clone(server, f"fresh_{secrets.token_hex(6)}")
    yield made
    made.drop()


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """An installation on the worker's database, with data and keys in a folder of the test's own."""
    return Settings(
        database_url=database.base_url,
        database_role_secret=SecretStr(ROLE_SECRET),
        data_dir=tmp_path / "data",
        key_directory=tmp_path / "keys",
    )


@pytest.fixture
async def world(clean_database: Database, settings: Settings) -> AsyncIterator[World]:
    """The product on an empty database, with one organization."""
    async with open_world(settings) as opened:
        yield opened
