"""Every operation and every job leaves its rows: who, what, when, why, from where. None is left to be remembered."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from api.kit.ids import new_id
from api.kit.jobs import JOBS
from api.kit.settings import Settings
from tenants.audit import PURPOSE_HEADER
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET
from tests.harness.world import open_world
from tests.isolation.exercisers import EXERCISERS, Exerciser
from tests.isolation.sites import Site
from tests.isolation.walk import Request, callers_of, keep_ids

pytestmark = pytest.mark.asyncio(loop_scope="module")

READS_NO_ONES_DATA = {
    "events.seal": "adds links to rows that are there",
    "audit.export_heads": "reads links alone",
    "ledger.totals": "adds up cents and keeps them a day",
    "ledger.check": "compares cents and logs ids",
    "coordination.watch": "compares days; the work items that come of it are told",
    "fees.sweep": "finds nothing to price where every posting was told; what it does price is told",
    "remittance.follow_up": "reads cents and days of payers; what it releases leaves a row of its own",
    "oauth.rotate_keys": "makes a key of the platform, which signs and opens nothing",
}
"""Jobs that leave no row, and why."""
RUN_ON_AN_ORDER = ("keys.", "retention.", "offboarding.")
"""Jobs that no operation below asks for; the tests of `tests/tenants` and `tests/offboarding` look for their rows."""
ROWS = "select actor_id::text, outcome, purpose, remote_address, action from {} where request_id = %(request_id)s"
TABLES = ("audit_record", "organization_audit_record", "platform_audit_record")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    database.clean()
    folder = tmp_path_factory.mktemp("audit")
    settings = Settings(
        database_url=database.base_url,
        database_role_secret=SecretStr(ROLE_SECRET),
        data_dir=folder / "data",
        key_directory=folder / "keys",
        rate_limit_per_minute=1_000_000,
    )
    async with open_world(settings) as world:
        made = Site(1, world, await world.practice("Elm Street"))
        made.ids |= {"organization_id": str(world.organization_id), "practice_id": str(made.practice.id)}
        made.ids |= {"ehr_id": made.practice.ehr.client_id, "staff_id": world.staff.client_id}
        yield made


async def send(site: Site, request: Request, token: str) -> tuple[httpx.Response, str]:
    """Send a request under an id and a purpose of its own."""
    request_id = str(new_id())
    headers = request.headers | {"X-Request-Id": request_id, PURPOSE_HEADER: "operations"}
    headers |= {"Authorization": f"Bearer {token}", "Idempotency-Key": request_id}
    body: dict[str, Any] = {"json": request.json} if request.json is not None else {"content": request.content}
    answer = await site.world.http.request(
        request.exerciser.method,
        request.exerciser.path.format(**request.path),
        params=request.query,
        headers=headers,
        **body,
    )
    return answer, request_id


def told(database: Database, request_id: str) -> list[tuple[Any, ...]]:
    return [
        row
        for table in TABLES
        for row in database.as_superuser(ROWS.format(table), {"request_id": request_id})
        if row[4] != "key.open"
    ]


async def test_every_operation_leaves_a_row_with_all_of_it(site: Site, database: Database) -> None:
    untold, refusals = [], []
    for exerciser in EXERCISERS:
        for site.turn in range(exerciser.times):
            caller = callers_of(site)[exerciser.caller]
            request = Request.of(exerciser, site)
            answer, request_id = await send(site, request, caller.token)
            assert answer.status_code < 400, f"{exerciser.operation}: {answer.text}"
            if (caller.client_id, "done", "operations", "127.0.0.1") not in {
                row[:4] for row in told(database, request_id)
            }:
                untold.append(exerciser.operation)
            keep(site, exerciser, answer)
        if exerciser.jobs:
            await site.world.work()
        await sign_the_partner_in(site, exerciser)
        refusals += await refused_without_a_row(site, database, exerciser)
    assert untold == []
    assert refusals == []


def keep(site: Site, exerciser: Exerciser, answer: httpx.Response) -> None:
    class Kept:
        body = answer.content

    keep_ids(site, exerciser, Kept)  # type: ignore[arg-type]


async def sign_the_partner_in(site: Site, exerciser: Exerciser) -> None:
    if "partner_id" in exerciser.keeps:
        order = {"kind": "partner", "scopes": ["releases:read"], "partner_id": site.ids["partner_id"]}
        site.partner = await site.world.client(**order)


async def refused_without_a_row(site: Site, database: Database, exerciser: Exerciser) -> list[str]:
    """Each id of the path is replaced by one that nothing has."""
    caller = callers_of(site)[exerciser.caller]
    silent = []
    for name in Request.of(exerciser, site).path:
        request = Request.of(exerciser, site).changed("path", name, str(new_id()))
        answer, request_id = await send(site, request, caller.token)
        assert answer.status_code == 404, f"{exerciser.operation} {name}: {answer.text}"
        expected = (caller.client_id, "refused", "operations", "127.0.0.1", "request.refuse")
        if expected not in told(database, request_id):
            silent.append(f"{exerciser.operation} {name}")
    return silent


@pytest.mark.usefixtures("site")
async def test_every_job_leaves_a_row_or_is_listed_with_its_reason(database: Database) -> None:
    causes = {
        cause.removeprefix("job:")
        for table in TABLES
        for (cause,) in database.as_superuser(f"select distinct request_id from {table} where request_id like 'job:%'")
    }
    assert causes <= set(JOBS)
    ordered = {name for name in JOBS if name.startswith(RUN_ON_AN_ORDER)}
    assert set(JOBS) - causes - ordered == set(READS_NO_ONES_DATA)


async def test_a_replay_and_a_what_if_are_told(site: Site, database: Database) -> None:
    body = patient(external_id="MRN-REPLAYED")
    ehr, path = site.practice.ehr, site.practice.path("/patients")
    for _ in range(2):
        assert (await ehr.post(path, body, key="the-same")).status_code == 201
    told_of = "select distinct actor_id::text, detail->>'operation' from audit_record where action = %s"
    replayed = database.as_superuser(told_of, ["request.replay"])
    assert replayed == [(ehr.client_id, "POST /v1/practices/{practice_id}/patients")]
    tried = database.as_superuser(told_of, ["request.try"])
    assert tried == [(ehr.client_id, "POST /v1/practices/{practice_id}/encounters/validate")]


async def test_a_request_that_is_refused_for_its_content_is_told(site: Site, database: Database) -> None:
    answer = await site.practice.ehr.post(site.practice.path("/patients"), {"surprise": 1})
    assert answer.status_code == 422
    found = database.as_superuser(
        "select detail->>'why' from audit_record where request_id = %s", [answer.headers["x-request-id"]]
    )
    assert found == [("unprocessable",)]


async def test_a_token_that_nobody_issued_is_told_a_number_of_times_a_minute(site: Site, database: Database) -> None:
    limit = site.world.settings.token_failures_per_minute
    for _ in range(limit + 5):
        headers = {"Authorization": "Bearer nobody's"}
        assert (await site.world.http.get(site.practice.path("/events"), headers=headers)).status_code == 401
    assert (await site.world.http.get(site.practice.path("/events"))).status_code == 401
    counted = database.as_superuser(
        "select count(*), min(remote_address), min(detail->>'why') from platform_audit_record"
        " where action = 'request.refuse'"
    )
    assert counted[0][1:] == ("127.0.0.1", "token")
    assert limit <= counted[0][0] <= 2 * limit, "a minute may have ended meanwhile"


@pytest.mark.usefixtures("site")
async def test_each_owners_keys_are_told_when_a_process_opens_them(database: Database) -> None:
    opened = "select count(*), count(distinct request_id), min(detail->>'versions') from {} where action = 'key.open'"
    assert database.as_superuser(opened.format("audit_record")) == [(1, 1, "[1]")]
    assert database.as_superuser(opened.format("organization_audit_record")) == [(1, 1, "[1]")]
    created = "select count(*) from {} where action = 'key.create'"
    assert database.as_superuser(created.format("organization_audit_record")) == [(1,)]
