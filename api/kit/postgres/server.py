"""The embedded PostgreSQL server: the wheel's programs under rules of our own.

The server outlives the process that started it, until somebody calls ``stop``: API, worker and command line
share it. Whether it is up is decided by a connection that reaches this very cluster. Whether anything of it
is still alive is decided by a file lock that the postmaster inherits and so keeps, with its children, to the
last one; process ids, which a zombie or a stranger can wear, are never asked.
"""

import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

import psycopg

from api.kit.postgres import cluster as files
from api.kit.postgres.account import Account
from api.kit.postgres.binaries import programs_for
from api.kit.secret_files import read_or_create

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.05
START_ATTEMPTS = 3  # a free port can be taken between our look and the server's bind

StopMode = Literal["fast", "immediate"]


class ServerDidNotStart(Exception):
    """The server gave no connection in time, or left at once; carries what it said last."""

    def __init__(self, cluster: Path, said: str) -> None:
        super().__init__(f"PostgreSQL in {cluster} did not start: {said.strip()}\n{files.log_tail(cluster)}")


class ServerDidNotStop(Exception):
    """A process of the server is still alive after the time limit."""

    def __init__(self, cluster: Path) -> None:
        super().__init__(f"PostgreSQL in {cluster} did not stop within {STOP_SECONDS:.0f} s")


class NoServerYet(Exception):
    """The data folder has never held a server."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"no embedded PostgreSQL in {data_dir}: start it first")


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def database_url(self, database: str) -> str:
        """A libpq URL without a user. No password leaves in clear, whoever listens at the port by now."""
        return f"postgresql://{self.host}:{self.port}/{quote(database, safe='')}?require_auth=scram-sha-256"


class EmbeddedServer:
    """The one server of a data folder. Any number of processes may hold one of these at once."""

    def __init__(self, data_dir: Path, *, unsafe_fast: bool = False) -> None:
        """``unsafe_fast`` turns off every flush to disk: for tests and other throw-away data only."""
        self._data_dir = data_dir.resolve()
        self._unsafe_fast = unsafe_fast
        self._place_file = self._data_dir / "postgres.json"
        self._lock_file = self._data_dir / "postgres.lock"
        self._password_file = self._data_dir / "postgres-superuser"

    def __enter__(self) -> Self:
        self.ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def address(self) -> Address:
        return Address(HOST, self._place().port)

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory; below a folder closed to the server's user it lies elsewhere."""
        return Path(self._place().cluster)

    @property
    def programs(self) -> Path:
        """The folder of pg_dump, pgbench and the like."""
        return programs_for(Account.owning(self.cluster))

    def migration_url(self, database: str = "postgres") -> str:
        """The superuser's URL, which row-level security does not bind: for set-up and test cleaning only."""
        password = self._password_file.read_text(encoding="utf-8").strip()
        login = f"{files.SUPERUSER}:{password}@"
        return self.address.database_url(database).replace("://", f"://{login}", 1)

    def ensure_running(self) -> Address:
        """Return the address of a server that answers; make, start or recover it when none does.

        Safe at any time and from several processes at once: one starts it, the others wait for it.
        """
        if not self._data_dir.exists():
            # The server's user passes through to its own folder below, and reads nothing here.
            self._data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)
        deadline = time.monotonic() + START_SECONDS
        attempts = 0
        said = ""
        while not self._answers():
            if time.monotonic() > deadline or (attempts == START_ATTEMPTS and not self.is_alive()):
                raise ServerDidNotStart(self.cluster, said)
            with self._claim() as lock:
                if lock is None:  # starting, recovering or stopping, by whomever
                    time.sleep(POLL_SECONDS)
                    continue
                self._create_if_missing(lock)
                said = self._launch(lock)
            attempts += 1
        return self.address

    def is_alive(self) -> bool:
        """Whether any process of the server exists, answering or not; true while another starts it."""
        if not self._lock_file.exists():
            return False
        with self._claim() as lock:
            return lock is None

    def stop(self, mode: StopMode = "fast") -> None:
        """End the server, and return when no process of it is left. Nothing to stop is no error.

        ``immediate`` skips the shutdown checkpoint: the next start recovers as after a crash.
        """
        deadline = time.monotonic() + STOP_SECONDS
        while self.is_alive():
            if time.monotonic() > deadline:
                raise ServerDidNotStop(self.cluster)
            if self._place_file.exists() and self.cluster.exists():
                self._pg_ctl("stop", "-m", mode, "-w", "-t", f"{STOP_SECONDS:.0f}")
            time.sleep(POLL_SECONDS)

    def destroy(self) -> None:
        """Stop the server and remove its data for good; the rest of the data folder stays."""
        self.stop("immediate")
        if self._place_file.exists():
            shutil.rmtree(self.cluster, ignore_errors=True)
        for file in (self._place_file, self._password_file, self._lock_file):
            file.unlink(missing_ok=True)

    def _place(self) -> files.Place:
        place = files.Place.read(self._place_file)
        if place is None:
            raise NoServerYet(self._data_dir)
        return place

    def _answers(self) -> bool:
        """Whether our server answers: it knows the superuser's password and serves this cluster."""
        if not self._place_file.exists() or not self._password_file.exists():
            return False
        try:
            with psycopg.connect(self.migration_url(), connect_timeout=3, autocommit=True) as connection:
                row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        except psycopg.OperationalError:
            return False
        return row == (str(self.cluster),)

    @contextmanager
    def _claim(self) -> Iterator[int | None]:
        """The descriptor of the server's lock, or None while something of the server is alive.

        Closing it does not unlock it where a child has inherited it: so the lock passes on to the postmaster.
        """
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield descriptor
        finally:
            os.close(descriptor)

    def _create_if_missing(self, lock: int) -> None:
        place = files.Place.read(self._place_file)
        if place is not None and Path(place.cluster).exists():
            return
        account = Account.choose()
        if place is None:
            place = files.Place(str(files.choose_folder(self._data_dir, account)), _free_port())
            place.write(self._place_file)
        files.create(
            Path(place.cluster),
            programs_for(account),
            account,
            password=read_or_create(self._password_file),
            lock=lock,
            sync=not self._unsafe_fast,
        )

    def _launch(self, lock: int) -> str:
        """Start the postmaster, which takes the lock over; return what pg_ctl said."""
        place = self._place()
        # The lock was free, so whoever has the process id in this file by now is not our postmaster.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        if not _is_free(place.port):
            place = files.Place(place.cluster, _free_port())
            place.write(self._place_file)
        files.configure(self.cluster, place.port, unsafe_fast=self._unsafe_fast)
        log = self.cluster / "server.log"
        return self._pg_ctl("start", "-w", "-t", f"{START_SECONDS:.0f}", "-l", log, keep_open=lock)

    def _pg_ctl(self, *arguments: str | Path, keep_open: int | None = None) -> str:
        account = Account.owning(self.cluster)
        program = programs_for(account) / "pg_ctl"
        limit = START_SECONDS + STOP_SECONDS  # a net below pg_ctl's own limits
        done = account.run([program, "-D", self.cluster, *arguments], timeout=limit, keep_open=keep_open)
        return done.stdout + done.stderr


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As PostgreSQL binds: connections of the last server that linger in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
