"""The canaries are let out and looked for: by every caller in every answer, and as the superuser in everything kept."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from api.kit.postgres.account import Account
from api.kit.settings import Settings
from tests.harness.database import Database
from tests.isolation.canaries import IDENTITY, ORGANIZATIONS, PRACTICES, Planted, found_in, places_of, refused
from tests.isolation.exercisers import Exerciser
from tests.isolation.places import kind_of
from tests.isolation.positions import others
from tests.isolation.sites import Ground, Site, open_ground
from tests.isolation.walk import Answer, Request, begin, callers_of, keep_ids
from tests.isolation.walking import KNOWN

TRIES = 6
DUMP_SECONDS = 120
OWNED_TABLES = (
    "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
    " and a.attname in ('tenant_id', 'organization_id') where c.relnamespace = 'public'::regnamespace"
    " and c.relkind = 'r' order by 1"
)
JOBS = "select args::text, coalesce(lock, ''), coalesce(queueing_lock, '') from jobs.procrastinate_jobs"
CONTROL = "create table control (plain text, raw bytea, coded text)"


@dataclass(slots=True)
class Search:
    """What was searched and what was found where it may not be."""

    ground: Ground
    database: Database
    sites: tuple[Site, ...]
    planted: Planted = field(default_factory=Planted)
    hits: list[str] = field(default_factory=list)
    answers: int = 0
    refusals: int = 0
    job_arguments: int = 0
    searched: dict[str, int] = field(default_factory=dict)
    """How much was searched, by what it is."""
    own: set[tuple[str, str]] = field(default_factory=set)
    """Marks that their own callers saw: so that a search which finds nothing has something to find."""
    unplanted: dict[str, list[str]] = field(default_factory=dict)
    """Texts that an operation took only without a mark."""
    allowed: dict[str, str] = field(default_factory=dict)
    """Whose marks each token may see."""

    def look(self, where: str, data: bytes, *, allowed: str | None = None, in_the_clear: bool = True) -> None:
        """Note another owner's marks, where there is one who may see it, and with `in_the_clear` anybody's identity."""
        name = where.partition(":")[0]
        self.searched[name] = self.searched.get(name, 0) + len(data)
        for owner, kind in sorted(found_in(data)):
            is_anothers = allowed is not None and owner not in allowed
            if is_anothers or (in_the_clear and kind == IDENTITY):
                came_from = "; ".join(places_of(data, owner, kind, self.planted.marks)[:3])
                self.hits.append(f"{where}: a mark of {owner}{kind} ({came_from})")

    def may_see(self) -> None:
        """Tell the callers' tokens, all of them by now."""
        for site in self.sites:
            mine, organization = PRACTICES[site.number], ORGANIZATIONS[site.number]
            self.allowed[site.practice.ehr.token] = mine + organization
            self.allowed[site.world.staff.token] = "ABM" if organization == "M" else "CW"
            if site.partner is not None:
                self.allowed[site.partner.token] = ""

    async def note(self, answer: httpx.Response) -> None:
        """Search an answer as it leaves, by who asked."""
        await answer.aread()
        self.may_see()
        token = answer.request.headers.get("authorization", "").removeprefix("Bearer ")
        allowed = self.allowed.get(token, "")
        told = answer.content + repr(answer.headers.raw).encode()
        is_refusal = answer.status_code >= 400
        self.answers += 1
        self.refusals += is_refusal
        if is_refusal:
            allowed = ""  # an error repeats no value, not even to whoever sent it
        where = f"answers: {answer.request.method} {answer.request.url.path} {answer.status_code}"
        self.look(where, told, allowed=allowed, in_the_clear=is_refusal)
        if not is_refusal:
            self.own |= {key for key in found_in(answer.content) if key[0] in allowed}


@asynccontextmanager
async def let_out(settings: Settings, database: Database, sites: int = 3) -> AsyncIterator[Search]:
    """Sites, each marked through every operation; everybody has asked for everything, right and wrong."""
    said = io.StringIO()
    with redirect_stderr(said):
        async with open_ground(settings.model_copy(update={"log_level": "DEBUG"})) as ground:
            logging.getLogger("httpx").setLevel(logging.WARNING)  # the client's own log tells the URL it asked for
            search = Search(ground, database, ground.sites[:sites])
            for http in {id(site.world.http): site.world.http for site in search.sites}.values():
                http.event_hooks["response"].append(search.note)
            for site in search.sites:
                begin(site)
                for exerciser in KNOWN:
                    await _exercise(search, site, exerciser)
            for site in search.sites:
                await _ask_for_everything(search, site)
            _look_at_rows(search)
            yield search
    search.look("log", said.getvalue().encode())


async def _exercise(search: Search, site: Site, exerciser: Exerciser) -> None:
    """As `fill` does, with marks; and the same request made wrong first."""
    http, token = site.world.http, callers_of(site)[exerciser.caller].token
    for site.turn in range(exerciser.times):
        request = Request.of(exerciser, site)
        for wrong in refused(search.planted, request, site):
            await wrong.send(http, token)
        answer = await _accepted(search, site, request, token)
        keep_ids(site, exerciser, answer)
    if exerciser.jobs:
        _look_at_jobs(search)
        await site.world.work()
    if "partner_id" in exerciser.keeps:
        order = {"kind": "partner", "scopes": ["releases:read"], "partner_id": site.ids["partner_id"]}
        site.partner = await site.world.client(**order)


async def _accepted(search: Search, site: Site, request: Request, token: str) -> Answer:
    """Send it with as many marks as it takes; those that a problem points at are left out the next time."""
    left_out: set[str] = set()
    for _ in range(TRIES):
        answer = await search.planted.planted(request, site, left_out).send(site.world.http, token)
        pointed = {str(error["pointer"]).removeprefix("/body") for error in _errors(answer)}
        if answer.status < 400 or not pointed - left_out:
            break
        left_out |= pointed
    if answer.status >= 400:
        answer = await request.send(site.world.http, token)
        left_out = {"everything"}
    assert answer.status < 400, f"{request.exerciser.operation}: {answer.status} {answer.body!r}"
    if left_out:
        search.unplanted[request.exerciser.operation] = sorted(left_out)
    return answer


def _errors(answer: Answer) -> list[dict[str, str]]:
    if answer.status < 400:
        return []
    found: list[dict[str, str]] = httpx.Response(200, content=answer.body).json().get("errors") or []
    return found


async def _ask_for_everything(search: Search, site: Site) -> None:
    """Each read and search by each kind of caller of a site: its own ids, then those of the others."""
    everyone = {**callers_of(site), "organization's": site.world.staff}
    for exerciser in KNOWN:
        if kind_of(exerciser.operation) == "write":
            continue
        for asked in search.sites:
            request = Request.of(exerciser, asked)
            for caller in (callers_of(site)[exerciser.caller], everyone["organization's"]):
                await request.send(site.world.http, caller.token)
            for caller in others(search.ground, exerciser).values() if site is search.ground.mine else ():
                await request.send(site.world.http, caller.token)


def _look_at_jobs(search: Search) -> None:
    """What waits in the queue just before a worker takes it."""
    jobs = search.database.as_superuser(JOBS)
    search.job_arguments += len(jobs)
    for job in jobs:
        search.look("jobs: arguments", " ".join(job).encode())


def _look_at_rows(search: Search) -> None:
    """Every row of every owned table holds its owner's marks alone, and none of identity."""
    ground = search.ground
    allowed = {str(site.practice.id): PRACTICES[site.number] + ORGANIZATIONS[site.number] for site in ground.sites}
    for site in ground.sites:
        everyones = "ABM" if ORGANIZATIONS[site.number] == "M" else "CW"
        allowed[str(site.world.organization_id)] = everyones
    with psycopg.connect(search.database.superuser_url) as connection:
        for table, owner in connection.execute(OWNED_TABLES.encode()).fetchall():
            rows = connection.execute(f"select {owner}::text, t::text from {table} t".encode()).fetchall()
            for whose, row in rows:
                # Practices that an operation made in passing are the organization's, as its marks are.
                search.look(f"rows: {table}", row.encode(), allowed=allowed.get(whose, "ABM" + "CW"))


def search_the_dump(search: Search) -> None:
    """A whole `pg_dump` of the database, made as a backup is; and whether marks would be found in one at all."""
    for role in ("backup", "superuser"):
        search.look(f"pg_dump: as {role}", dump(search.database, role))
    with psycopg.connect(search.database.superuser_url, autocommit=True) as connection:
        mark = search.planted.mark("A", IDENTITY, "control").encode()
        connection.execute(CONTROL.encode())
        connection.execute("insert into control values (%s, null, null)", [mark.decode()])
        connection.execute("insert into control values (null, %s, null)", [mark])
        connection.execute("insert into control values (null, null, encode(%s, 'base64'))", [b"x" + mark])
        found = dump(search.database, "superuser", "--table=control").splitlines()
        connection.execute("drop table control")
    assert sum(("A", IDENTITY) in found_in(line) for line in found) == 3, "a mark in the clear would not be found"


def dump(database: Database, role: str, *more: str) -> bytes:
    """What the embedded server's own pg_dump writes."""
    url = database.superuser_url if role == "superuser" else database.url("backup")
    flags = ["--enable-row-security"] if role == "backup" else []
    done = Account.owning(database.server.cluster).run(
        [database.server.programs / "pg_dump", "--inserts", *flags, *more, f"--dbname={url}"], timeout=DUMP_SECONDS
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.encode()


def search_files(search: Search, folders: dict[str, Path]) -> None:
    """Every file of these folders, whatever wrote it."""
    for name, folder in folders.items():
        for file in _files(folder):
            search.look(f"files of {name}: {file.name}", file.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    yield from (file for file in sorted(folder.rglob("*")) if file.is_file())


def checkpoint(database: Database) -> None:
    """Have the server write what it holds to its files."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("checkpoint")
