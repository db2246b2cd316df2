"""A value that was moved or changed behind the service's back is withheld, reported by its ids, and shown to nobody."""

import pytest
from structlog.testing import capture_logs

from tests.builders.registration import CANARY, coverage, patient
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

SWAPS = {
    "another row's": "update patient p set last_name = o.last_name from patient o"
    " where p.id = %(mine)s and o.id = %(other)s",
    "another practice's": "update patient p set last_name = o.last_name from patient o"
    " where p.id = %(mine)s and o.id = %(foreign)s",
    "another column's": "update patient set last_name = first_name where id = %(mine)s",
    "a cut one": "update patient set last_name = substring(last_name from 1 for 20) where id = %(mine)s",
    "an empty one": "update patient set last_name = '' where id = %(mine)s",
    "a plain one": "update patient set last_name = 'Doe' where id = %(mine)s",
    "one of a version that never was": "update patient set last_name = set_byte(last_name, 4, 99) where id = %(mine)s",
}


async def patients(world: World) -> tuple[PracticeWorld, dict[str, str]]:
    """Two patients of mine and one of a neighbor; their ids."""
    mine, neighbor = await world.practice("Elm"), await world.practice("Oak")
    ids = {}
    for name, practice, number in (("mine", mine, 1), ("other", mine, 2), ("foreign", neighbor, 3)):
        order = patient(external_id=f"MRN-{number}", last_name=f"{CANARY}{'abc'[number - 1]}")
        ids[name] = (await practice.ehr.post(practice.path("/patients"), order)).json()["id"]
    return mine, ids


@pytest.mark.parametrize("swap", SWAPS)
async def test_it_is_withheld_and_reported_by_its_ids(world: World, database: Database, swap: str) -> None:
    practice, ids = await patients(world)
    database.as_superuser(SWAPS[swap], ids)
    with capture_logs() as told:
        answer = await practice.ehr.get(practice.path(f"/patients/{ids['mine']}"))
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (500, "seal-broken")
    assert CANARY not in answer.text
    assert ids["mine"] not in answer.text
    [entry] = [each for each in told if each["event"] == "seal broken"]
    place = {"owner": f"tenant:{practice.id}", "table": "patient", "column": "last_name", "row": ids["mine"]}
    assert {name: entry[name] for name in place} == place
    assert CANARY not in str(told)
    noted = database.as_superuser(
        "select subject_kind, subject_id::text, outcome, detail ->> 'column' from audit_record"
        " where action = 'seal.broken'"
    )
    assert noted == [("patient", ids["mine"], "failed", "last_name")]
    whole = await practice.ehr.get(practice.path(f"/patients/{ids['other']}"))
    assert whole.status_code == 200


async def test_before_a_practice_has_its_keys_a_request_is_told_to_retry(world: World) -> None:
    order = {"name": "New", "time_zone": "America/Chicago", "mode": "test"}
    practice_id = (await world.staff.post(world.path("/practices"), order)).json()["id"]
    early = await world.staff.get(f"/v1/practices/{practice_id}/claims")
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "practice-setting-up")
    await world.work()
    assert (await world.staff.get(f"/v1/practices/{practice_id}/claims")).status_code == 200


async def test_a_search_that_meets_one_shows_nothing_of_the_others(world: World, database: Database) -> None:
    practice, ids = await patients(world)
    database.as_superuser(SWAPS["another row's"], ids)
    answer = await practice.ehr.post(practice.path("/patients/search"), {"last_name": CANARY, "birth_year": 1980})
    assert answer.status_code == 500
    assert CANARY not in answer.text


async def test_a_write_that_meets_one_changes_nothing_and_its_key_stays_free(world: World, database: Database) -> None:
    practice, ids = await patients(world)
    database.as_superuser(SWAPS["another row's"], ids)
    order = coverage(world.payers["SBXCO"], patient_external_id="MRN-1")
    changed = patient(external_id="MRN-1", last_name="Roe")
    answer = await practice.ehr.post(practice.path("/patients"), changed, key="once")
    assert answer.status_code == 500
    assert database.as_superuser("select version from patient where id = %(mine)s", ids) == [(1,)]
    assert (await practice.ehr.post(practice.path("/coverages"), order)).status_code == 201
    again = await practice.ehr.post(practice.path("/patients"), changed, key="once")
    assert again.status_code == 500, "no answer was stored for the key"


@pytest.mark.parametrize(
    ("table", "column", "path"),
    [
        ("practice_file_chunk", "content", "/transactions/{}/file"),
        ("claim", "snapshot", ""),
    ],
)
async def test_files_and_snapshots_are_withheld_alike(
    world: World, database: Database, table: str, column: str, path: str
) -> None:
    practice = await billing_practice(world)
    for number in (1, 2):
        await make_claim(world, practice, number)
    if table == "practice_file_chunk":
        (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
        await world.work()
    broken = database.as_superuser(
        f"update {table} set {column} = set_byte({column}, 20, 255 - get_byte({column}, 20)) returning 1"
    )
    assert broken
    if path:
        newest = (await practice.ehr.get(practice.path("/transactions"))).json()["items"][0]["id"]
        answer = await practice.ehr.get(practice.path(path.format(newest)))
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (500, "seal-broken")
        return
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    with capture_logs() as told:
        await world.work()
    places = {(each["table"], each["column"]) for each in told if each["event"] == "seal broken"}
    assert places == {("claim", "snapshot")}, "a job tells of it too"
    batches = (await practice.ehr.get(practice.path("/submissions"))).json()["items"]
    assert [batch["state"] for batch in batches] == ["queued"], "a claim that does not open is not sent"
