"""The files of one PostgreSQL cluster: where it lies, how it is made, what it is configured with."""

import json
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from api.kit.postgres.account import Account, shared_folder

SUPERUSER = "postgres"

ACCESS = """\
# TCP on the loopback address with a password, and nothing else.
host all all 127.0.0.1/32 scram-sha-256
"""

CONFIGURATION = """\
# Written anew at each start.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 100
shared_buffers = '128MB'
wal_level = replica
# Each request commits, and so waits for what a long posting beside it has written to the log: a new file of
# the log is not filled with zeros first (every commit waited for 16 MB), and the writing is not put off.
wal_init_zero = off
wal_buffers = '32MB'
wal_writer_delay = '20ms'
password_encryption = 'scram-sha-256'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# A statement or the detail of an error can hold a patient's data, and the log is not encrypted.
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""

UNSAFE_FAST = """\
# For throw-away data: a crash of the machine loses the cluster.
fsync = off
synchronous_commit = off
full_page_writes = off
"""

INITDB_SECONDS = 120


class ClusterNotMade(Exception):
    """initdb failed."""

    def __init__(self, output: str) -> None:
        super().__init__(f"initdb failed: {output.strip()}")


@dataclass(frozen=True)
class Place:
    """What the data folder remembers about its server: the cluster's folder and the port."""

    cluster: str
    port: int

    @classmethod
    def read(cls, file: Path) -> "Place | None":
        try:
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def write(self, file: Path) -> None:
        replace_file(file, json.dumps(asdict(self)) + "\n")


def replace_file(file: Path, text: str) -> None:
    """Write a file so that a reader, and a crash, meets the old content or the new."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o644)
    draft.replace(file)


def choose_folder(data_dir: Path, account: Account) -> Path:
    """Inside the data folder where the server's user can get there; else a new folder where it can.

    The second happens to root alone, below a folder with mode 0700. No parent's mode is touched.
    """
    if account.can_enter(data_dir):
        return data_dir / "postgres"
    return shared_folder() / f"cluster-{secrets.token_hex(8)}"


def create(cluster: Path, programs: Path, account: Account, *, password: str, lock: int, sync: bool) -> None:
    """Run initdb into a folder beside ``cluster`` and rename it: a cluster is there whole or not at all."""
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.give(draft)
    descriptor, name = tempfile.mkstemp(dir=cluster.parent, prefix=".initdb-")
    password_file = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password)
        account.give(password_file)
        made = account.run(
            [
                programs / "initdb",
                *("-D", draft, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                *(() if sync else ("--no-sync",)),
            ],
            timeout=INITDB_SECONDS,
            keep_open=lock,
        )
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise ClusterNotMade(made.stdout + made.stderr)
    replace_file(draft / "pg_hba.conf", ACCESS)
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("include = 'firstpass.conf'\n")
    draft.rename(cluster)


def configure(cluster: Path, port: int, *, unsafe_fast: bool) -> None:
    text = CONFIGURATION.format(port=port) + (UNSAFE_FAST if unsafe_fast else "")
    replace_file(cluster / "firstpass.conf", text)


def log_tail(cluster: Path) -> str:
    """The end of the server's log, for the message of an error."""
    with suppress(FileNotFoundError), (cluster / "server.log").open("rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 2000))
        return log.read().decode(errors="replace")
    return "no log"
