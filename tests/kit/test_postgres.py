import os
import re
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.kit.postgres.account import Account
from api.kit.postgres.binaries import _site_packages
from api.kit.postgres.server import EmbeddedServer, NoServerYet
from tests.harness.processes import processes_naming, run_python, start_python

START = """
import sys
from pathlib import Path
from api.kit.postgres.account import Account
from api.kit.postgres.binaries import _site_packages
from api.kit.postgres.server import EmbeddedServer
print(EmbeddedServer(Path(sys.argv[1]), unsafe_fast=True).ensure_running().port, flush=True)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder of mode 0700, as a home or `mktemp -d` is."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def server(open_folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(open_folder / "data", unsafe_fast=True)
    server.ensure_running()
    yield server
    server.destroy()


@pytest.fixture
def durable_server(open_folder: Path) -> Iterator[EmbeddedServer]:
    """One that keeps what it has committed, as in production."""
    server = EmbeddedServer(open_folder / "data")
    server.ensure_running()
    yield server
    server.destroy()


def run_sql(server: EmbeddedServer, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.migration_url()) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def postmaster(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().splitlines()[0])


def modes_up_to_the_root(folder: Path) -> dict[Path, int]:
    return {parent: parent.stat().st_mode for parent in (folder, *folder.parents)}


def test_below_a_closed_folder_the_server_works_and_no_mode_changes(closed_folder: Path) -> None:
    before = modes_up_to_the_root(closed_folder)
    server = EmbeddedServer(closed_folder / "clone" / "data", unsafe_fast=True)
    server.ensure_running()
    try:
        assert run_sql(server, "SELECT 1") == [(1,)]
        assert modes_up_to_the_root(closed_folder) == before
    finally:
        cluster = server.cluster
        server.destroy()
    assert not cluster.exists()
    assert list((closed_folder / "clone" / "data").iterdir()) == []


def test_the_server_outlives_its_parent_and_another_process_stops_it(open_folder: Path) -> None:
    data = open_folder / "data"
    parent = start_python(START + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", data)
    port, _ = parent.communicate(timeout=60)
    assert parent.returncode == -signal.SIGKILL
    server = EmbeddedServer(data, unsafe_fast=True)
    assert server.is_alive()
    assert server.ensure_running().port == int(port)
    server.stop()
    assert not server.is_alive()
    assert processes_naming(str(server.cluster)) == []


def test_of_processes_that_start_it_at_once_one_does_and_all_get_the_same_server(open_folder: Path) -> None:
    data = open_folder / "data"
    starters = [start_python(START, data) for _ in range(4)]
    ports = {starter.communicate(timeout=60)[0] for starter in starters}
    server = EmbeddedServer(data, unsafe_fast=True)
    try:
        assert ports == {f"{server.address.port}\n"}
    finally:
        server.destroy()


def test_a_killed_postmaster_is_recovered_with_its_data(durable_server: EmbeddedServer) -> None:
    run_sql(durable_server, "CREATE TABLE kept AS SELECT 7 AS n")
    # Where no init reaps the dead postmaster, as in many containers, a zombie keeps its process id.
    os.kill(postmaster(durable_server), signal.SIGKILL)
    durable_server.ensure_running()
    assert run_sql(durable_server, "SELECT n FROM kept") == [(7,)]


def test_an_immediate_stop_loses_nothing_committed(durable_server: EmbeddedServer) -> None:
    run_sql(durable_server, "CREATE TABLE kept AS SELECT 7 AS n")
    durable_server.stop("immediate")
    durable_server.ensure_running()
    assert run_sql(durable_server, "SELECT n FROM kept") == [(7,)]


def test_a_process_id_that_a_stranger_wears_does_not_count(server: EmbeddedServer) -> None:
    server.stop()
    lines = [
        str(os.getpid()),
        str(server.cluster),
        "1",
        str(server.address.port),
        "",
        "127.0.0.1",
        "1 1",
        "ready",
    ]
    (server.cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert not server.is_alive()
    server.ensure_running()
    assert postmaster(server) != os.getpid()


def test_a_port_taken_meanwhile_is_changed(server: EmbeddedServer) -> None:
    before = server.ensure_running().port
    server.stop()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", before))
        stranger.listen()
        assert server.ensure_running().port != before
    assert run_sql(server, "SELECT 1") == [(1,)]


def test_stopping_leaves_no_process_and_may_be_repeated(server: EmbeddedServer) -> None:
    assert processes_naming(str(server.cluster)) != []
    server.stop()
    assert processes_naming(str(server.cluster)) == []
    server.stop()


def test_a_folder_that_never_had_a_server(open_folder: Path) -> None:
    server = EmbeddedServer(open_folder / "data")
    assert not server.is_alive()
    server.stop()
    with pytest.raises(NoServerYet):
        _ = server.address


def test_a_wrong_or_missing_password_is_refused(server: EmbeddedServer) -> None:
    right = server.migration_url()
    for login in ("postgres:wrong@", "postgres@"):
        wrong = re.sub(r"postgres:\w+@", login, right)
        assert wrong != right
        with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no password"):
            psycopg.connect(wrong)


def test_no_password_goes_to_a_server_that_asks_for_it_in_clear(server: EmbeddedServer) -> None:
    url = server.migration_url()
    with psycopg.connect(url) as connection:
        (server.cluster / "pg_hba.conf").write_text("host all all 127.0.0.1/32 password\n")
        connection.execute("SELECT pg_reload_conf()")
    with pytest.raises(psycopg.OperationalError, match="authentication method requirement"):
        psycopg.connect(url)


def test_secrets_and_data_are_their_owners_alone(server: EmbeddedServer, open_folder: Path) -> None:
    assert (open_folder / "data" / "postgres-superuser").stat().st_mode & 0o777 == 0o600
    assert server.cluster.stat().st_mode & 0o777 == 0o700


def test_the_starters_environment_does_not_reach_the_server(
    open_folder: Path, closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "XDG_RUNTIME_DIR", "PGDATA"):
        monkeypatch.setenv(name, str(closed_folder))
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    with EmbeddedServer(open_folder / "data") as server:
        wanted = {
            "TimeZone": "UTC",
            "lc_messages": "C.UTF-8",
            "jit": "off",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "data_checksums": "on",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "wal_level": "replica",
            "password_encryption": "scram-sha-256",
        }
        rows = run_sql(server, "SELECT name, setting FROM pg_settings")
        assert {name: value for name, value in rows if name in wanted} == wanted
        assert run_sql(server, "SELECT DISTINCT datcollate FROM pg_database") == [("C.UTF-8",)]


def test_no_statement_and_no_value_reaches_the_servers_log(server: EmbeddedServer) -> None:
    run_sql(server, "CREATE TABLE patient (mrn text PRIMARY KEY)")
    run_sql(server, "INSERT INTO patient VALUES ('MRN-4711')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        run_sql(server, "INSERT INTO patient VALUES ('MRN-4711')")
    log = (server.cluster / "server.log").read_text()
    assert "duplicate key" in log
    assert "MRN-4711" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user")
def test_an_ordinary_user_runs_it_as_himself(open_folder: Path) -> None:
    nobody = 65534
    if not Account(nobody, nobody, switch=True).can_enter(_site_packages()):
        pytest.skip("this checkout lies below a folder of root's own")
    open_folder.chmod(0o777)
    # Root's Python may be out of an ordinary user's reach, so the process changes its user after its imports.
    code = """
import os, sys
from pathlib import Path
import psycopg
from api.kit.postgres.account import Account
from api.kit.postgres.binaries import _site_packages
from api.kit.postgres.server import EmbeddedServer
os.setgroups([]), os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[2]))
server = EmbeddedServer(Path(sys.argv[1]), unsafe_fast=True)
with server, psycopg.connect(server.migration_url()):
    print(server.cluster.stat().st_uid, server.cluster)
"""
    where = run_python(code, open_folder / "data", nobody)
    assert where == f"{nobody} {open_folder / 'data' / 'postgres'}"
