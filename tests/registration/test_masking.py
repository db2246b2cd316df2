"""Birth dates are masked unless a read asks for them and its token may see them."""

import pytest

from tenants.scopes import PRACTICE_SCOPES
from tests.builders.registration import coverage, patient, person
from tests.harness.database import Database
from tests.harness.world import Caller, PracticeWorld, World

BIRTH_DATE = "1980-02-03"
SPOUSE = {"relationship": "01", "subscriber": person(first_name="John", birth_date="1955-04-05")}
ASKED = {"include": "birth_date"}


async def registered(world: World) -> tuple[PracticeWorld, str, str]:
    """A practice with a patient and a coverage held by a spouse; their ids."""
    practice = await world.practice()
    made = [
        await practice.ehr.post(practice.path(path), body)
        for path, body in (
            ("/patients", patient()),
            ("/coverages", coverage(world.payers["SBXCO"], **SPOUSE)),
        )
    ]
    assert made[0].json()["birth_date"] is None, "a write shows no more than a read"
    return practice, made[0].json()["id"], made[1].json()["id"]


async def without_identity(world: World, practice: PracticeWorld) -> Caller:
    scopes = sorted(PRACTICE_SCOPES - {"registration:identity"})
    return await world.client(kind="practice", practice_id=str(practice.id), scopes=scopes)


async def test_a_birth_date_is_null_unless_asked_for(world: World) -> None:
    practice, patient_id, coverage_id = await registered(world)
    read = await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    assert (read.json()["birth_date"], BIRTH_DATE in read.text) == (None, False)
    shown = await practice.ehr.get(practice.path(f"/patients/{patient_id}"), **ASKED)
    assert shown.json() == read.json() | {"birth_date": BIRTH_DATE}
    masked = await practice.ehr.get(practice.path(f"/coverages/{coverage_id}"))
    assert masked.json()["subscriber"]["birth_date"] is None
    shown = await practice.ehr.get(practice.path(f"/coverages/{coverage_id}"), **ASKED)
    assert shown.json()["subscriber"]["birth_date"] == "1955-04-05"


async def test_a_search_masks_and_shows_alike(world: World) -> None:
    practice, _, _ = await registered(world)
    for query in ({"last_name": "Doe", "birth_year": 1980}, {"external_id": "MRN-1"}, {"member_id": "SBX01A000123"}):
        masked = await practice.ehr.post(practice.path("/patients/search"), query)
        assert [item["birth_date"] for item in masked.json()["items"]] == [None]
        shown = await practice.ehr.post(practice.path("/patients/search?include=birth_date"), query)
        assert [item["birth_date"] for item in shown.json()["items"]] == [BIRTH_DATE]


@pytest.mark.parametrize("method", ["patient", "coverage", "search"])
async def test_asking_without_the_scope_is_refused_and_noted(world: World, database: Database, method: str) -> None:
    practice, patient_id, coverage_id = await registered(world)
    caller = await without_identity(world, practice)
    if method == "search":
        answer = await caller.post(practice.path("/patients/search?include=birth_date"), {"external_id": "MRN-1"})
        plain = await caller.post(practice.path("/patients/search"), {"external_id": "MRN-1"})
    else:
        path = f"/patients/{patient_id}" if method == "patient" else f"/coverages/{coverage_id}"
        answer = await caller.get(practice.path(path), **ASKED)
        plain = await caller.get(practice.path(path))
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("insufficient-scope")
    assert 'scope="registration:identity"' in answer.headers["www-authenticate"]
    assert BIRTH_DATE not in answer.text
    assert plain.status_code == 200
    refused = database.as_superuser(
        "select count(*) from audit_record where actor_id = %s and outcome = 'refused'", [caller.client_id]
    )
    assert refused == [(1,)]


async def test_the_audit_says_when_identity_was_shown(world: World, database: Database) -> None:
    practice, patient_id, _ = await registered(world)
    await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    await practice.ehr.get(practice.path(f"/patients/{patient_id}"), **ASKED)
    await practice.ehr.post(practice.path("/patients/search?include=birth_date"), {"external_id": "MRN-1"})
    rows = database.as_superuser(
        "select action, detail -> 'shown' from audit_record where action in ('patient.read', 'patient.search')"
        " order by occurred_at"
    )
    assert rows == [
        ("patient.read", None),
        ("patient.read", ["birth_date"]),
        ("patient.search", ["birth_date"]),
    ]


async def test_a_field_that_is_not_masked_can_not_be_asked_for(world: World) -> None:
    practice, patient_id, _ = await registered(world)
    answer = await practice.ehr.get(practice.path(f"/patients/{patient_id}"), include="ssn")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/include/0"
