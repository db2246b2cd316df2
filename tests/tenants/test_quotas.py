from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from api.kit.ids import new_id
from api.kit.limits import FixedWindow, Quota
from tests.harness.database import Database
from tests.harness.world import Caller, World

MOMENT = datetime(2026, 3, 12, 12, 0, 15, tzinfo=UTC)


class StandingStill(FixedWindow):
    """A minute that does not pass."""

    def _quota(self, key: Hashable, at: datetime, taken: int) -> Quota:
        return super()._quota(key, min(at, MOMENT), taken)


@pytest.fixture
def strict(world: World) -> World:
    """A product whose clients may do little a minute."""
    world.app.state.services = replace(world.services, requests=StandingStill(4), token_failures=StandingStill(3))
    return world


async def test_every_answer_says_what_is_left_until_nothing_is(strict: World) -> None:
    path = strict.path("/practices")
    answers = [
        await strict.staff.get(path),
        await strict.staff.get("/v1/practices/x/events"),
        await strict.staff.get(path),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 200]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"default";r={left};t=45' for left in (3, 2, 1)]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=4;w=60'
    assert (await strict.staff.get(path)).status_code == 200
    refused = await strict.staff.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "45")
    assert refused.json()["type"].endswith("/too-many-requests")
    assert refused.headers["RateLimit"] == '"default";r=0;t=45'


async def test_one_client_spends_nothing_of_another(world: World) -> None:
    other = await world.client(kind="organization", scopes=["practices:read"])
    world.app.state.services = replace(world.services, requests=StandingStill(1))
    path = world.path("/practices")
    assert [(await world.staff.get(path)).status_code for _ in range(2)] == [200, 429]
    assert (await other.get(path)).status_code == 200


async def test_failed_token_requests_of_a_client_are_refused_after_a_few(strict: World) -> None:
    answers = [await _token(strict, strict.staff.client_id, "wrong") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[3].headers["Retry-After"] == "45"
    assert answers[3].json()["error"] == "temporarily_unavailable"


async def test_failed_token_requests_of_an_address_are_refused_whoever_they_name(strict: World) -> None:
    answers = [await _token(strict, str(new_id()), "wrong") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


@pytest.mark.parametrize("in_form", [False, True])
async def test_unknown_client_and_bad_secret_answer_alike(world: World, *, in_form: bool) -> None:
    answers = []
    for client_id in ("nobody", str(new_id()), world.staff.client_id):
        named = {"client_id": client_id, "client_secret": "wrong"} if in_form else {}
        answer = await world.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"} | named,
            auth=httpx.USE_CLIENT_DEFAULT if in_form else (client_id, "wrong"),
        )
        kept = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        answers.append((answer.status_code, answer.content, kept))
    assert answers == [answers[0]] * 3
    assert answers[0][0] == 401


async def test_tokens_that_are_given_count_for_nothing(strict: World) -> None:
    staff: Caller = strict.staff
    answers = [await _token(strict, staff.client_id, staff.client_secret) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_refused_token_request_writes_no_audit_row(strict: World, database: Database) -> None:
    for _ in range(6):
        await _token(strict, strict.staff.client_id, "wrong")
    refusals = database.as_superuser(
        "select count(*) from organization_audit_record where action = 'token.issue' and outcome = 'refused'"
    )
    assert refusals == [(3,)]


async def _token(world: World, client_id: str, secret: str) -> httpx.Response:
    return await world.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))


async def test_nobody_locks_a_client_out_by_failing_in_its_name(strict: World) -> None:
    failures = [await _token(strict, strict.staff.client_id, "wrong") for _ in range(5)]
    assert failures[-1].status_code == 429
    answer = await _token(strict, strict.staff.client_id, strict.staff.client_secret)
    assert answer.status_code == 200
