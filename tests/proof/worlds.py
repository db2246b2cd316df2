"""The product on databases of a proof's own, thrown away afterwards."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from api.kit.postgres.server import EmbeddedServer
from api.kit.settings import Settings
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET, RunInProgress
from tests.harness.world import World, open_world

NO_LIMIT = 100_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    """An open product and its database."""

    world: World
    database: Database


@contextmanager
def server() -> Iterator[EmbeddedServer]:
    """A server with a migrated template."""
    running = RunInProgress()
    try:
        yield running.run.ready_server()
    finally:
        running.end()


@asynccontextmanager
async def stage(on: EmbeddedServer, **chosen: Any) -> AsyncIterator[Stage]:
    """The product on an empty database. `chosen` are settings."""
    database = Database.clone(on, f"proof_{secrets.token_hex(4)}")
    try:
        with tempfile.TemporaryDirectory(prefix="firstpass-proof-") as folder:
            limits = {"rate_limit_per_minute": NO_LIMIT, "token_failures_per_minute": NO_LIMIT}
            settings = Settings(
                database_url=database.base_url,
                database_role_secret=SecretStr(ROLE_SECRET),
                data_dir=Path(folder) / "data",
                key_directory=Path(folder) / "keys",
                log_level="ERROR",
                **(limits | chosen),
            )
            async with open_world(settings) as world:
                yield Stage(world, database)
    finally:
        database.drop()
