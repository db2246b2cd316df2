import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.kit.clock import now
from tests.builders.registration import CANARY, address, coverage, patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World


async def test_the_same_external_id_is_one_patient_and_a_change_is_a_version(world: World) -> None:
    practice = await world.practice()
    created = await practice.ehr.post(practice.path("/patients"), patient())
    same = await practice.ehr.post(practice.path("/patients"), patient())
    changed = await practice.ehr.post(practice.path("/patients"), patient(last_name="Roe"))
    assert [answer.status_code for answer in (created, same, changed)] == [201, 200, 200]
    assert [answer.headers["etag"] for answer in (created, same, changed)] == ['"1"', '"1"', '"2"']
    assert created.json() == same.json()
    assert changed.json()["id"] == created.json()["id"]
    read = await practice.ehr.get(practice.path(f"/patients/{created.json()['id']}"))
    assert read.json() == changed.json()
    assert read.json()["last_name"] == "Roe"
    assert read.headers["etag"] == '"2"'


async def test_unchanged_content_writes_no_event_and_no_audit(world: World, database: Database) -> None:
    practice = await world.practice()
    await practice.ehr.post(practice.path("/patients"), patient())
    before = _facts(database)
    await practice.ehr.post(practice.path("/patients"), patient())
    assert _facts(database) == before == [("patient.create", 1)], "one creation, nothing else"


def _facts(database: Database) -> list[tuple[Any, ...]]:
    return database.as_superuser("select action, count(*) from audit_record where subject_kind = 'patient' group by 1")


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"last_name": "D*e"}, "/body/last_name", "x12_text"),
        ({"last_name": "Müller"}, "/body/last_name", "x12_text"),
        ({"first_name": "a" * 36}, "/body/first_name", "string_too_long"),
        ({"last_name": "  "}, "/body/last_name", "string_too_short"),
        ({"first_name": "Ja\x00ne"}, "/body/first_name", "value_error"),
        ({"birth_date": "1980-02-30"}, "/body/birth_date", "date_from_datetime_parsing"),
        ({"birth_date": "1849-12-31"}, "/body/birth_date", "birth_date"),
        ({"birth_date": 315532800}, "/body/birth_date", "iso_date"),
        ({"sex": "X"}, "/body/sex", "literal_error"),
        ({"address": address(state="ZZ")}, "/body/address/state", "state"),
        ({"address": address(zip="6270")}, "/body/address/zip", "zip"),
        ({"ssn": "123456789"}, "/body/ssn", "extra_forbidden"),
    ],
)
async def test_a_field_that_can_not_be_billed_is_named_and_not_repeated(
    world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/patients"), patient(**change))
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    value = next(iter(change.values()))
    assert not isinstance(value, str) or not value.strip() or value not in answer.text


async def test_nobody_is_born_in_the_future(world: World) -> None:
    practice = await world.practice()
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    answer = await practice.ehr.post(practice.path("/patients"), patient(birth_date=tomorrow))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "date_in_future"


async def test_a_foreign_patient_reads_like_an_unknown_one(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    created = (await elm.ehr.post(elm.path("/patients"), patient())).json()
    foreign = await oak.ehr.get(oak.path(f"/patients/{created['id']}"))
    unknown = await oak.ehr.get(oak.path("/patients/01890a5d-ac96-774b-bcce-b302099a8057"))
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert foreign.status_code == 404
    mine = await oak.ehr.post(oak.path("/patients"), patient())
    assert mine.status_code == 201, "the same external id in another practice is another patient"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"external_id": "mrn-1"}, ["Doe"]),
        ({"external_id": "MRN-9"}, []),
        ({"member_id": "SBX01A000123"}, ["Doe"]),
        ({"last_name": "O'Br", "birth_year": 1980}, ["OBrien"]),
        ({"last_name": "OBRIENT", "birth_year": 1980}, []),
        ({"last_name": "Doe", "birth_year": 1981}, []),
        ({"last_name": "Li", "birth_year": 1980}, ["Li"]),
    ],
)
async def test_search_finds_by_id_member_or_name_with_year(
    world: World, query: dict[str, Any], found: list[str]
) -> None:
    practice = await world.practice()
    for external_id, last_name in (
        ("MRN-1", "Doe"),
        ("MRN-2", "OBrien"),
        ("MRN-3", "Li"),
        ("MRN-4", "Lindt"),
    ):
        body = patient(external_id=external_id, last_name=last_name)
        assert (await practice.ehr.post(practice.path("/patients"), body)).status_code == 201
    await practice.ehr.post(practice.path("/coverages"), coverage(world.payers["SBXCO"]))
    answer = await practice.ehr.post(practice.path("/patients/search"), query)
    assert [item["last_name"] for item in answer.json()["items"]] == found


@pytest.mark.parametrize(
    "query", [{}, {"last_name": "Doe"}, {"birth_year": 1980}, {"external_id": "a", "member_id": "b"}]
)
async def test_a_search_looks_in_exactly_one_way(world: World, query: dict[str, Any]) -> None:
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/patients/search"), query)
    assert answer.status_code == 422


async def test_reading_and_searching_leave_their_audit_rows(world: World, database: Database) -> None:
    practice = await world.practice()
    created = (await practice.ehr.post(practice.path("/patients"), patient())).json()
    await practice.ehr.get(practice.path(f"/patients/{created['id']}"))
    await practice.ehr.post(practice.path("/patients/search"), {"external_id": "MRN-1"})
    rows = database.as_superuser(
        "select action, subject_id::text, row_count, actor_id::text from audit_record"
        " where subject_kind = 'patient' order by occurred_at"
    )
    client = practice.ehr.client_id
    assert rows == [
        ("patient.create", created["id"], None, client),
        ("patient.read", created["id"], 1, client),
        ("patient.search", None, 1, client),
    ]


async def test_identity_is_nowhere_in_the_clear(world: World, database: Database) -> None:
    practice = await world.practice()
    holder = patient(external_id=f"{CANARY}-1", last_name=CANARY, first_name=CANARY, middle_name=CANARY)
    holder["address"] = address(line1=f"1 {CANARY} Rd", city=CANARY)
    await practice.ehr.post(practice.path("/patients"), holder)
    await practice.ehr.post(
        practice.path("/coverages"),
        coverage(
            world.payers["SBXCO"],
            external_id=f"{CANARY}-2",
            patient_external_id=f"{CANARY}-1",
            member_id=f"{CANARY}3",
            group_number=CANARY,
            relationship="19",
            subscriber={key: value for key, value in holder.items() if key != "external_id"},
        ),
    )
    assert database.as_superuser("select count(*) from coverage") == [(1,)]
    assert everywhere(database, CANARY) == []


def everywhere(database: Database, text: str) -> list[str]:
    """Tables that hold a text in the clear, as characters or as bytes."""
    tables = database.as_superuser(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    return [
        table
        for (table,) in tables
        if database.as_superuser(
            f"select 1 from {table} t where t::text ilike %(text)s or t::text ilike %(bytes)s limit 1",
            {"text": f"%{text}%", "bytes": f"%{text.encode().hex()}%"},
        )
    ]


async def test_two_at_once_make_one_patient(world: World) -> None:

    practice = await world.practice()

    async def send(place: PracticeWorld) -> tuple[int, str]:
        answer = await place.ehr.post(place.path("/patients"), patient())
        return answer.status_code, answer.json()["id"]

    answers = await asyncio.gather(*(send(practice) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert len({patient_id for _, patient_id in answers}) == 1
