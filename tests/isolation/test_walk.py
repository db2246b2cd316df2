"""Every operation of the published document: who is refused in which order, and that foreign is like unknown."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from api.app import create_app
from api.kit.settings import Settings
from tests.architecture.routes import PUBLIC
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.isolation.exercisers import ANY, EXERCISERS, Exerciser
from tests.isolation.sites import Ground, open_ground
from tests.isolation.walk import Request, callers, callers_of, fill, keep_ids, look_up, positions

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUNDS = 2
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, operations in create_app(Settings()).openapi()["paths"].items()
    for method, operation in operations.items()
    if (method.upper(), path) not in PUBLIC
}
KNOWN = [exerciser for exerciser in EXERCISERS if exerciser.operation in OPERATIONS]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    database.clean()
    folder = tmp_path_factory.mktemp("walk")
    settings = Settings(
        database_url=database.base_url,
        database_role_secret=SecretStr(ROLE_SECRET),
        data_dir=folder / "data",
        key_directory=folder / "keys",
        rate_limit_per_minute=1_000_000,
        key_refresh_seconds=3600,  # a look for newer keys would stand out among the statements of one request
    )
    async with open_ground(settings) as opened:
        for site in opened.sites:
            for site.round in range(ROUNDS):
                async for exerciser, answer in fill(site, EXERCISERS):
                    if answer.status >= 400:
                        pytest.fail(f"{exerciser.operation}: {answer.status} {answer.body!r}")
            for exerciser in KNOWN:
                if "cursor" in asked_for(exerciser):
                    await keep_cursor(exerciser, site)
        # Signing keys are read again every minute, by whichever request is first: here that one would stand out.
        opened.mine.world.services.tokens._read_at = float("inf")
        yield opened


def asked_for(exerciser: Exerciser) -> set[str]:
    return {parameter["name"] for parameter in OPERATIONS[exerciser.operation].get("parameters", [])}


async def keep_cursor(exerciser: Exerciser, site: Any) -> None:
    request = Request.of(exerciser, site).unfiltered()
    request.query["limit"] = 1
    answer = await request.send(site.world.http, callers_of(site)[exerciser.level].token)
    if cursor := look_up(answer, "/next_cursor"):
        site.cursors[exerciser.operation] = str(cursor)


async def test_each_operation_has_an_exerciser_and_each_exerciser_an_operation() -> None:
    assert {exerciser.operation for exerciser in EXERCISERS} == set(OPERATIONS)


async def test_each_id_of_a_path_or_query_and_each_cursor_is_walked(ground: Ground) -> None:
    unwalked = []
    for exerciser in KNOWN:
        taken = {(position.where, position.name) for position in positions(ground, exerciser)}
        ids = {name for name in asked_for(exerciser) if name.endswith("_id")}
        unwalked += [f"{exerciser.operation} {name}" for name in ids if not taken & {("path", name), ("query", name)}]
        if "cursor" in asked_for(exerciser) and ("query", "cursor") not in taken:
            unwalked.append(f"{exerciser.operation} cursor: its list has no second page")
    assert not unwalked, "\n".join(unwalked)


async def test_without_a_token_and_with_a_wrong_one_it_is_401_whatever_else_is_wrong(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        request = Request.of(exerciser, ground.mine)
        for sent in (request, request.broken()):
            for token in (None, "nonsense", callers_of(ground.mine)["practices"].token[:-4] + "AAAA"):
                answer = await sent.send(ground.mine.world.http, token)
                if answer.status != 401 or "www-authenticate" not in answer.headers:
                    findings.append(f"{exerciser.operation}: {answer.status}")
    assert not findings, "\n".join(findings)


async def test_without_the_scope_it_is_403_before_path_and_body(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        scope = OPERATIONS[exerciser.operation]["x-firstpass"]["scope"]
        caller = await ground.lacking(scope, exerciser.level)
        request = Request.of(exerciser, ground.mine)
        unknown = [request.changed("path", name, "no-uuid") for name in list(request.path)[:1]]
        for sent in (request, request.broken(), *unknown, *(each.broken() for each in unknown)):
            answer = await sent.send(ground.mine.world.http, caller.token)
            if answer.status != 403 or b"insufficient-scope" not in answer.body:
                findings.append(f"{exerciser.operation}: {answer.status}")
    assert not findings, "\n".join(findings)


async def test_a_foreign_id_is_told_from_a_random_one_by_nothing(ground: Ground) -> None:
    findings, walked = [], 0
    for exerciser in KNOWN:
        tokens = {name: caller.token for name, (caller, _) in callers(ground, exerciser).items()}
        for position in positions(ground, exerciser):
            walked += 1
            http, token = ground.mine.world.http, tokens[position.caller]
            random, foreign = await position.random.send(http, token), await position.foreign.send(http, token)
            if difference := foreign.differs_from(random):
                findings.append(
                    f"{position.operation} as {position.caller}, {position.where} {position.name}: {difference}"
                )
            kind = OPERATIONS[exerciser.operation]["x-firstpass"]["kind"]
            if position.where == "body" and kind == "write" and random.status < 400:
                findings.append(f"{position.operation}, {position.name}: a random id was taken")
            if position.where == "path" and random.status != 404:
                findings.append(f"{position.operation}, {position.name}: {random.status}, not 404")
    assert not findings, "\n".join(findings)
    assert walked > 3 * len(KNOWN)


async def test_a_path_id_that_is_no_uuid_is_unknown(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        request = Request.of(exerciser, ground.mine)
        for name in request.path:
            answer = await request.changed("path", name, "no-uuid").send(
                ground.mine.world.http, callers_of(ground.mine)[exerciser.level].token
            )
            if answer.status != 404:
                findings.append(f"{exerciser.operation} {name}: {answer.status}")
    assert not findings, "\n".join(findings)


async def test_an_unknown_owner_is_404_before_key_and_body(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        if exerciser.level == ANY:
            continue
        request = Request.of(exerciser, ground.mine)
        unknown = request.changed("path", request_owner(exerciser), "no-uuid")
        token = callers_of(ground.mine)[exerciser.level].token
        for sent in (unknown, unknown.broken()):
            answer = await sent.send(ground.mine.world.http, token, None)
            if answer.status != 404:
                findings.append(f"{exerciser.operation}: {answer.status}")
    assert not findings, "\n".join(findings)


def request_owner(exerciser: Exerciser) -> str:
    return f"{exerciser.level.removesuffix('s')}_id"


async def test_a_write_without_a_key_is_400_before_its_body_and_a_body_that_is_no_json_is_400(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        if exerciser.method == "GET":
            continue
        kind = OPERATIONS[exerciser.operation]["x-firstpass"]["kind"]
        request, token = Request.of(exerciser, ground.mine).broken(), callers_of(ground.mine)[exerciser.level].token
        answer = await request.send(ground.mine.world.http, token, None)
        slug = b"idempotency-key-missing" if kind == "write" else b"bad-request"
        if exerciser.body is not None or kind == "write":
            findings += (
                [] if (answer.status, slug in answer.body) == (400, True) else [f"{exerciser.operation}: {answer}"]
            )
        if exerciser.body is not None:
            answer = await request.send(ground.mine.world.http, token)
            findings += [] if answer.status == 400 else [f"{exerciser.operation}: {answer}"]
    assert not findings, "\n".join(findings)


async def test_another_callers_key_is_a_new_key(ground: Ground) -> None:
    findings = []
    for site in ground.sites:
        site.round = ROUNDS
    for exerciser in KNOWN:
        if OPERATIONS[exerciser.operation]["x-firstpass"]["kind"] != "write":
            continue
        key = f"shared by everyone: {exerciser.operation}".replace(" ", "-")
        outcomes = []
        for site in ground.sites:
            if exerciser.level == "organizations" and site is ground.neighbor:
                continue  # the same client of the same organization, whose own key it is
            token = callers_of(site)[exerciser.level].token
            answer = await Request.of(exerciser, site).send(site.world.http, token, key)
            if answer.status < 400:
                keep_ids(site, exerciser, answer)
            outcomes.append((answer.status, "idempotency-replayed" in answer.headers))
        if len(set(outcomes)) != 1 or (outcomes[0][0] >= 400 and not exerciser.once):
            findings.append(f"{exerciser.operation}: {[outcome[0] for outcome in outcomes]}")
    assert not findings, "\n".join(findings)
