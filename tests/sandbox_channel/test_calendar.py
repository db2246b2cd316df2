"""The sandbox's calendar: later checks come when days pass, in their order, once."""

from typing import Any

from tests.builders.encounters import line
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World


async def _submit(world: World, practice: PracticeWorld) -> None:
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()


async def _remittances(practice: PracticeWorld) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/remittances"))
    answer.raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return sorted(items, key=lambda each: each["payment_date"])


async def test_a_takeback_and_its_debt_come_with_the_days(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 10B")
    await make_claim(world, practice, 2, note="SBX 01C DELAY=60", lines=[line(charge_cents=9_000)])
    await _submit(world, practice)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]
    before = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
    assert (before["offset_days"], before["state"], before["files_waiting"]) == (0, "still", 0)
    await world.advance(practice, 29)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]
    await world.advance(practice, 1)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000, 0]
    await world.advance(practice, 200)
    found = await _remittances(practice)
    assert [each["paid_cents"] for each in found] == [8_000, 0, 5_000]
    assert {each["state"] for each in found} == {"posted"}
    after = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
    assert (after["offset_days"], after["state"], after["next_due_on"]) == (230, "still", None)
