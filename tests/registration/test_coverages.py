from typing import Any

import pytest

from tests.builders.registration import coverage, patient, person
from tests.harness.world import PracticeWorld, World

STRANGER = "01890a5d-ac96-774b-bcce-b302099a8057"


async def registered(world: World, name: str = "Elm") -> PracticeWorld:
    practice = await world.practice(name)
    assert (await practice.ehr.post(practice.path("/patients"), patient())).status_code == 201
    return practice


async def test_the_same_external_id_is_one_coverage_and_a_change_is_a_version(world: World) -> None:
    practice = await registered(world)
    body = coverage(world.payers["SBXCO"])
    created = await practice.ehr.post(practice.path("/coverages"), body)
    same = await practice.ehr.post(practice.path("/coverages"), body)
    changed = await practice.ehr.post(practice.path("/coverages"), body | {"member_id": "SBX02A000009"})
    assert [answer.status_code for answer in (created, same, changed)] == [201, 200, 200]
    assert [answer.json()["version"] for answer in (created, same, changed)] == [1, 1, 2]
    assert same.json() == created.json()
    read = await practice.ehr.get(practice.path(f"/coverages/{created.json()['id']}"))
    assert read.json() == changed.json()
    assert read.headers["etag"] == '"2"'


async def test_a_dependents_coverage_says_who_holds_it(world: World) -> None:
    practice = await registered(world)
    holder = person(last_name="Roe", first_name="Sam", middle_name="Q")
    body = coverage(world.payers["SBXCO"], relationship="19", subscriber=holder)
    answer = await practice.ehr.post(practice.path("/coverages"), body)
    assert answer.status_code == 201
    kept = answer.json()["subscriber"]
    assert kept == holder | {"address": holder["address"] | {"line2": None}, "birth_date": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"payer_id": STRANGER}, [("/body/payer_id", "unknown")]),
        ({"patient_external_id": "MRN-2"}, [("/body/patient_external_id", "unknown")]),
        ({"patient_id": STRANGER}, [("/body/patient_id", "unknown")]),
        ({"patient_id": STRANGER, "patient_external_id": None}, [("/body/patient_id", "unknown")]),
        ({"patient_external_id": None}, [("/body/patient_external_id", "unknown")]),
        ({"relationship": "01"}, [("/body/subscriber", "missing")]),
        ({"subscriber": person()}, [("/body/subscriber", "not_wanted")]),
        (
            {"payer_id": STRANGER, "relationship": "01", "subscriber": person(birth_date="2999-01-01")},
            [("/body/payer_id", "unknown"), ("/body/subscriber/birth_date", "date_in_future")],
        ),
        ({"relationship": "99"}, [("/body/relationship", "literal_error")]),
        ({"member_id": "A~1"}, [("/body/member_id", "x12_text")]),
    ],
)
async def test_everything_wrong_with_a_coverage_is_named(
    world: World, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    practice = await registered(world)
    answer = await practice.ehr.post(practice.path("/coverages"), coverage(world.payers["SBXCO"]) | change)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == expected


async def test_another_practices_patient_is_unknown(world: World) -> None:
    elm, oak = await registered(world, "Elm"), await world.practice("Oak")
    theirs = (await elm.ehr.post(elm.path("/patients"), patient())).json()["id"]
    body = coverage(world.payers["SBXCO"], patient_id=theirs, patient_external_id=None)
    foreign = await oak.ehr.post(oak.path("/coverages"), body)
    unknown = await oak.ehr.post(oak.path("/coverages"), body | {"patient_id": STRANGER})
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert foreign.status_code == 422


async def test_a_foreign_coverage_reads_like_an_unknown_one(world: World) -> None:
    elm, oak = await registered(world, "Elm"), await world.practice("Oak")
    created = await elm.ehr.post(elm.path("/coverages"), coverage(world.payers["SBXCO"]))
    foreign = await oak.ehr.get(oak.path(f"/coverages/{created.json()['id']}"))
    unknown = await oak.ehr.get(oak.path(f"/coverages/{STRANGER}"))
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json()) == (404, unknown.json())
