from typing import Any

import pytest

from api.claims.schemas import ClaimMatches, ClaimOut, ClaimPage
from tests.builders.encounters import bill, encounter, line, register
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

STRANGER = "01890a5d-ac96-774b-bcce-b302099a8057"


async def registered(world: World, name: str = "Elm") -> PracticeWorld:
    practice = await world.practice(name)
    # Two practices share no NPI: the second bills as another.
    await register(world, practice)
    return practice


async def test_a_claim_shows_what_was_billed_and_what_is_open(world: World) -> None:
    practice = await registered(world)
    billed = await bill(practice, lines=[line(), line(procedure="J1100", modifiers=["JZ"], units=4, charge_cents=800)])
    answer = await practice.ehr.get(practice.path(f"/claims/{billed['claim_id']}"))
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    claim = ClaimOut.model_validate_json(answer.content)
    assert claim.number == billed["claim_number"]
    assert (claim.state, claim.frequency, claim.family_id) == ("ready", "1", claim.id)
    assert claim.payer.name == "Sandbox Commercial"
    assert (claim.charge_cents, claim.insurance_balance_cents, claim.patient_balance_cents) == (15800, 15800, 0)
    shown = [
        (each.line_no, each.procedure, each.modifiers, each.units, each.insurance_balance_cents) for each in claim.lines
    ]
    assert shown == [(1, "99213", [], 1, 15000), (2, "J1100", ["JZ"], 4, 800)]
    assert "Doe" not in answer.text, "a claim names its patient by id"


async def test_reading_a_claim_is_audited_in_the_same_statement(world: World, database: Database) -> None:
    practice = await registered(world)
    billed = await bill(practice)
    await practice.ehr.get(practice.path(f"/claims/{billed['claim_id']}"))
    await practice.ehr.get(practice.path("/claims"))
    await practice.ehr.post(practice.path("/claims/search"), {"number": billed["claim_number"]})
    await practice.ehr.get(practice.path(f"/claims/{billed['claim_id']}/timeline"))
    rows = database.as_superuser(
        "select action, subject_id::text, row_count from audit_record"
        " where action like 'claim.%' and action <> 'claim.create' order by occurred_at"
    )
    assert rows == [
        ("claim.read", None, 1),
        ("claim.read", billed["claim_id"], 1),
        ("claim.list", None, 1),
        ("claim.search", None, 1),
        ("claim.timeline", billed["claim_id"], 1),
    ]


async def test_claims_are_listed_newest_first_page_by_page(world: World) -> None:
    practice = await registered(world)
    numbers = [(await bill(practice, external_id=f"V-{index}"))["claim_number"] for index in range(5)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = await practice.ehr.get(practice.path("/claims"), **params)
        page = ClaimPage.model_validate_json(answer.content)
        seen += [item.number for item in page.items]
        cursor = page.next_cursor
    assert seen == numbers[::-1]
    assert cursor is None


async def test_a_cursor_belongs_to_its_filter(world: World) -> None:
    practice = await registered(world)
    for index in range(2):
        await bill(practice, external_id=f"V-{index}")
    cursor = (await practice.ehr.get(practice.path("/claims"), limit=1)).json()["next_cursor"]
    ready = await practice.ehr.get(practice.path("/claims"), state="ready")
    paid = await practice.ehr.get(practice.path("/claims"), state="paid")
    assert (len(ready.json()["items"]), paid.json()["items"]) == (2, [])
    other = await practice.ehr.get(practice.path("/claims"), state="ready", cursor=cursor)
    unknown = await practice.ehr.get(practice.path("/claims"), state="lost")
    assert (other.status_code, unknown.status_code) == (422, 422)


async def test_a_claim_is_found_by_number_and_by_encounter(world: World) -> None:
    practice = await registered(world)
    billed = await bill(practice)
    await bill(practice, external_id="VISIT-2")
    for query in (
        {"number": billed["claim_number"].lower()},
        {"encounter_id": billed["encounter_id"]},
        {"encounter_external_id": "VISIT-1"},
    ):
        answer = await practice.ehr.post(practice.path("/claims/search"), query)
        found = ClaimMatches.model_validate_json(answer.content)
        assert [str(item.id) for item in found.items] == [billed["claim_id"]], query
    nothing = await practice.ehr.post(practice.path("/claims/search"), {"encounter_external_id": "VISIT-9"})
    assert nothing.json()["items"] == []


@pytest.mark.parametrize("query", [{}, {"number": "A", "encounter_id": STRANGER}])
async def test_a_search_looks_in_exactly_one_way(world: World, query: dict[str, Any]) -> None:
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/claims/search"), query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "search")


async def test_the_timeline_begins_with_the_claims_creation(world: World) -> None:
    practice = await registered(world)
    billed = await bill(practice)
    answer = await practice.ehr.get(practice.path(f"/claims/{billed['claim_id']}/timeline"))
    [event] = answer.json()["items"]
    assert (event["kind"], event["actor_id"]) == ("claim.created", practice.ehr.client_id)
    assert event["data"]["number"] == billed["claim_number"]


async def test_a_foreign_claim_is_an_unknown_one_everywhere(world: World) -> None:
    elm, oak = await registered(world), await world.practice("Oak")
    billed = await bill(elm)
    for path in ("/claims/{}", "/claims/{}/timeline"):
        foreign = await oak.ehr.get(oak.path(path.format(billed["claim_id"])))
        unknown = await oak.ehr.get(oak.path(path.format(STRANGER)))
        assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
        assert foreign.status_code == 404
    listed = await oak.ehr.get(oak.path("/claims"))
    searched = await oak.ehr.post(oak.path("/claims/search"), {"number": billed["claim_number"]})
    assert (listed.json()["items"], searched.json()["items"]) == ([], [])
    encounter_read = await oak.ehr.get(oak.path(f"/encounters/{billed['encounter_id']}"))
    assert encounter_read.status_code == 404


async def test_a_client_without_the_scope_is_told_which(world: World) -> None:
    practice = await registered(world)
    reader = await world.client(kind="practice", practice_id=str(practice.id), scopes=["registration:read"])
    for answer in (
        await reader.get(practice.path("/claims")),
        await reader.post(practice.path("/encounters"), encounter()),
    ):
        assert answer.status_code == 403
