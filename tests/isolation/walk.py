"""Requests that can be changed in one place, what a caller and the database see of each, and how a site is filled."""

import copy
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import httpx
import psycopg

from tenants.session import FLUSH
from tests.harness.world import Caller
from tests.isolation.exercisers import ANY, ORGANIZATION, PARTNER, PRACTICE, Exerciser
from tests.isolation.sites import Site

ITS_OWN = {"x-request-id", "date", "ratelimit", "ratelimit-policy"}
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MOMENT = re.compile(rb'"as_of":"[^"]*"')
MADE_HERE = (
    (UUID_FORM, "an id"),
    (re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z"), "a moment"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "a day"),
    (re.compile(r'"client_secret":"[^"]*"'), "a secret"),
    (re.compile(r"\b[A-Z][0-9A-Z]{14}\b"), "a claim number"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "a hash"),
)
"""What an answer tells of something new, and every answer differently."""
BROKEN_JSON = b'{"a": '


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """Every statement that this process sends meanwhile, ids taken out."""
    sent: list[str] = []
    execute, executemany = psycopg.AsyncCursor.execute, psycopg.AsyncCursor.executemany

    async def noted_execute(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:
        if query != FLUSH:  # the wait for the log is shared, and no request's own
            sent.append(UUID_FORM.sub("?", str(query)))
        return await execute(cursor, query, *rest, **more)

    async def noted_executemany(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:
        sent.append(UUID_FORM.sub("?", str(query)))
        return await executemany(cursor, query, *rest, **more)

    with (
        patch.object(psycopg.AsyncCursor, "execute", noted_execute),
        patch.object(psycopg.AsyncCursor, "executemany", noted_executemany),
    ):
        yield sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller can tell of an answer, and what the database was asked for it."""

    status: int
    body: bytes
    headers: dict[str, str]
    statements: tuple[str, ...]

    def differs_from(self, other: "Answer") -> str:
        """How, in words; empty when nobody can tell them apart."""
        if self.status != other.status:
            return f"status {self.status}, not {other.status}"
        if self.body != other.body:
            return f"another body: {self.body[:200]!r} and {other.body[:200]!r}"
        if self.headers != other.headers:
            return f"other headers: {self.headers} and {other.headers}"
        if self.statements != other.statements:
            return f"{len(self.statements)} statements, not {len(other.statements)}, or others"
        return ""

    def but_for(self, given: Iterable[str]) -> "Answer":
        """The same without what is new in it, and without what the request itself had named."""
        text = self.body.decode()
        for each in sorted(given, key=len, reverse=True):
            text = text.replace(each, "as asked for")
        for form, name in MADE_HERE:
            text = form.sub(name, text)
        headers = {name: UUID_FORM.sub("an id", value) for name, value in self.headers.items()}
        return Answer(self.status, text.encode(), headers | {"content-length": ""}, self.statements)


@dataclass(slots=True)
class Request:
    """A request of one operation that can be changed in one place."""

    exerciser: Exerciser
    path: dict[str, str]
    query: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, exerciser: Exerciser, site: Site) -> "Request":
        names = re.findall(r"{(\w+)}", exerciser.path)
        asked = dict(exerciser.query(site)) | {name: site.ids[own] for name, own in exerciser.query_ids.items()}
        path = {name: site.ids[exerciser.path_ids.get(name, name)] for name in names}
        made = cls(exerciser, path, asked, headers=dict(exerciser.headers))
        if exerciser.body is not None:
            made.json = exerciser.body(site)
        if exerciser.file is not None:
            made.content = exerciser.file(site)
            made.headers["Content-Type"] = "application/edi-x12"
        return made

    def changed(self, where: str, name: str, value: str) -> "Request":
        """The same with one id replaced. `where` is path, query, headers or body; a body's name is a JSON pointer."""
        other = copy.deepcopy(self)
        if where == "body":
            way, _, last = name.rpartition("/")
            at = value_at(other.json, way)
            at[int(last) if isinstance(at, list) else last] = value
        else:
            getattr(other, where)[name] = value
        return other

    def unfiltered(self) -> "Request":
        """The same without the filters that hold ids."""
        other = copy.deepcopy(self)
        other.query = {name: value for name, value in self.query.items() if name not in self.exerciser.query_ids}
        return other

    def broken(self) -> "Request":
        """The same with a body that is not JSON."""
        other = copy.deepcopy(self)
        other.json, other.content = None, BROKEN_JSON
        other.headers["Content-Type"] = "application/json"
        return other

    async def send(self, http: httpx.AsyncClient, token: str | None, key: str | None = "") -> Answer:
        """Send it; `key` None leaves the Idempotency-Key out, and an empty one is replaced by a new one."""
        headers = dict(self.headers)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None and self.exerciser.method != "GET":
            headers["Idempotency-Key"] = key or secrets.token_hex(8)
        body: dict[str, Any] = {"json": self.json} if self.json is not None else {"content": self.content}
        with recorded_statements() as sent:
            answer = await http.request(
                self.exerciser.method,
                self.exerciser.path.format(**self.path),
                params=self.query,
                headers=headers,
                **body,
            )
        shown = {name: value for name, value in answer.headers.items() if name not in ITS_OWN}
        return Answer(answer.status_code, MOMENT.sub(b'"as_of":"now"', answer.content), shown, tuple(sent))


def begin(site: Site) -> None:
    """The ids that a site has before anything is made in it."""
    site.ids |= {"organization_id": str(site.world.organization_id), "practice_id": str(site.practice.id)}
    site.ids |= {"ehr_id": site.practice.ehr.client_id, "staff_id": site.world.staff.client_id}


async def fill(site: Site, exercisers: list[Exerciser]) -> AsyncIterator[tuple[Exerciser, Answer]]:
    """Make a site's data through the operations themselves, in their order; yields each answer."""
    begin(site)
    for exerciser in exercisers:
        for site.turn in range(exerciser.times):
            key = site.keys[exerciser.name] = secrets.token_hex(8)
            token = callers_of(site)[exerciser.caller].token
            answer = await Request.of(exerciser, site).send(site.world.http, token, key)
            yield exerciser, answer
            keep_ids(site, exerciser, answer)
        if exerciser.jobs:
            await site.world.work()
        if "partner_id" in exerciser.keeps:
            order = {"kind": "partner", "scopes": ["releases:read"], "partner_id": site.ids["partner_id"]}
            site.partner = await site.world.client(**order)


def keep_ids(site: Site, exerciser: Exerciser, answer: Answer) -> None:
    for name, pointer in exerciser.keeps.items():
        site.ids[name] = str(look_up(answer, pointer))


def callers_of(site: Site) -> dict[str, Caller]:
    found = {ORGANIZATION: site.world.staff, PRACTICE: site.practice.ehr, ANY: site.practice.ehr}
    return found | ({PARTNER: site.partner} if site.partner else {})


def look_up(answer: Answer, pointer: str) -> Any:
    """A value in a JSON answer."""
    return value_at(httpx.Response(200, content=answer.body).json(), pointer)


def value_at(document: Any, pointer: str) -> Any:
    """What a JSON pointer points at. Raises KeyError or IndexError where there is nothing."""
    found = document
    for step in pointer.strip("/").split("/") if pointer else ():
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found
