"""One PostgreSQL server for one run of the tests, shared by its workers.

The controlling process holds the lock of the run's folder for as long as it lives. So a run that was killed
leaves a folder that nobody holds, and the next run ends that folder's server.
"""

import datetime as dt
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from api.kit.postgres.migrate import upgrade
from api.kit.postgres.roles import ensure_roles_and_database, with_login
from api.kit.postgres.server import EmbeddedServer
from api.reference.code_sets import load_code_set, read_order_file

RUNS = Path(__file__).resolve().parents[2] / "build" / "test-servers"
ROLE_SECRET = "the role secret of the test server"
TEMPLATE = "template_of_the_run"
DIAGNOSES = Path(__file__).with_name("icd10cm-order-excerpt.txt")
"""A few lines of the list as CMS publishes it: loading all of it would take longer than most tests."""


@dataclass(frozen=True)
class Run:
    folder: Path

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer(self.folder / "data", unsafe_fast=True)

    def ready_server(self) -> EmbeddedServer:
        """The server, up, with its template migrated: by whichever worker needs a database first."""
        marker = self.folder / "template-migrated"
        server = self.server
        with self.turn():
            if not marker.exists():
                server.ensure_running()
                ensure_roles_and_database(server.migration_url(), ROLE_SECRET, TEMPLATE)
                url = with_login(server.address.database_url(TEMPLATE), "migrator", ROLE_SECRET)
                upgrade(url)
                load_code_set(url, read_order_file(DIAGNOSES.read_text(encoding="ascii"), dt.date(2026, 4, 1)))
                marker.touch()
        return server

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One worker at a time."""
        with _locked(self.folder / "turn.lock"):
            yield

    def destroy(self) -> None:
        self.server.destroy()
        shutil.rmtree(self.folder, ignore_errors=True)


class RunInProgress:
    """Held by the controlling process; ``end`` leaves neither server nor files."""

    def __init__(self) -> None:
        RUNS.mkdir(parents=True, exist_ok=True)
        with _locked(RUNS / "sweep.lock"):
            _sweep()
            self.run = Run(RUNS / secrets.token_hex(4))
            self.run.folder.mkdir()
            self._lock = os.open(self.run.folder / "run.lock", os.O_RDWR | os.O_CREAT)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def end(self) -> None:
        self.run.destroy()
        os.close(self._lock)


def _sweep() -> None:
    for folder in RUNS.iterdir():
        if not folder.is_dir():
            continue
        lock = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT)
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Run(folder).destroy()
        os.close(lock)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
