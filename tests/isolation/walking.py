"""The walk: every operation, by every kind of caller, with every id it takes replaced by a foreign and by a random one.

Foreign and random must be told apart by nothing: neither status, body, headers but the request's own, nor by the
statements that ran. What a request makes has a new id, number and moment each time: those alone are left out.
"""

import copy
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from api.kit.settings import Settings
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.isolation.exercisers import EXERCISERS, PRACTICE, Exerciser
from tests.isolation.places import OPERATIONS, Place, asked_for, kind_of, places
from tests.isolation.positions import Position, callers, files, like, names, others, positions
from tests.isolation.sites import Ground, Site, open_ground
from tests.isolation.walk import Answer, Request, callers_of, fill, keep_ids, look_up

ROUNDS = 2
KNOWN = [exerciser for exerciser in EXERCISERS if exerciser.operation in OPERATIONS]
SIGN_IN = "POST /oauth/token"
CLIENTS = Place("form", "client_id")
NOT_FOUND = 404
KEY = Place("header", "idempotency-key")
MATCH = Place("header", "if-match")

TOLD_APART = {
    (
        "POST /v1/practices/{practice_id}/billing-providers",
        Place("body", "/era_payee_ids/0"),
    ): "in its organization a payee id leads to one practice: a second one that claims it would take its checks",
}
"""Where foreign and random differ all the same, and why that is meant. Between organizations nothing may."""


@dataclass(slots=True)
class Walked:
    """What was walked. `places` and `expected` are pairs of operation and place."""

    expected: set[tuple[str, Place]]
    places: set[tuple[str, Place]] = field(default_factory=set)
    pairs: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def unwalked(self) -> list[str]:
        """Places that no request reached with another's id in them."""
        return [f"{operation}: {place.where} {place.name}" for operation, place in sorted(self.expected - self.places)]

    @property
    def operations(self) -> set[str]:
        """Operations of which every place was walked."""
        return set(OPERATIONS) - {operation for operation, _ in self.expected - self.places}


def walk_settings(database: Database, folder: Path) -> Settings:
    """Settings under which nothing happens of itself between two requests."""
    return Settings(
        database_url=database.base_url,
        database_role_secret=SecretStr(ROLE_SECRET),
        data_dir=folder / "data",
        key_directory=folder / "keys",
        log_level="ERROR",
        rate_limit_per_minute=100_000_000,
        token_failures_per_minute=100_000_000,
        key_refresh_seconds=3600,  # a look for newer keys would stand out among the statements of one request
    )


@asynccontextmanager
async def filled_ground(settings: Settings) -> AsyncIterator[Ground]:
    """Three sites, filled by every operation, twice. Raises AssertionError when one is refused."""
    async with open_ground(settings) as ground:
        for site in ground.sites:
            for site.round in range(ROUNDS):
                async for exerciser, answer in fill(site, KNOWN):
                    assert answer.status < 400, f"{exerciser.operation}: {answer.status} {answer.body!r}"
            for exerciser in KNOWN:
                if "cursor" in asked_for(exerciser.operation):
                    await _keep_cursor(exerciser, site)
        # Signing keys are read again every minute, by whichever request is first: here that one would stand out.
        ground.mine.world.services.tokens._read_at = float("inf")
        ground.stranger.world.services.tokens._read_at = float("inf")
        yield ground


async def _keep_cursor(exerciser: Exerciser, site: Site) -> None:
    request = Request.of(exerciser, site).unfiltered()
    request.query["limit"] = 1
    answer = await request.send(site.world.http, callers_of(site)[exerciser.caller].token)
    if cursor := look_up(answer, "/next_cursor"):
        site.cursors[exerciser.operation] = str(cursor)


async def walk(ground: Ground) -> Walked:
    """Everything, in an order in which what is made does not disturb what is asked for."""
    expected = {(exerciser.operation, place) for exerciser in KNOWN for place in places(exerciser)}
    walked = Walked(expected | {(SIGN_IN, CLIENTS)})
    for step in (_walk_ids, _walk_etags, _walk_keys, _walk_names, _walk_files):
        for exerciser in KNOWN:
            await step(ground, exerciser, walked)
    await _walk_clients(ground, walked)
    return walked


async def _walk_ids(ground: Ground, exerciser: Exerciser, walked: Walked) -> None:
    tokens = {name: caller.token for name, (caller, _) in callers(ground, exerciser).items()}
    tokens |= {f"{name}, whose it is not": caller.token for name, caller in others(ground, exerciser).items()}
    for position in positions(ground, exerciser):
        random, _ = await _compare(ground, position, tokens[position.caller], walked)
        place = position.place
        if place.where == "body" and kind_of(exerciser.operation) == "write" and random.status < 400:
            walked.findings.append(f"{exerciser.operation}, {place.name}: a random id was taken")
        if place.where == "path" and position.caller in callers(ground, exerciser) and random.status != NOT_FOUND:
            walked.findings.append(f"{exerciser.operation}, {place.name}: {random.status}, not 404")


async def _walk_names(ground: Ground, exerciser: Exerciser, walked: Walked) -> None:
    for position in names(ground, exerciser):
        await _compare(ground, position, callers(ground, exerciser)[position.caller][0].token, walked)


async def _walk_etags(ground: Ground, exerciser: Exerciser, walked: Walked) -> None:
    """The right ETag of what is another's helps as little as on an id that nobody has, nor does it fit one's own."""
    if MATCH not in places(exerciser):
        return
    shown = _shown_at(exerciser)
    if shown is None:
        return  # and so unwalked
    last = shown.path.rpartition("{")[2].rstrip("}")
    mine = await _etag(shown, ground.mine, exerciser)
    for caller, (acting, foreign_sites) in callers(ground, exerciser).items():
        for site in foreign_sites:
            theirs = await _etag(shown, site, exerciser)
            whole = Request.of(exerciser, ground.mine).changed("headers", "If-Match", theirs)
            foreign = whole.changed("path", last, site.ids[exerciser.path_ids.get(last, last)])
            random = whole.changed("path", last, like(site.ids[exerciser.path_ids.get(last, last)]))
            await _compare(ground, Position(exerciser.operation, caller, MATCH, foreign, random), acting.token, walked)
            stale = whole.changed("headers", "If-Match", '"999999"')
            if theirs != mine:
                await _compare(ground, Position(exerciser.operation, caller, MATCH, whole, stale), acting.token, walked)


def _shown_at(exerciser: Exerciser) -> Exerciser | None:
    """The read of the object that an operation changes: its path, up to the last id."""
    path = exerciser.path[: exerciser.path.rindex("}") + 1]
    return next((each for each in KNOWN if each.operation == f"GET {path}"), None)


async def _etag(shown: Exerciser, site: Site, changing: Exerciser) -> str:
    request = Request.of(shown, site)
    for name, own in changing.path_ids.items():
        request = request.changed("path", name, site.ids[own])
    answer = await request.send(site.world.http, callers_of(site)[shown.caller].token)
    return answer.headers["etag"]


async def _walk_keys(ground: Ground, exerciser: Exerciser, walked: Walked) -> None:
    """A key that another has used is as new as a random one; also to who used it in another practice."""
    if kind_of(exerciser.operation) != "write":
        return
    request = Request.of(exerciser, ground.mine)
    for caller, (acting, foreign_sites) in callers(ground, exerciser).items():
        used = [site.keys[exerciser.name] for site in foreign_sites]
        if caller == "organization" and exerciser.level == PRACTICE:
            if not exerciser.staff:
                used.append(ground.mine.keys[exerciser.name])  # of the practice's own client
            key = secrets.token_hex(8)
            await Request.of(exerciser, ground.neighbor).send(ground.mine.world.http, acting.token, key)
            used.append(key)
        http = ground.mine.world.http
        # What the request asks for is there by now: the second random key finds it as the foreign ones will.
        for _ in range(2):
            random = await request.send(http, acting.token)
        for key in used:
            foreign = await request.send(http, acting.token, key)
            _note(walked, exerciser.operation, caller, KEY, foreign.but_for(()), random.but_for(()))


async def _walk_files(ground: Ground, exerciser: Exerciser, walked: Walked) -> None:
    """What becomes of a file must tell no more than the answer to it: so it is read after the jobs as well."""
    for position in files(ground, exerciser):
        acting = callers(ground, exerciser)[position.caller][0]
        random, foreign = await _compare(ground, position, acting.token, walked)
        if not exerciser.file_reads or max(random.status, foreign.status) >= 400:
            continue
        await ground.mine.world.work()
        for operation in exerciser.file_reads:
            shown = next(each for each in KNOWN if each.operation == operation)
            seen = []
            for answer, made in ((random, position.random_made), (foreign, position.foreign_made)):
                site = copy.copy(ground.mine)
                site.ids = dict(site.ids)
                keep_ids(site, exerciser, answer)
                read = await Request.of(shown, site).send(ground.mine.world.http, acting.token)
                seen.append(read.but_for(made))
            _note(walked, exerciser.operation, f"{position.caller}, in {operation}", position.place, seen[1], seen[0])


async def _walk_clients(ground: Ground, walked: Walked) -> None:
    """Signing in as somebody: whether there is such a client shows in nothing."""
    mine, neighbor, stranger = ground.sites
    there = [neighbor.practice.ehr, stranger.practice.ehr, stranger.world.staff, mine.practice.ehr]
    for client in there:
        for sent in _sign_ins(client.client_id, like(client.client_id)):
            seen = []
            for form in sent:
                answer = await mine.world.http.post(SIGN_IN.split(" ")[1], **form)
                shown = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "date"}}
                seen.append(Answer(answer.status_code, answer.content, shown, ()))
            _note(walked, SIGN_IN, "anybody", CLIENTS, *seen)


def _sign_ins(there: str, nowhere: str) -> Iterator[list[dict[str, Any]]]:
    """The same client id in the form and as HTTP Basic, that of a client and one that nobody has."""
    grant = {"grant_type": "client_credentials"}
    yield [{"data": grant | {"client_id": each, "client_secret": "wrong"}} for each in (there, nowhere)]
    yield [{"data": grant, "auth": (each, "wrong")} for each in (there, nowhere)]
    yield [{"data": grant | {"client_id": each}} for each in (there, nowhere)]


async def _compare(ground: Ground, position: Position, token: str, walked: Walked) -> tuple[Answer, Answer]:
    """Send both, the random one first, and note a difference."""
    http = ground.mine.world.http
    random, foreign = await position.random.send(http, token), await position.foreign.send(http, token)
    told, expected = foreign, random
    if not position.is_strict:
        told, expected = foreign.but_for(position.foreign_made), random.but_for(position.random_made)
    if not (position.in_organization and (position.operation, position.place) in TOLD_APART):
        _note(walked, position.operation, position.caller, position.place, told, expected)
    return random, foreign


def _note(walked: Walked, operation: str, caller: str, place: Place, foreign: Answer, random: Answer) -> None:
    walked.pairs += 1
    walked.places.add((operation, place))
    if difference := foreign.differs_from(random):
        walked.findings.append(f"{operation} as {caller}, {place.where} {place.name}: {difference}")
