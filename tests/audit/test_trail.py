"""The audit read back: who did what, when, why, from where, newest first, for whoever may."""

from typing import Any

import pytest

from tenants.audit import PURPOSE_HEADER, PURPOSES
from tests.audit.chains import sealed
from tests.builders.registration import CANARY, patient
from tests.harness.database import Database
from tests.harness.world import Caller, PracticeWorld, World


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


async def a_patient(practice: PracticeWorld, **changes: object) -> str:
    answer = await practice.ehr.post(practice.path("/patients"), patient(**changes))
    return str(answer.raise_for_status().json()["id"])


async def rows(caller: Caller, path: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await caller.get(path, **filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_it_says_who_saw_a_chart_when_why_and_from_where(world: World, practice: PracticeWorld) -> None:
    patient_id = await a_patient(practice)
    headers = practice.ehr.headers() | {PURPOSE_HEADER: "patient_request", "X-Request-Id": "front-desk-7"}
    await world.http.get(practice.path(f"/patients/{patient_id}"), headers=headers)
    seen, made = await rows(practice.ehr, practice.path("/audit"), subject_kind="patient", subject_id=patient_id)
    assert seen["occurred_at"] > made["occurred_at"]
    told = {name: seen[name] for name in ("actor_id", "action", "outcome", "purpose", "remote_address", "request_id")}
    assert told == {
        "actor_id": practice.ehr.client_id,
        "action": "patient.read",
        "outcome": "done",
        "purpose": "patient_request",
        "remote_address": "127.0.0.1",
        "request_id": "front-desk-7",
    }
    assert (seen["row_count"], seen["sequence"]) == (1, None)
    assert (made["action"], made["purpose"]) == ("patient.create", None)


async def test_a_sealed_row_has_its_sequence(world: World, practice: PracticeWorld) -> None:
    await practice.ehr.get(practice.path("/events"))
    await sealed(world)
    found = await rows(practice.ehr, practice.path("/audit"))
    assert sorted(row["sequence"] for row in found) == list(range(1, len(found) + 1))


async def test_reading_it_is_a_row_of_it(practice: PracticeWorld) -> None:
    first = await rows(practice.ehr, practice.path("/audit"))
    second = await rows(practice.ehr, practice.path("/audit"))
    assert [row["action"] for row in second[: len(second) - len(first)]] == ["audit.read"]
    assert second[0]["row_count"] == len(first)


@pytest.mark.parametrize("filtered", ["actor_id", "action", "subject_kind", "subject_id", "outcome"])
async def test_each_filter_leaves_what_it_names(world: World, practice: PracticeWorld, filtered: str) -> None:
    patient_id = await a_patient(practice)
    await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    await world.staff.get(practice.path(f"/patients/{patient_id}"))
    await practice.ehr.get(practice.path(f"/patients/{practice.id}"))
    value = {
        "actor_id": world.staff.client_id,
        "action": "patient.read",
        "subject_kind": "operation",
        "subject_id": patient_id,
        "outcome": "refused",
    }[filtered]
    every = await rows(practice.ehr, practice.path("/audit"), limit=200)
    found = await rows(practice.ehr, practice.path("/audit"), **{filtered: value})
    assert 0 < len(found) < len(every)
    assert [row["id"] for row in found if row["action"] != "audit.read"] == [
        row["id"] for row in every if row[filtered] == value and row["action"] != "audit.read"
    ]


async def test_a_span_of_time_holds_its_first_moment_and_not_its_last(practice: PracticeWorld) -> None:
    for number in range(3):
        await a_patient(practice, external_id=f"MRN-{number}")
    third, second, first = await rows(practice.ehr, practice.path("/audit"), action="patient.create")
    span = {"from": first["occurred_at"], "to": third["occurred_at"], "action": "patient.create"}
    assert await rows(practice.ehr, practice.path("/audit"), **span) == [second, first]


async def test_pages_hold_every_row_once(practice: PracticeWorld) -> None:
    for number in range(5):
        await a_patient(practice, external_id=f"MRN-{number}")
    expected = [row["id"] for row in await rows(practice.ehr, practice.path("/audit"), action="patient.create")]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await practice.ehr.get(practice.path("/audit"), action="patient.create", limit=2, **cursor)
        page = answer.json()
        found += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert (found, len(found)) == (expected, 5)
    other = await practice.ehr.get(practice.path("/audit"), action="patient.read", **cursor)
    assert other.status_code == 422, "a cursor works for the filter it was made for"


async def test_an_organization_reads_its_own(world: World, practice: PracticeWorld) -> None:
    await world.staff.get(world.path("/reports/first-pass"), metric="fprr")
    found = await rows(world.staff, world.path("/audit"), limit=200)
    assert {"token.issue", "practice.create", "grant.create", "client.create", "key.create"} <= {
        row["action"] for row in found
    }
    across = next(row for row in found if row["action"] == "request.read")
    assert across["detail"]["practices"] == [str(practice.id)]


async def test_grants_name_their_practices(world: World, practice: PracticeWorld) -> None:
    client = await world.client(
        kind="organization", scopes=["claims:read"], granted_practice_ids=[str(practice.id)] * 2
    )
    newest = (await rows(world.staff, world.path("/audit"), action="grant.create"))[0]
    assert (newest["subject_id"], newest["row_count"]) == (client.client_id, 1)
    assert newest["detail"] == {"practices": [str(practice.id)], "role": "biller"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("action", "A"), ("action", "x\0"), ("subject_id", "7"), ("from", "2026-03-01"), ("to", "2026-03-01T10:00:00")],
)
async def test_a_filter_that_can_not_be_read_is_refused(practice: PracticeWorld, name: str, value: str) -> None:
    assert (await practice.ehr.get(practice.path("/audit"), **{name: value})).status_code == 422


async def test_a_purpose_is_one_of_the_list(world: World, practice: PracticeWorld, database: Database) -> None:
    for purpose in PURPOSES:
        headers = practice.ehr.headers() | {PURPOSE_HEADER: purpose}
        assert (await world.http.get(practice.path("/events"), headers=headers)).status_code == 200
    answer = await world.http.get(
        practice.path("/events"), headers=practice.ehr.headers() | {PURPOSE_HEADER: f"curious about {CANARY}"}
    )
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "purpose-unknown")
    kept = database.as_superuser("select distinct purpose from audit_record where purpose is not null")
    assert {purpose for (purpose,) in kept} == set(PURPOSES)
