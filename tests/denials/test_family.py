"""What the family's later adjudications, reversals and corrections make of a denial."""

from datetime import date
from typing import Any

import pytest

from tests.builders.answers import Clp, Svc
from tests.builders.encounters import bill, line
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import denials, items, post, states, submit
from tests.harness.world import PracticeWorld, World


async def rebilled(world: World, practice: PracticeWorld, scenario: str, **changes: Any) -> dict[str, Any]:
    """The same visit billed anew: it joins the family of the claim that was sent."""
    billed = await bill(
        practice,
        external_id="VISIT-AGAIN",
        patient_external_id="MRN-1",
        coverage_external_id="COV-1",
        note=f"SBX {scenario}",
        **changes,
    )
    await submit(world, practice)
    return {"id": billed["claim_id"], "number": billed["claim_number"]}


async def test_a_denial_is_overturned_when_the_family_is_paid(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="05A")
    await submit(world, practice)
    await rebilled(world, practice, "01A")
    assert await states(practice, claim) == ["overturned"]
    [item] = await items(practice, kind="denial")
    assert (item["state"], item["outcome"]) == ("done", "overturned")


async def test_a_denial_is_superseded_when_the_family_is_denied_again(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="05A")
    await submit(world, practice)
    again = await rebilled(world, practice, "06B", lines=[line(charge_cents=14000)])
    assert await states(practice, claim) == ["superseded"]
    assert await states(practice, again) == ["open"]
    [item] = await items(practice, kind="denial", state="open")
    assert (item["subject_id"], item["cents"]) == (again["id"], 14000)


async def test_only_the_line_that_is_denied_again_is_superseded(world: World) -> None:
    practice = await billing_practice(world)
    lines = [line(), line(charge_cents=9000)]
    claim = await make_claim(world, practice, scenario="05A", lines=lines)
    await submit(world, practice)
    again = await rebilled(world, practice, "04E", lines=lines)
    await post(
        world,
        practice,
        Clp(again["number"], [Svc(15000, [("CO", "45", 4500)], 1), Svc(9000, [("CO", "50", 9000)], 2)]),
    )
    found = {each["line_no"]: each["state"] for each in await denials(practice, claim_id=claim["id"])}
    assert found == {1: "overturned", 2: "superseded"}


async def test_a_correction_takes_the_denial_off_the_list_until_it_is_answered(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="05A")
    await submit(world, practice)
    order = {"reason": "The referring provider was missing", "changes": {"note": "SBX 01A"}}
    path = practice.path(f"/claims/{claim['id']}/corrections")
    answer = await practice.ehr.post(path, order, headers={"If-Match": "*"})
    assert answer.status_code == 201, answer.text
    assert await states(practice, claim) == ["corrected"]
    assert [each["outcome"] for each in await items(practice, kind="denial")] == ["corrected"]
    await submit(world, practice)
    assert await states(practice, claim) == ["overturned"]


async def test_a_22_reverses_the_denial_it_takes_back_and_no_other(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E", lines=[line(), line(charge_cents=9000)])
    await submit(world, practice)
    first = Clp(claim["number"], [Svc(15000, [("CO", "16", 15000)], 1, remarks=("N290",))], icn="PART1")
    second = Clp(claim["number"], [Svc(9000, [("CO", "50", 9000)], 2)], icn="PART2")
    await post(world, practice, first, second)
    await post(
        world,
        practice,
        Clp(claim["number"], [Svc(-9000, [("CO", "50", -9000)], 2)], status="22", icn="PART2"),
        on=date(2026, 11, 9),
    )
    found = {each["line_no"]: each["state"] for each in await denials(practice)}
    assert found == {1: "open", 2: "reversed"}
    [item] = await items(practice, kind="denial", state="open")
    assert item["cents"] == 15000


@pytest.mark.parametrize(
    ("adjustments", "outcome", "still_open"),
    [([("CO", "45", 4500)], "overturned", []), ([("CO", "97", 15000)], "superseded", [("97", 15000)])],
)
async def test_what_a_22_took_back_is_answered_by_its_correction(
    world: World, adjustments: list[tuple[str, str, int]], outcome: str, still_open: list[tuple[str, int]]
) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E")
    await submit(world, practice)
    await post(world, practice, Clp(claim["number"], [Svc(15000, [("CO", "50", 15000)])], icn="ONE"))
    [denial] = await denials(practice)
    await post(
        world,
        practice,
        Clp(claim["number"], [Svc(-15000, [("CO", "50", -15000)])], status="22", icn="ONE"),
        Clp(claim["number"], [Svc(15000, adjustments)], icn="ONE"),
        on=date(2026, 11, 9),
    )
    answered = (await practice.ehr.get(practice.path(f"/denials/{denial['id']}"))).json()
    assert answered["state"] == outcome
    opened = [(each["reason_code"], each["cents"]) for each in await denials(practice, state="open")]
    assert opened == still_open
    assert [each["cents"] for each in await items(practice, state="open")] == [cents for _, cents in still_open]
