"""What was written off is owed again when the claim is billed anew or the payer pays: no charge counts twice."""

import asyncio
from typing import Any

import pytest

from tests.builders.answers import Clp, Svc
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import denials, items, post, states, submit
from tests.denials.test_write_off import balance, denied, write_off
from tests.harness.world import PracticeWorld, World

DENIED = Svc(15000, [("CO", "197", 15000)])
PAID = Svc(15000, [("CO", "45", 4500), ("PR", "3", 2500)])


async def correct(practice: PracticeWorld, claim: dict[str, Any], **order: Any) -> Any:
    return await practice.ehr.post(
        practice.path(f"/claims/{claim['id']}/corrections"),
        {"reason": "The authorization was missing", "changes": {"note": "SBX 01A"}, "override_reason": "Agreed"}
        | order,
        headers={"If-Match": "*"},
    )


async def accounts(practice: PracticeWorld) -> dict[str, int]:
    ledger = (await practice.ehr.get(practice.path("/ledger"))).json()
    assert ledger["sum_cents"] == 0
    return {row["account"]: row["balance_cents"] for row in ledger["accounts"] if row["balance_cents"]}


async def answered(world: World, svc: Svc = DENIED) -> tuple[PracticeWorld, dict[str, Any], dict[str, Any]]:
    """A claim that the tests answer, its first answer a denial."""
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E")
    await submit(world, practice)
    await post(world, practice, Clp(claim["number"], [svc]))
    [denial] = await denials(practice)
    return practice, claim, denial


async def told(practice: PracticeWorld, claim: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = (await practice.ehr.get(practice.path(f"/claims/{claim['id']}/timeline"))).json()["items"]
    return [each["data"] for each in found if each["kind"] == kind]


@pytest.mark.parametrize("cents", [5000, 15000])
async def test_a_correction_takes_the_write_off_back_and_the_family_has_its_charge_once(
    world: World, cents: int
) -> None:
    practice, claim, denial = await answered(world)
    assert (await write_off(practice, denial, cents=cents)).status_code == 200
    made = await correct(practice, claim, method="replace_7")
    assert made.status_code == 201, made.text
    assert made.json()["receivable_moved_cents"] == 15000
    assert await accounts(practice) == {"charges": -15000, "insurance_receivable": 15000}
    assert await balance(practice, claim) == 0
    [after] = await denials(practice)
    assert (after["state"], after["written_off_cents"]) == ("corrected", 0)
    [event] = await told(practice, claim, "denial.write_off_taken_back")
    assert event["cents"] == cents
    assert await items(practice, kind="denial", state="open") == []


async def test_a_void_after_a_write_off_leaves_nothing(world: World) -> None:
    practice, claim, denial = await answered(world)
    await write_off(practice, denial)
    made = await correct(practice, claim, method="void_8", cause="billed_in_error", changes=None)
    assert made.status_code == 201, made.text
    assert await accounts(practice) == {}
    assert await states(practice, claim) == ["corrected"]


@pytest.mark.parametrize("is_corrected_first", [True, False])
async def test_a_correction_and_a_write_off_at_once_are_one_after_the_other(
    world: World, *, is_corrected_first: bool
) -> None:
    practice, claim, denial = await denied(world)
    asked = [correct(practice, claim, method="replace_7"), write_off(practice, denial)]
    answers = await asyncio.gather(*(asked if is_corrected_first else reversed(asked)))
    made, given = answers if is_corrected_first else reversed(answers)
    assert made.status_code == 201, made.text
    assert given.status_code in {200, 409, 412}, given.text
    assert await accounts(practice) == {"charges": -15000, "insurance_receivable": 15000}


async def test_a_payer_that_reverses_and_pays_has_the_write_off_back_first(world: World) -> None:
    # 15000 denied and written off; then the 22, and 8000 paid, CO-45 4500, PR-3 2500
    practice, claim, denial = await answered(world)
    await write_off(practice, denial)
    reversal = Clp(claim["number"], [Svc(-15000, [("CO", "197", -15000)])], status="22")
    await post(world, practice, reversal, Clp(claim["number"], [PAID], icn="ICN0002"))
    assert await balance(practice, claim) == 0
    assert await accounts(practice) == {
        "charges": -15000,
        "undeposited_funds": 8000,
        "contractual_adjustments": 4500,
        "patient_receivable": 2500,
    }
    [after] = await denials(practice)
    assert (after["state"], after["written_off_cents"]) == ("overturned", 0)
    assert [each["cents"] for each in await told(practice, claim, "denial.write_off_taken_back")] == [15000]


async def test_a_reversal_alone_takes_a_part_that_was_written_off_back(world: World) -> None:
    practice, claim, denial = await answered(world)
    await write_off(practice, denial, cents=5000)
    await post(world, practice, Clp(claim["number"], [Svc(-15000, [("CO", "197", -15000)])], status="22"))
    assert await balance(practice, claim) == 15000
    [after] = await denials(practice)
    assert (after["state"], after["written_off_cents"]) == ("reversed", 0)
    assert await accounts(practice) == {"charges": -15000, "insurance_receivable": 15000}


async def test_a_later_payer_that_pays_what_was_written_off_has_it_back(world: World) -> None:
    # the first refuses 15000, which is written off; the second pays 8000, CO-45 4500, PR-3 2500: R is 15000 again
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E")
    await submit(world, practice)
    await post(world, practice, Clp(claim["number"], [DENIED]))
    [denial] = await denials(practice)
    assert (await write_off(practice, denial)).status_code == 200
    await post(world, practice, Clp(claim["number"], [PAID], status="2", icn="ICN-S"))
    assert await accounts(practice) == {
        "charges": -15000,
        "undeposited_funds": 8000,
        "contractual_adjustments": 4500,
        "patient_receivable": 2500,
    }
    [after] = await denials(practice)
    assert (after["state"], after["written_off_cents"]) == ("overturned", 0)


async def test_a_later_payer_that_refuses_too_leaves_the_write_off(world: World) -> None:
    practice, claim, denial = await answered(world)
    await write_off(practice, denial)
    await post(world, practice, Clp(claim["number"], [DENIED], status="2", icn="ICN-S"))
    assert await accounts(practice) == {"charges": -15000, "write_offs": 15000}
    assert "written_off" in await states(practice, claim)


async def test_the_item_of_an_open_denial_is_not_closed_by_hand(world: World) -> None:
    practice, _, denial = await answered(world)
    [item] = await items(practice, kind="denial", state="open")
    answer = await practice.ehr.post(practice.path(f"/work-items/{item['id']}/close"), {"outcome": "done"})
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/work-item-settled-elsewhere")
    assert "write it off" in answer.json()["detail"]
    assert (await write_off(practice, denial)).status_code == 200
    assert await items(practice, kind="denial", state="open") == []
