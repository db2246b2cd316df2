"""Many practices through two server connections: whatever a transaction left behind, the next practice would meet.

PgBouncer in transaction mode hands a server connection to another client with each transaction. Every id that an
answer holds is looked up afterwards: one that is another practice's is a wrong row.
"""

import asyncio
import os
import random
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any

import httpx
import psycopg

from api.kit.postgres.account import Account
from api.kit.postgres.roles import role_password, with_login
from api.kit.settings import Settings
from tenants.services import RUNTIME_ROLES
from tests.builders import encounters
from tests.builders.registration import billing_provider, coverage, patient
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.harness.world import Caller, PracticeWorld, World
from tests.isolation.sites import with_check_digit

SERVER_CONNECTIONS = 2
AT_ONCE = 40
MIXED = random.Random(20)  # noqa: S311 - a mixture, not a secret
CLIENT_CONNECTIONS = 8
STARTED_SECONDS = 10.0
UUID_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWNED_IDS = (
    "select table_name from information_schema.columns where table_schema = 'public'"
    " and column_name in ('tenant_id', 'id') group by 1 having count(*) = 2"
)


def program() -> str | None:
    """Where PgBouncer is; Debian keeps it where a plain user does not look."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pgbouncer(database: Database) -> Iterator[str]:
    """PgBouncer in transaction mode before a database, two connections to it in all; its URL without a login."""
    found = program()
    assert found is not None, "pgbouncer is not installed"
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    account = Account.choose()
    with tempfile.TemporaryDirectory(prefix="firstpass-pooler-") as name:
        folder = Path(name)
        users = "".join(f'"{role}" "{role_password(ROLE_SECRET, role)}"\n' for role in RUNTIME_ROLES)
        (folder / "users.txt").write_text(users)
        (folder / "pgbouncer.ini").write_text(_configuration(database, port, folder))
        if account.switch:
            for path in (folder, *folder.iterdir()):
                os.chown(path, account.uid, account.gid)
        process = subprocess.Popen(
            [found, folder / "pgbouncer.ini"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user=account.uid if account.switch else None,
            group=account.gid if account.switch else None,
            extra_groups=[] if account.switch else None,
        )
        said = _Said()
        reader = Thread(target=said.read, args=(process.stderr,))
        reader.start()
        try:
            assert said.is_up.wait(STARTED_SECONDS), "".join(said.lines) or "pgbouncer did not start"
            yield f"postgresql://127.0.0.1:{port}/{database.name}?require_auth=scram-sha-256"
        finally:
            process.terminate()
            process.wait(timeout=STARTED_SECONDS)
            reader.join()


def _configuration(database: Database, port: int, folder: Path) -> str:
    server = database.server.address
    return "\n".join(
        (
            "[databases]",
            f"{database.name} = host={server.host} port={server.port} dbname={database.name}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {port}",
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            f"auth_file = {folder / 'users.txt'}",
            "stats_users = app",
            "pool_mode = transaction",
            f"default_pool_size = {SERVER_CONNECTIONS}",
            f"max_db_connections = {SERVER_CONNECTIONS}",
            "max_client_conn = 200",
            "",
        )
    )


@dataclass(slots=True)
class _Said:
    """What PgBouncer tells as it runs: read all the while, so that it never waits for a reader."""

    lines: list[str] = field(default_factory=list)
    is_up: Event = field(default_factory=Event)

    def read(self, stream: IO[str]) -> None:
        """Until it ends."""
        with stream:
            for line in stream:
                self.lines.append(line)
                if "process up" in line:
                    self.is_up.set()


def pooled(settings: Settings, pooler_url: str) -> Settings:
    """The service behind a pooler, with more connections to it than it has to the server."""
    return settings.model_copy(update={"pooler_url": pooler_url, "pool_size": CLIENT_CONNECTIONS})


@dataclass(slots=True)
class Crowd:
    """What many practices asked for at the same time, and what they got."""

    practices: list[PracticeWorld]
    requests: int = 0
    failed: list[str] = field(default_factory=list)
    wrong_rows: list[str] = field(default_factory=list)
    server_connections: int = 0
    """The most that the pooler had at a time, of all the service's roles."""


@dataclass(frozen=True, slots=True)
class Order:
    """A request of one practice, by its own client or by the organization's."""

    practice: PracticeWorld
    caller: Caller
    path: str
    json: Any = None

    async def send(self) -> httpx.Response:
        """Its answer."""
        if self.json is None:
            return await self.caller.get(self.practice.path(self.path))
        return await self.caller.post(self.practice.path(self.path), self.json)


async def crowd(world: World, database: Database, *, practices: int, requests: int) -> Crowd:
    """Reads and writes of all practices in one shuffled line, many at once."""
    made = [await _billing(world, number) for number in range(practices)]
    seen = Crowd(made)
    orders = [_order(world, made[number % practices]) for number in range(requests)]
    MIXED.shuffle(orders)
    turn = asyncio.Semaphore(AT_ONCE)
    answers: list[tuple[Order, httpx.Response]] = []

    async def ask(order: Order) -> None:
        async with turn:
            answers.append((order, await order.send()))
            if world.settings.pooler_url and len(answers) % AT_ONCE == 0:
                await asyncio.to_thread(_look_at_connections, world.settings.pooler_url, seen)

    await asyncio.gather(*(ask(order) for order in orders))
    seen.requests = len(answers)
    seen.failed = [f"{order.path} {answer.status_code}" for order, answer in answers if not answer.is_success]
    owner_of = _owners(database)
    for order, answer in answers:
        mine = str(order.practice.id)
        others = {found for found in UUID_FORM.findall(answer.text) if owner_of.get(found, mine) != mine}
        seen.wrong_rows += [f"{order.path}: {each}" for each in sorted(others)]
    return seen


async def _billing(world: World, number: int) -> PracticeWorld:
    """A practice with a patient, a coverage, a billing provider and a claim."""
    practice = await world.practice(f"Practice {number}")
    npi = with_check_digit(f"18{number:07d}")
    for path, body in (
        ("/patients", patient(last_name=f"Patient {number}")),
        ("/coverages", coverage(world.payers["SBXCO"])),
        ("/billing-providers", billing_provider(npi=npi)),
    ):
        (await practice.ehr.post(practice.path(path), body)).raise_for_status()
    await encounters.bill(practice)
    return practice


READS = ("/claims", "/billing-providers", "/payers", "/events", "/ledger", "/ledger/entries", "/audit", "/submissions")


def _order(world: World, practice: PracticeWorld) -> Order:
    caller, kind = MIXED.choice((practice.ehr, world.staff)), MIXED.randrange(10)
    if kind == 0:
        return Order(practice, caller, "/patients", patient(external_id=f"MRN-{secrets.token_hex(4)}"))
    if kind == 1:
        return Order(practice, caller, "/patients/search", {"external_id": "MRN-1"})
    if kind == 2:
        visit = encounters.encounter(external_id=f"VISIT-{secrets.token_hex(4)}")
        return Order(practice, caller, "/encounters", visit)
    return Order(practice, caller, MIXED.choice(READS))


def _look_at_connections(pooler_url: str, seen: Crowd) -> None:
    """How many server connections PgBouncer has, by its own word: one that it closed may linger in the server."""
    console = with_login(pooler_url, "app", ROLE_SECRET)
    with psycopg.connect(console, dbname="pgbouncer", autocommit=True) as connection:
        servers = connection.execute("show servers").fetchall()
    seen.server_connections = max(seen.server_connections, len(servers))


def _owners(database: Database) -> dict[str, str]:
    """Whose each id is, as the superuser sees it."""
    owner_of: dict[str, str] = {}
    with psycopg.connect(database.superuser_url) as connection:
        for (table,) in connection.execute(OWNED_IDS.encode()).fetchall():
            rows = connection.execute(f"select id::text, tenant_id::text from {table}".encode()).fetchall()
            owner_of.update(rows)
    return owner_of


def left_behind(pooler_url: str, owner: str, statement: str) -> int:
    """How many of an owner's claims another client reads that sets nothing, after one ran `statement` and left.

    With a plain SET it is all of them: so this ground can tell.
    """
    login = with_login(pooler_url, "app", ROLE_SECRET)
    count = 0
    with psycopg.connect(login, autocommit=True, prepare_threshold=None) as first:
        for _ in range(2 * SERVER_CONNECTIONS):
            first.execute("begin")
            first.execute(statement.format(owner=owner).encode())
            first.execute("commit")
        with psycopg.connect(login, autocommit=True, prepare_threshold=None) as second:
            for _ in range(2 * SERVER_CONNECTIONS):
                row = second.execute("select count(*) from claim").fetchone()
                count += row[0] if row else 0
                second.execute("reset app.tenant")
    return count
