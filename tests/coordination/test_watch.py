"""A crossover is an intention: what the next payer has not answered in the contract's days becomes work."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from api import coordination
from api.events import NewEvent
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

TOLD = date(2026, 3, 2)


async def told(world: World, practice: PracticeWorld, claim_id: str, state: str, day: date = TOLD) -> None:
    """An answer on a claim that leaves it in a state."""
    data = {"payer_id": world.payers["SBXCO"], "adjudicated_on": day.isoformat(), "to": state}
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        await coordination.claims_adjudicated(work, [NewEvent("claim.adjudicated", "claim", UUID(claim_id), data)])


async def watched(world: World, practice: PracticeWorld, day: date) -> int:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        return await coordination.watch_crossovers(work, day)


async def items(practice: PracticeWorld, state: str = "open") -> list[dict[str, Any]]:
    found = await practice.ehr.get(practice.path("/work-items"), kind="bill_secondary", state=state)
    assert found.status_code == 200, found.text
    listed: list[dict[str, Any]] = found.json()["items"]
    return listed


async def test_thirty_days_without_an_answer_are_work_once(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    await told(world, practice, claim["id"], "crossover_expected")
    assert await watched(world, practice, TOLD + timedelta(days=29)) == 0
    assert await items(practice) == []
    assert await watched(world, practice, TOLD + timedelta(days=30)) == 1
    (item,) = await items(practice)
    assert (item["subject_id"], item["cents"]) == (claim["id"], 15000)
    assert await watched(world, practice, TOLD + timedelta(days=31)) == 0


async def test_the_contract_says_how_long_to_wait(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    order = {"starts_on": "2026-01-01", "crossover_days": 45}
    path = practice.path(f"/payers/{world.payers['SBXCO']}/contracts")
    answer = await practice.ehr.post(path, order)
    assert answer.status_code < 300, answer.text
    await told(world, practice, claim["id"], "crossover_expected")
    assert await watched(world, practice, TOLD + timedelta(days=44)) == 0
    assert await watched(world, practice, TOLD + timedelta(days=45)) == 1


async def test_a_later_coverage_that_nobody_told_is_work_at_once(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    await told(world, practice, claim["id"], "secondary_due")
    assert [item["subject_id"] for item in await items(practice)] == [claim["id"]]


@pytest.mark.parametrize("after", ["paid", "reversed", "patient_responsibility"])
async def test_a_later_word_settles_the_wait_and_the_work(world: World, database: Database, after: str) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    await told(world, practice, claim["id"], "crossover_expected")
    await watched(world, practice, TOLD + timedelta(days=30))
    await told(world, practice, claim["id"], after)
    assert await items(practice) == []
    assert database.as_superuser("select state, outcome from crossover") == [("settled", "decided")]
    # Reversed and decided anew with a crossover: the wait begins again.
    await told(world, practice, claim["id"], "crossover_expected", TOLD + timedelta(days=60))
    assert await watched(world, practice, TOLD + timedelta(days=89)) == 0
    assert await watched(world, practice, TOLD + timedelta(days=90)) == 1


async def test_a_correction_and_the_end_of_insurance_settle_the_wait(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    corrected, finished = await make_claim(world, practice, 1), await make_claim(world, practice, 2)
    for claim in (corrected, finished):
        await told(world, practice, claim["id"], "crossover_expected")
    made = await practice.ehr.post(
        practice.path(f"/claims/{corrected['id']}/corrections"), {"reason": "Wrong code"}, headers={"If-Match": "*"}
    )
    assert made.status_code == 201, made.text
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        event = NewEvent("claim.insurance_finished", "claim", UUID(finished["id"]))
        await coordination.insurance_finished(work, [event])
    assert await watched(world, practice, TOLD + timedelta(days=30)) == 0
    assert database.as_superuser("select outcome from crossover order by outcome") == [("corrected",), ("finished",)]
