import asyncio
from typing import Any

import pytest

from api.kit.settings import Settings
from tests.builders.encounters import bill, encounter, line, register, rendering_provider
from tests.builders.registration import CANARY, OTHER_NPI, billing_provider, coverage, patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World, open_world


async def registered(world: World) -> PracticeWorld:
    practice = await world.practice()
    await register(world, practice)
    return practice


def counts(database: Database) -> dict[str, int]:
    """Rows of every table."""
    tables = database.as_superuser(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    return {table: database.as_superuser(f"select count(*) from {table}")[0][0] for (table,) in tables}


async def test_an_encounter_becomes_a_claim_that_is_ready(world: World, database: Database) -> None:
    practice = await registered(world)
    answer = await practice.ehr.post(practice.path("/encounters"), encounter())
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    billed = answer.json()
    assert (billed["state"], billed["charge_cents"], billed["findings"]) == ("ready", 15000, [])
    routed = database.as_superuser("select number, practice_id::text, claim_id::text from claim_number")
    assert routed == [(billed["claim_number"], str(practice.id), billed["claim_id"])]
    posted = database.as_superuser("select debit, credit, cents, claim_id::text, line_no from ledger_entry")
    assert posted == [("insurance_receivable", "charges", 15000, billed["claim_id"], 1)]
    events = database.as_superuser("select kind from event where kind like 'claim%' or kind like 'encounter%'")
    assert events == [("encounter.coded",), ("claim.created",)]


async def test_the_same_encounter_again_is_the_same_claim(world: World, database: Database) -> None:
    practice = await registered(world)
    first = await bill(practice)
    same = await practice.ehr.post(
        practice.path("/encounters"), encounter(diagnoses=["j069"], total_charge_cents=15000)
    )
    assert (same.status_code, same.json()) == (200, first), "dots, case and a total are no other content"
    assert database.as_superuser("select count(*) from claim") == [(1,)]


async def test_what_was_billed_stays_billed_though_it_would_fail_now(world: World) -> None:
    practice = await registered(world)
    first = await bill(practice)
    corrected = patient(birth_date="2026-02-01")
    assert (await practice.ehr.post(practice.path("/patients"), corrected)).status_code == 200
    again = await practice.ehr.post(practice.path("/encounters"), encounter())
    assert (again.status_code, again.json()["claim_id"]) == (200, first["claim_id"])


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [line(charge_cents=15001)]},
        {"note": "other"},
        {"service_date": "2026-01-16"},
        {"rendering_provider": rendering_provider()},
        {"coverage_external_id": "COV-2"},
        {"place_of_service": "98"},
    ],
)
async def test_the_same_external_id_with_other_content_is_a_conflict(world: World, change: dict[str, Any]) -> None:
    practice = await registered(world)
    await practice.ehr.post(practice.path("/coverages"), coverage(world.payers["SBXMC"], external_id="COV-2"))
    await bill(practice)
    answer = await practice.ehr.post(practice.path("/encounters"), encounter(**change))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "encounter-differs")


async def test_other_content_that_would_fail_is_told_with_the_conflict(world: World) -> None:
    practice = await registered(world)
    await bill(practice)
    changed = encounter(diagnoses=["Z99.999", "J06"], lines=[line(modifiers=["25", "25"])])
    for path in ("/encounters", "/encounters/validate"):
        answer = await practice.ehr.post(practice.path(path), changed)
        assert answer.status_code == 409
        assert "billed" not in answer.json()["title"], "the claim may be ready, and nothing sent"
        assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
            ("/body/external_id", "encounter-differs"),
            ("/body/diagnoses/0", "diagnosis-unknown"),
            ("/body/diagnoses/1", "diagnosis-not-specific"),
            ("/body/lines/0/modifiers/1", "modifier-repeated"),
        ]


async def test_diagnoses_are_looked_up_in_the_list(world: World, database: Database) -> None:
    practice = await registered(world)
    answer = await practice.ehr.post(
        practice.path("/encounters"), encounter(diagnoses=["S72.001A", "S72.001", "Z99.999", "e11.9", "S72.0"])
    )
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "edits-failed")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/body/diagnoses/2", "diagnosis-unknown"),
        ("/body/diagnoses/1", "diagnosis-not-specific"),
        ("/body/diagnoses/4", "diagnosis-not-specific"),
    ]
    assert "Z99" not in answer.text
    assert database.as_superuser("select count(*) from claim") == [(0,)]


async def test_without_a_list_the_form_alone_is_checked_and_that_is_said(
    fresh_database: Database, settings: Settings
) -> None:
    for table in ("code", "code_set"):
        fresh_database.as_superuser(f"delete from {table}")
    async with open_world(settings.model_copy(update={"database_url": fresh_database.base_url})) as world:
        practice = await registered(world)
        billed = await bill(practice, diagnoses=["Z99.999"])
        assert [(each["code"], each["severity"]) for each in billed["findings"]] == [
            ("diagnosis-list-missing", "warning")
        ]
        refused = await practice.ehr.post(practice.path("/encounters"), encounter(external_id="V-2", diagnoses=["99"]))
        assert [error["code"] for error in refused.json()["errors"]] == ["diagnosis-format"]


async def test_sent_five_times_at_once_it_is_billed_once(world: World, database: Database) -> None:
    practice = await registered(world)

    async def send() -> tuple[int, str]:
        answer = await practice.ehr.post(practice.path("/encounters"), encounter())
        return answer.status_code, answer.json()["claim_number"]

    answers = await asyncio.gather(*(send() for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert len({number for _, number in answers}) == 1
    assert database.as_superuser("select count(*), sum(cents) from ledger_entry") == [(1, 15000)]


async def test_failed_edits_are_all_told_and_nothing_is_kept(world: World, database: Database) -> None:
    practice = await registered(world)
    body = encounter(diagnoses=[], lines=[line(units=0)], patient_external_id="MRN-9")
    answer = await practice.ehr.post(practice.path("/encounters"), body)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "edits-failed")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/body/patient_external_id", "patient-unknown"),
        ("/body/diagnoses", "diagnosis-count"),
        ("/body/lines/0/units", "units"),
        ("/body/lines/0/diagnosis_pointers/0", "pointer-target"),
    ]
    assert database.as_superuser("select count(*) from encounter") == [(0,)]


async def test_warnings_do_not_block(world: World) -> None:
    practice = await registered(world)
    billed = await bill(practice, lines=[line(), line(), line(procedure="G8427", charge_cents=0)])
    assert billed["charge_cents"] == 30000
    assert [(finding["code"], finding["severity"]) for finding in billed["findings"]] == [
        ("line-duplicate", "warning"),
        ("charge-zero", "warning"),
    ]


@pytest.mark.parametrize(
    ("change", "billed_status", "codes"),
    [
        ({}, 201, []),
        ({"lines": [line(), line()]}, 201, ["line-duplicate"]),
        ({"lines": [line(charge_cents=0, units=0)]}, 422, ["units", "charge-zero"]),
    ],
)
async def test_validating_says_what_billing_would_and_writes_nothing(
    world: World, database: Database, change: dict[str, Any], billed_status: int, codes: list[str]
) -> None:
    practice = await registered(world)
    before = counts(database)
    answer = await practice.ehr.post(practice.path("/encounters/validate"), encounter(**change))
    assert answer.status_code == 200
    assert answer.json()["valid"] is (billed_status == 201)
    assert [finding["code"] for finding in answer.json()["findings"]] == codes
    told = {"audit_record": before["audit_record"] + 1}
    assert counts(database) == before | told, "that somebody asked is all that is kept"
    billed = await practice.ehr.post(practice.path("/encounters"), encounter(**change))
    assert billed.status_code == billed_status, "billing it afterwards agrees"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"lines": [line(charge_cents=150.5)]}, "/body/lines/0/charge_cents", "int_type"),
        ({"lines": [line(charge_cents="15000")]}, "/body/lines/0/charge_cents", "int_type"),
        ({"lines": [line(charge_cents=-1)]}, "/body/lines/0/charge_cents", "greater_than_equal"),
        ({"lines": [line(units=1.5)]}, "/body/lines/0/units", "int_type"),
        ({"note": "a\tb"}, "/body/note", "value_error"),
        ({"service_date": "15.01.2026"}, "/body/service_date", "iso_date"),
        ({"lines": [line()] * 201}, "/body/lines", "too_long"),
    ],
)
async def test_a_body_of_the_wrong_form_names_its_field(
    world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/encounters"), encounter(**change))
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


async def test_another_practices_parties_are_unknown(world: World) -> None:
    elm, oak = await registered(world), await world.practice("Oak")
    body = await elm.ehr.post(elm.path("/patients"), patient())
    cover = await elm.ehr.post(elm.path("/coverages"), coverage(world.payers["SBXCO"]))
    bills = await elm.ehr.post(elm.path("/billing-providers"), billing_provider())
    theirs = {
        "patient_id": body.json()["id"],
        "coverage_id": cover.json()["id"],
        "billing_provider_id": bills.json()["id"],
    }
    nobody = dict.fromkeys(theirs, "01890a5d-ac96-774b-bcce-b302099a8057")
    none = dict.fromkeys(("patient_external_id", "coverage_external_id", "billing_provider_external_id"))
    foreign = await oak.ehr.post(oak.path("/encounters"), encounter(**theirs | none))
    unknown = await oak.ehr.post(oak.path("/encounters"), encounter(**nobody | none))
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert len(foreign.json()["errors"]) == 3
    mine = await elm.ehr.post(elm.path("/encounters"), encounter(**theirs | none))
    assert mine.status_code == 201


async def test_an_encounter_reads_as_it_was_billed(world: World, database: Database) -> None:
    practice = await registered(world)
    billed = await bill(
        practice, diagnoses=["J06.9", "e11.9"], note="Seen late", rendering_provider=rendering_provider()
    )
    answer = await practice.ehr.get(practice.path(f"/encounters/{billed['encounter_id']}"))
    assert answer.status_code == 200
    read = answer.json()
    assert (read["external_id"], read["diagnoses"], read["note"]) == ("VISIT-1", ["J069", "E119"], "Seen late")
    assert read["rendering_provider"] == rendering_provider()
    assert read["lines"] == [line(line_no=1, modifiers=[])]
    audited = database.as_superuser(
        "select subject_id::text, row_count from audit_record where action = 'encounter.read'"
    )
    assert audited == [(billed["encounter_id"], 1)]


async def test_neither_note_nor_snapshot_nor_external_id_is_in_the_clear(world: World, database: Database) -> None:
    practice = await world.practice()
    bodies = {
        "/patients": patient(last_name=CANARY),
        "/coverages": coverage(world.payers["SBXCO"]),
        "/billing-providers": billing_provider(npi=OTHER_NPI),
    }
    for path, body in bodies.items():
        (await practice.ehr.post(practice.path(path), body)).raise_for_status()
    await bill(practice, external_id=f"{CANARY}-9", note=f"{CANARY} was seen")
    await practice.ehr.post(practice.path("/encounters"), encounter(external_id=f"{CANARY}-8", lines=[]))
    for (table,) in database.as_superuser(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ):
        leaked = database.as_superuser(
            f"select count(*) from {table} t where t::text ilike %(text)s or t::text ilike %(bytes)s",
            {"text": f"%{CANARY}%", "bytes": f"%{CANARY.encode().hex()}%"},
        )
        assert leaked == [(0,)], table
