"""Where postings are measured: a practice with claims that wait for their 835, and copies of its database.

Each run posts in a copy of its own, so that the floor can write the same rows into another one.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import orjson
import psycopg
from psycopg import sql

from api.demo.caller import Caller
from api.demo.cast import TIME_ZONE, Cast, assemble
from api.demo.process import PROJECT, Child, Site, environment_of, running
from api.kit.clock import local_day, month_of, now
from api.kit.postgres.roles import ensure_roles_and_database
from api.kit.settings import Settings
from tests.bench.long_posting import copies, remittance
from tests.builders import encounters, registration

PATIENCE_SECONDS = 600.0
NO_LIMIT = "100000000"
WARM_UP = 10
"""Claims of the remittance that warms a process up."""


@dataclass(slots=True)
class Ready:
    """A practice with a fee agreement, and one accepted claim that others are copies of."""

    site: Site
    http: httpx.Client
    cast: Cast
    ehr: Caller
    practice_id: str
    claim_id: str
    npi: str
    made: int = 0

    @property
    def settings(self) -> Settings:
        return self.site.settings

    def admin_url(self, database: str = "") -> str:
        server = self.settings.embedded_server
        assert server is not None
        return server.migration_url(database or self.settings.database)

    def waiting(self, claims: int) -> UUID:
        """A remittance of so many claims of two lines, received and not posted; nothing posts while no worker runs."""
        self.made += 1
        letter = chr(ord("A") + self.made)
        copied = copies(self.admin_url(), self.practice_id, self.claim_id, claims, letter)
        content = remittance(self.npi, copied.mixed(), copied.day, f"POSTING{letter}")
        return UUID(self.ehr.send_file("/remittances", content)["items"][0]["id"])

    def run(self, transaction_ids: Sequence[UUID], database: str = "") -> dict[str, Any]:
        """Post them one by one, in a process of its own."""
        arguments = (sys.executable, "-m", "tests.bench.posting_run", self.practice_id, *map(str, transaction_ids))
        done = subprocess.run(arguments, cwd=PROJECT, env=self._environment(database), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()[-4000:]
        told: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
        return told

    def url(self, database: str) -> str:
        """Of role app."""
        return self._settings(database).role_url("app")

    def _settings(self, database: str) -> Settings:
        server = self.settings.embedded_server
        assert server is not None
        given = {
            "database_url": server.address.database_url(database),
            "database_role_secret": self.settings.role_secret,
            "data_dir": self.settings.data_dir,
            "key_directory": self.settings.key_directory,
            "log_level": "ERROR",
        }
        return Settings.model_validate(given)

    def _environment(self, database: str) -> dict[str, str]:
        settings = self._settings(database or self.settings.database)
        secret = settings.database_role_secret.get_secret_value()
        given = environment_of(settings) | {"DATABASE_ROLE_SECRET": secret, "LOG_LEVEL": "ERROR"}
        return {"PATH": "/usr/bin:/bin"} | given

    @contextmanager
    def clone(self, name: str) -> Iterator[str]:
        """A copy of the database as it is; nothing else may be connected to it."""
        with psycopg.connect(self.admin_url("postgres"), autocommit=True) as connection:
            copied = (sql.Identifier(each) for each in (name, self.settings.database))
            create = sql.SQL("create database {} owner migrator template {} strategy file_copy")
            connection.execute(create.format(*copied))
        try:
            ensure_roles_and_database(self.admin_url("postgres"), self.settings.role_secret, name)
            yield name
        finally:
            with psycopg.connect(self.admin_url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("drop database {} (force)").format(sql.Identifier(name)))

    def analyze(self) -> None:
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute("vacuum analyze")
            connection.execute("checkpoint")


@contextmanager
def ready() -> Iterator[Ready]:
    """The installation, its worker ended: what is uploaded waits."""
    given = {"RATE_LIMIT_PER_MINUTE": NO_LIMIT}
    with running(0, None, given) as site, ExitStack() as stack:
        http = stack.enter_context(httpx.Client(base_url=site.base_url, timeout=PATIENCE_SECONDS))
        cast = assemble(site, http)
        practice = cast.practices[0]
        claim_id = _claim(site, practice.ehr, cast.payer_ids["SBXCO"])
        _agree(cast.staff.at(practice.ehr.home))
        site.children[1].end()
        npi = next(iter(practice.ehr.get_all("/billing-providers")))["npi"]
        yield Ready(site, http, cast, practice.ehr, practice.id, claim_id, npi)


def worker(ready_: Ready) -> Child:
    """Another worker in the place of the one that was ended."""
    log = ready_.settings.data_dir / "another-worker.log"
    return Child("worker", log=log, environment=environment_of(ready_.settings))


def _claim(site: Site, ehr: Caller, payer_id: str) -> str:
    """Sent, as the ones that payers answer."""
    ehr.post("/patients", registration.patient())
    ehr.post("/coverages", registration.coverage(payer_id))
    ehr.post("/billing-providers", registration.billing_provider())
    lines = [encounters.line(), encounters.line(procedure="85025", charge_cents=6000)]
    claim_id = str(ehr.post("/encounters", encounters.encounter(lines=lines))["claim_id"])
    ehr.post("/submissions", {})
    site.until("the claim is sent", lambda: ehr.get(f"/claims/{claim_id}")["state"] not in {"ready", "queued"})
    return claim_id


def _agree(staff: Caller) -> None:
    rules = [
        {"name": "At the desk", "priority": 1, "sources": ["desk"], "outcome": "rate", "rate_bps": 300},
        {"name": "Insurance", "priority": 9, "outcome": "rate", "rate_bps": 500},
    ]
    start = str(month_of(local_day(now(), TIME_ZONE)))
    draft = staff.post("/fees/agreements", {"starts_on": start, "practice_state": "IL", "rules": rules})
    staff.post(f"/fees/agreements/{draft['id']}/activation", {}, version=draft["version"])
