"""What a patient may ask for: to whom the practice gave their data, and why (45 CFR 164.528)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.audit import Given, record_disclosures
from api.audit.rules import first_day
from api.kit.clock import now
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.registration import CANARY, patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

TODAY = now().date() - timedelta(days=1)
"""A day that has come in every time zone."""


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


async def a_patient(practice: PracticeWorld, external_id: str = "MRN-1") -> str:
    answer = await practice.ehr.post(practice.path("/patients"), patient(external_id=external_id))
    return str(answer.raise_for_status().json()["id"])


def disclosure(**changes: object) -> dict[str, Any]:
    return {
        "disclosed_on": TODAY.isoformat(),
        "basis": "judicial",
        "recipient": f"Clerk {CANARY}",
        "recipient_address": "200 Court Square",
        "description": "Dates of visits",
        "purpose": "Subpoena 26-CV-104",
    } | changes


async def account(practice: PracticeWorld, patient_id: str, **query: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path(f"/patients/{patient_id}/disclosures"), **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def record(practice: PracticeWorld, patient_id: str, **changes: object) -> dict[str, Any]:
    answer = await practice.ehr.post(practice.path(f"/patients/{patient_id}/disclosures"), disclosure(**changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_the_account_says_when_to_whom_what_and_why(practice: PracticeWorld, database: Database) -> None:
    patient_id, other = await a_patient(practice), await a_patient(practice, "MRN-2")
    made = await record(practice, patient_id)
    assert await account(practice, patient_id) == [made]
    assert made | disclosure() == made
    assert made["recorded_by"] == practice.ehr.client_id
    assert await account(practice, other) == []
    told = database.as_superuser(
        "select action, subject_id::text, row_count from audit_record where action like 'disclosure.%' order by id"
    )
    assert told == [
        ("disclosure.record", patient_id, 1),
        ("disclosure.list", patient_id, 1),
        ("disclosure.list", other, 0),
    ]


async def test_what_was_given_and_to_whom_is_sealed(practice: PracticeWorld, database: Database) -> None:
    await record(practice, await a_patient(practice))
    for table in ("disclosure", "audit_record", "event"):
        assert database.as_superuser(f"select 1 from {table} t where t::text like %s", [f"%{CANARY}%"]) == []
    assert database.as_superuser("select count(*) from disclosure") == [(1,)]


async def test_it_goes_back_six_years_and_not_further(practice: PracticeWorld) -> None:
    patient_id = await a_patient(practice)
    oldest = first_day(now().date()) + timedelta(days=1)
    await record(practice, patient_id, disclosed_on=(oldest - timedelta(days=9)).isoformat())
    kept = [
        await record(practice, patient_id, disclosed_on=day.isoformat())
        for day in (oldest, TODAY - timedelta(days=30), TODAY)
    ]
    assert await account(practice, patient_id) == kept
    assert await account(practice, patient_id, since="1999-01-01") == kept
    assert await account(practice, patient_id, since=(TODAY - timedelta(days=1)).isoformat()) == kept[2:]


async def test_what_an_agency_has_suspended_is_left_out_until_then(practice: PracticeWorld) -> None:
    patient_id = await a_patient(practice)
    await record(practice, patient_id, suspended_until=(TODAY + timedelta(days=90)).isoformat())
    over = await record(practice, patient_id, suspended_until=(TODAY - timedelta(days=1)).isoformat())
    assert await account(practice, patient_id) == [over]


async def test_a_patient_of_another_practice_is_unknown(world: World, practice: PracticeWorld) -> None:
    neighbor = await world.practice("Oak")
    for unknown in (await a_patient(neighbor), str(new_id())):
        path = practice.path(f"/patients/{unknown}/disclosures")
        assert (await practice.ehr.post(path, disclosure())).status_code == 404
        assert (await practice.ehr.get(path)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"disclosed_on": (TODAY + timedelta(days=3)).isoformat()},
        {"basis": "payment"},
        {"basis": "authorization"},
        {"recipient": ""},
        {"recipient": "x\u0000"},
        {"surprise": 1},
    ],
)
async def test_what_does_not_count_or_has_not_happened_is_refused(
    practice: PracticeWorld, changes: dict[str, Any]
) -> None:
    patient_id = await a_patient(practice)
    path = practice.path(f"/patients/{patient_id}/disclosures")
    assert (await practice.ehr.post(path, disclosure(**changes))).status_code == 422
    assert await account(practice, patient_id) == []


async def test_a_job_that_runs_again_records_nothing_again(world: World, practice: PracticeWorld) -> None:
    patients = [await a_patient(practice, f"MRN-{number}") for number in range(3)]
    job = new_id()
    given = [
        Given(patient_id, TODAY, "health_oversight", "State agency", "Claims of 2025", "Audit")
        for patient_id in [*map(UUID, patients), new_id()]
    ]
    for _ in range(2):
        async with work_for(world.services, Owner.practice(practice.id), "job:export") as work:
            await record_disclosures(work, given, source_id=job)
    assert [len(await account(practice, patient_id)) for patient_id in patients] == [1, 1, 1]


@pytest.mark.parametrize(
    ("asked_on", "expected"),
    [
        (date(2026, 3, 12), date(2020, 3, 12)),
        (date(2028, 2, 29), date(2022, 2, 28)),
        (date(2026, 2, 28), date(2020, 2, 28)),
    ],
)
def test_six_years_are_calendar_years(asked_on: date, expected: date) -> None:
    assert first_day(asked_on) == expected
