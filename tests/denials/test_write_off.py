"""A write-off is a person's, has a reason, is never more than what is open, and stands in the ledger."""

from typing import Any

from tests.builders.answers import Clp
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import denials, items, post, submit
from tests.harness.world import PracticeWorld, World


async def denied(world: World, **changes: Any) -> tuple[PracticeWorld, dict[str, Any], dict[str, Any]]:
    """A practice, its claim, and the claim's one denial of 15000."""
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="07A", **changes)
    await submit(world, practice)
    [denial] = await denials(practice)
    return practice, claim, denial


async def write_off(practice: PracticeWorld, denial: dict[str, Any], version: int = 1, **order: Any) -> Any:
    return await practice.ehr.post(
        practice.path(f"/denials/{denial['id']}/write-off"),
        {"reason": "no_authorization"} | order,
        headers={"If-Match": f'"{version}"'},
    )


async def balance(practice: PracticeWorld, claim: dict[str, Any]) -> int:
    found = (await practice.ehr.get(practice.path(f"/claims/{claim['id']}"))).json()
    cents: int = found["insurance_balance_cents"]
    return cents


async def entries(practice: PracticeWorld, claim: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    found = (await practice.ehr.get(practice.path("/ledger/entries"), claim_id=claim["id"])).json()["items"]
    return [
        (each["debit"], each["credit"], each["cents"], each["reason_code"])
        for each in found
        if each["source_kind"] == "write_off"
    ]


async def test_a_write_off_takes_the_denial_off_the_receivable_and_closes_its_item(world: World) -> None:
    practice, claim, denial = await denied(world)
    assert await balance(practice, claim) == 15000
    answer = await write_off(practice, denial)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], body["written_off_cents"], answer.headers["etag"]) == ("written_off", 15000, '"2"')
    [told] = body["write_offs"]
    assert (told["reason"], told["cents"], told["created_by"]) == (
        "no_authorization",
        15000,
        practice.ehr.client_id,
    )
    assert await entries(practice, claim) == [("write_offs", "insurance_receivable", 15000, "no_authorization")]
    assert await balance(practice, claim) == 0
    [item] = await items(practice, kind="denial")
    assert (item["state"], item["outcome"]) == ("done", "written_off")
    timeline = (await practice.ehr.get(practice.path(f"/claims/{claim['id']}/timeline"))).json()["items"]
    [event] = [each for each in timeline if each["kind"] == "denial.written_off"]
    assert event["data"]["ledger_batch_id"] == told["ledger_batch_id"]


async def test_a_part_may_be_written_off_and_the_rest_later(world: World) -> None:
    practice, claim, denial = await denied(world)
    part = (await write_off(practice, denial, cents=4000)).json()
    assert (part["state"], part["written_off_cents"], part["version"]) == ("open", 4000, 2)
    [item] = await items(practice, kind="denial", state="open")
    assert item["cents"] == 11000
    rest = (await write_off(practice, denial, version=2, reason="courtesy")).json()
    assert (rest["state"], [each["cents"] for each in rest["write_offs"]]) == ("written_off", [4000, 11000])
    assert await balance(practice, claim) == 0


async def test_more_than_is_open_is_refused_and_without_cents_what_is_open_goes(world: World) -> None:
    practice, claim, denial = await denied(world)
    assert (await write_off(practice, denial, cents=4000)).status_code == 200
    for cents in (20000, 11001):
        refused = await write_off(practice, denial, version=2, cents=cents)
        assert refused.status_code == 409
        body = refused.json()
        assert (body["type"].rsplit("/", 1)[-1], body["open_cents"]) == ("more-than-open", 11000)
        assert body["errors"][0]["pointer"] == "/body/cents"
    assert await balance(practice, claim) == 11000
    assert (await write_off(practice, denial, version=2)).json()["written_off_cents"] == 15000
    assert await balance(practice, claim) == 0


async def test_the_whole_claim_s_denial_is_taken_from_its_lines(world: World) -> None:
    # Claim-level CAS stands on line 0; the charges it refuses stand on the lines.
    practice = await billing_practice(world)
    claim = await make_claim(
        world,
        practice,
        scenario="04E",
        lines=[
            {"procedure": "99213", "charge_cents": cents, "units": 1, "diagnosis_pointers": [1]}
            for cents in (9000, 6000)
        ],
    )
    await submit(world, practice)
    await post(world, practice, Clp(claim["number"], [], charge_cents=15000, adjustments=[("CO", "197", 15000)]))
    [denial] = await denials(practice)
    assert denial["line_no"] == 0
    assert (await write_off(practice, denial)).json()["state"] == "written_off"
    assert sorted(cents for _, _, cents, _ in await entries(practice, claim)) == [6000, 9000]


async def test_a_write_off_names_the_version_it_has_read(world: World) -> None:
    practice, _, denial = await denied(world)
    path, order = practice.path(f"/denials/{denial['id']}/write-off"), {"reason": "other"}
    assert (await practice.ehr.post(path, order)).status_code == 428
    assert (await write_off(practice, denial, version=7)).status_code == 412


async def test_a_closed_denial_is_not_written_off_again(world: World) -> None:
    practice, claim, denial = await denied(world)
    await write_off(practice, denial)
    answer = await write_off(practice, denial, version=2)
    assert answer.status_code == 409
    assert (answer.json()["type"].rsplit("/", 1)[-1], answer.json()["state"]) == ("denial-closed", "written_off")
    assert len(await entries(practice, claim)) == 1


async def test_a_reason_outside_the_list_is_refused(world: World) -> None:
    practice, _, denial = await denied(world)
    assert (await write_off(practice, denial, reason="because")).status_code == 422


async def test_the_same_write_off_sent_twice_is_one(world: World) -> None:
    practice, claim, denial = await denied(world)
    path = practice.path(f"/denials/{denial['id']}/write-off")
    for _ in range(2):
        answer = await practice.ehr.post(path, {"reason": "other"}, key="once", headers={"If-Match": '"1"'})
        assert answer.status_code == 200
    assert len(await entries(practice, claim)) == 1
