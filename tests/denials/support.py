"""What the tests of denials share."""

from datetime import date
from typing import Any

from tests.builders.answers import Clp, answer
from tests.harness.world import PracticeWorld, World

PAID_ON = date(2026, 11, 2)


async def post(world: World, practice: PracticeWorld, *payments: Clp, on: date = PAID_ON) -> None:
    """The payer's check."""
    await answer(world, practice, list(payments), on=on)


async def submit(world: World, practice: PracticeWorld) -> None:
    """Send what is ready; the sandbox answers."""
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()


async def denials(practice: PracticeWorld, **params: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/denials"), **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def items(practice: PracticeWorld, **params: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/work-items"), **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def states(practice: PracticeWorld, claim: dict[str, Any]) -> list[str]:
    return [each["state"] for each in await denials(practice, claim_id=claim["id"])]
