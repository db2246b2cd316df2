"""A denial is opened from the cents of group and CARC, with its scenario, advice, deadline and one work item."""

from datetime import date, timedelta

import pytest

from tests.builders.answers import Clp, Svc
from tests.builders.encounters import line
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import denials, items, post, submit
from tests.harness.world import World


@pytest.mark.parametrize(
    ("scenario", "reason", "remarks", "business", "method"),
    [
        ("05A", "16", ["N290"], "data_missing_or_invalid", "replace_7"),
        ("06B", "27", [], "not_covered_by_plan", "replace_7"),
        ("07A", "197", [], "not_covered_by_plan", "replace_7"),
    ],
)
async def test_what_the_sandbox_denies_is_a_denial_with_one_work_item(
    world: World, scenario: str, reason: str, remarks: list[str], business: str, method: str
) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario=scenario)
    await submit(world, practice)
    [denial] = await denials(practice)
    assert (denial["claim_id"], denial["cents"], denial["group_code"]) == (claim["id"], 15000, "CO")
    assert (denial["reason_code"], denial["remark_codes"]) == (reason, remarks)
    assert (denial["scenario"], denial["correction_method"], denial["state"]) == (business, method, "open")
    last_day = date.fromisoformat(denial["adjudicated_on"]) + timedelta(days=180)
    assert denial["due_on"] == last_day.isoformat()
    [item] = await items(practice, kind="denial", state="open")
    assert (item["subject_id"], item["claim_id"]) == (claim["id"], claim["id"])
    assert (item["cents"], item["due_on"]) == (15000, denial["due_on"])


async def test_a_claim_that_is_paid_has_no_denial(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice)
    await submit(world, practice)
    assert await denials(practice) == []
    assert await items(practice) == []


async def test_several_denied_lines_are_several_denials_and_one_work_item(world: World) -> None:
    # 68500 = CO-45 4500 + PR-3 2500 + CO-97 1500 + CO-50 12000 + CO-45 10000 + CO-151 15000 + paid 23000
    practice = await billing_practice(world)
    charges = [15000, 1500, 12000, 40000]
    claim = await make_claim(world, practice, scenario="04E", lines=[line(charge_cents=cents) for cents in charges])
    await submit(world, practice)
    await post(
        world,
        practice,
        Clp(
            claim["number"],
            [
                Svc(15000, [("CO", "45", 4500), ("PR", "3", 2500)], 1),
                Svc(1500, [("CO", "97", 1500)], 2, remarks=("M15",)),
                Svc(12000, [("CO", "50", 12000)], 3, remarks=("N115",)),
                Svc(40000, [("CO", "45", 10000), ("CO", "151", 15000)], 4, remarks=("N362",)),
            ],
        ),
    )
    found = await denials(practice)
    assert {(each["line_no"], each["reason_code"], each["cents"], each["scenario"]) for each in found} == {
        (2, "97", 1500, "not_separately_payable"),
        (3, "50", 12000, "not_covered_by_plan"),
        (4, "151", 15000, "not_covered_by_plan"),
    }
    [item] = await items(practice, kind="denial")
    assert (item["cents"], item["data"]["denials"]) == (28500, 3)
    assert item["data"]["methods"] == ["appeal", "replace_7"]
    assert item["due_on"] == min(each["due_on"] for each in found)


async def test_amounts_of_one_reason_on_a_line_are_netted(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E")
    await submit(world, practice)
    lines = [Svc(15000, [("CO", "50", 20000), ("CO", "50", -8000), ("CO", "16", 1000), ("CO", "16", -1000)], 1)]
    await post(world, practice, Clp(claim["number"], lines))
    assert [(each["reason_code"], each["cents"]) for each in await denials(practice)] == [("50", 12000)]


async def test_clp02_4_alone_is_no_denial_and_clp02_1_hides_none(world: World) -> None:
    practice = await billing_practice(world)
    paid = await make_claim(world, practice, 1, scenario="04E")
    refused = await make_claim(world, practice, 2, scenario="04E")
    await submit(world, practice)
    await post(
        world,
        practice,
        Clp(paid["number"], [Svc(15000, [("CO", "45", 4500)], 1)], status="4", icn="ICNA"),
        Clp(refused["number"], [Svc(15000, [("CO", "29", 15000)], 1)], status="1", icn="ICNB"),
    )
    assert [each["claim_id"] for each in await denials(practice)] == [refused["id"]]


async def test_the_contract_of_the_day_sets_deadline_and_method(world: World) -> None:
    practice = await billing_practice(world)
    path = practice.path(f"/payers/{world.payers['SBXCO']}/contracts")
    order = {"starts_on": "2026-11-01", "appeal_days": 45, "correction_days": 60, "correction_method": "appeal"}
    assert (await practice.ehr.post(path, order)).status_code == 201
    before, after = [await make_claim(world, practice, number, scenario="04E") for number in (1, 2)]
    await submit(world, practice)
    lines = [Svc(15000, [("CO", "16", 15000)], 1, remarks=("N290",))]
    await post(world, practice, Clp(before["number"], lines), on=date(2026, 10, 31))
    await post(world, practice, Clp(after["number"], lines), on=date(2026, 11, 1))
    [old] = await denials(practice, claim_id=before["id"])
    [new] = await denials(practice, claim_id=after["id"])
    assert (old["correction_method"], old["due_on"]) == ("replace_7", "2027-04-29")  # 2026-10-31 + 180
    assert (new["correction_method"], new["due_on"]) == ("appeal", "2026-12-16")  # 2026-11-01 + 45
    late = await practice.ehr.post(path, {"starts_on": "2026-10-01", "correction_days": 10})
    assert late.status_code == 201
    [unchanged] = await denials(practice, claim_id=before["id"])
    assert unchanged["due_on"] == "2027-04-29"


async def test_what_was_unprocessable_counts_as_not_filed(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E", payer="SBXMC")
    await submit(world, practice)
    await post(
        world,
        practice,
        Clp(claim["number"], [Svc(15000, [("CO", "16", 15000)], 1, remarks=("N290",))], remarks=("MA130",)),
    )
    [denial] = await denials(practice)
    assert (denial["is_unprocessable"], denial["correction_method"]) == (True, "new_claim_1")
    assert denial["due_on"] == "2027-01-15"  # the visit of 2026-01-15 + 365
    assert denial["appeal_until"] is None
    assert "MA130" in denial["correction_why"]


async def test_denials_are_listed_by_their_day_and_narrowed_by_what_is_asked(world: World) -> None:
    practice = await billing_practice(world)
    for number, scenario in enumerate(("05A", "06B", "07A"), start=1):
        await make_claim(world, practice, number, scenario=scenario)
    await submit(world, practice)
    assert {each["reason_code"] for each in await denials(practice, scenario="not_covered_by_plan")} == {"27", "197"}
    assert len(await denials(practice, payer_id=world.payers["SBXCO"], state="open")) == 3
    assert await denials(practice, payer_id=world.payers["SBXMC"]) == []
    assert await denials(practice, due_before="2026-01-01") == []
    first = (await practice.ehr.get(practice.path("/denials"), limit=2)).json()
    second = (await practice.ehr.get(practice.path("/denials"), limit=2, cursor=first["next_cursor"])).json()
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, None)
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in second["items"]}


async def test_staff_see_the_denials_of_every_practice_they_may_enter(world: World) -> None:
    elm = await billing_practice(world, "Elm")
    oak = await billing_practice(world, "Oak", npi="1003000126")
    for practice in (elm, oak):
        await make_claim(world, practice, scenario="05A")
        await submit(world, practice)
    found = (await world.staff.get(world.path("/denials"))).json()["items"]
    assert {each["practice_id"] for each in found} == {str(elm.id), str(oak.id)}
    of_oak = await world.client(kind="organization", scopes=["denials:read"], granted_practice_ids=[str(oak.id)])
    found = (await of_oak.get(world.path("/denials"))).json()["items"]
    assert {each["practice_id"] for each in found} == {str(oak.id)}


async def test_the_timeline_tells_of_the_denial(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="05A")
    await submit(world, practice)
    timeline = (await practice.ehr.get(practice.path(f"/claims/{claim['id']}/timeline"))).json()["items"]
    [told] = [each for each in timeline if each["kind"] == "denial.opened"]
    assert (told["data"]["cents"], told["data"]["reason_code"]) == (15000, "16")
