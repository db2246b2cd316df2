"""What every test relies on: a cleaned database is empty, a killed run leaves no server behind for long."""

import signal
import socket
from pathlib import Path

import pytest

from api.kit.ids import new_id
from tests.harness.database import Database
from tests.harness.loopback import LeftTheMachine
from tests.harness.processes import processes_naming, run_python, start_python
from tests.harness.run import RUNS

KILLED = """
import os, signal
from tests.harness.run import RunInProgress
run = RunInProgress().run
run.server.ensure_running()
print(run.folder, run.server.cluster, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_cleaning_empties_every_table_the_migrations_left_empty(clean_database: Database) -> None:
    tables = clean_database.empty_tables()
    assert "public.alembic_version" not in tables
    assert "public.organization" in tables
    clean_database.as_superuser(
        "INSERT INTO organization (organization_id, name, created_at) VALUES (%s, 'Left behind', now())",
        [new_id()],
    )
    assert "public.organization" not in clean_database.empty_tables()
    clean_database.clean()
    assert clean_database.empty_tables() == tables


def test_the_next_run_ends_the_server_of_a_killed_one() -> None:
    killed = start_python(KILLED)
    output, errors = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, errors
    folder, cluster = output.split()
    assert processes_naming(cluster) != []
    run_python("from tests.harness.run import RunInProgress; RunInProgress().end()")
    assert processes_naming(cluster) == []
    assert not Path(folder).exists()
    assert RUNS.exists()


def test_nothing_reaches_past_loopback() -> None:
    with pytest.raises(LeftTheMachine):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("example.com", 443)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        socket.create_connection(listener.getsockname(), timeout=1).close()
