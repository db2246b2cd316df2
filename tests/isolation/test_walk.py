"""Every operation of the published document: who is refused in which order, and that foreign is like unknown."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.harness.database import Database
from tests.isolation.exercisers import ANY, EXERCISERS, Exerciser
from tests.isolation.places import OPERATIONS, kind_of
from tests.isolation.sites import Ground
from tests.isolation.walk import Request, callers_of, keep_ids
from tests.isolation.walking import KNOWN, ROUNDS, filled_ground, walk, walk_settings

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    database.clean()
    async with filled_ground(walk_settings(database, tmp_path_factory.mktemp("walk"))) as opened:
        yield opened


async def test_each_operation_has_an_exerciser_and_each_exerciser_an_operation() -> None:
    assert {exerciser.operation for exerciser in EXERCISERS} == set(OPERATIONS)


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


async def test_a_path_id_that_is_no_uuid_is_unknown(ground: Ground) -> None:
    findings = []
    for exerciser in KNOWN:
        request = Request.of(exerciser, ground.mine)
        for name in request.path:
            answer = await request.changed("path", name, "no-uuid").send(
                ground.mine.world.http, callers_of(ground.mine)[exerciser.caller].token
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
        token = callers_of(ground.mine)[exerciser.caller].token
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
        kind = kind_of(exerciser.operation)
        request, token = Request.of(exerciser, ground.mine).broken(), callers_of(ground.mine)[exerciser.caller].token
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
        if kind_of(exerciser.operation) != "write":
            continue
        key = f"shared by everyone: {exerciser.name}".replace(" ", "-")
        outcomes = []
        for site in ground.sites:
            if exerciser.level == "organizations" and site is ground.neighbor:
                continue  # the same client of the same organization, whose own key it is
            token = callers_of(site)[exerciser.caller].token
            answer = await Request.of(exerciser, site).send(site.world.http, token, key)
            if answer.status < 400:
                keep_ids(site, exerciser, answer)
            outcomes.append((answer.status, "idempotency-replayed" in answer.headers))
        if len(set(outcomes)) != 1 or (outcomes[0][0] >= 400 and not exerciser.once):
            findings.append(f"{exerciser.operation}: {[outcome[0] for outcome in outcomes]}")
    assert not findings, "\n".join(findings)


async def test_a_foreign_id_is_told_from_a_random_one_by_nothing_and_no_place_of_an_id_is_left_out(
    ground: Ground,
) -> None:
    for site in ground.sites:
        site.round = ROUNDS - 1
    walked = await walk(ground)
    assert walked.findings == []
    assert walked.unwalked == [], "an exerciser says where else its operation takes an id"
    assert walked.pairs > 10 * len(KNOWN)
