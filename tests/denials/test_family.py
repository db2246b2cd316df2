"""What the family's later adjudications, reversals and corrections make of a denial."""

from typing import Any
from uuid import UUID

from api.events import NewEvent, record
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.encounters import bill, line
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import Clp, Svc, denials, items, post, states, submit
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
        Clp(again, [Svc(1, 15000, (("CO", "45", 4500),)), Svc(2, 9000, (("CO", "50", 9000),))]),
    )
    found = {each["line_no"]: each["state"] for each in await denials(practice, claim_id=claim["id"])}
    assert found == {1: "overturned", 2: "superseded"}


async def test_a_correction_takes_the_denial_off_the_list_until_it_is_answered(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="05A")
    await submit(world, practice)
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        await record(work, [NewEvent("claim.corrected", "claim", UUID(claim["id"]))])
    assert await states(practice, claim) == ["corrected"]
    assert [each["outcome"] for each in await items(practice, kind="denial")] == ["corrected"]
    await rebilled(world, practice, "01A")
    assert await states(practice, claim) == ["overturned"]
