"""A claim that should not have been billed is taken back before any payer has to decide on it."""

from typing import Any

import pytest

from tests.builders.encounters import bill, register
from tests.harness.world import PracticeWorld, World


async def read(practice: PracticeWorld, path: str) -> dict[str, Any]:
    answer = await practice.ehr.get(practice.path(path))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def send(world: World, practice: PracticeWorld) -> None:
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()


async def withdraw(practice: PracticeWorld, claim_id: str, version: int | None = None) -> Any:
    claim = await read(practice, f"/claims/{claim_id}")
    headers = {"If-Match": f'"{version or claim["version"]}"'}
    order = {"reason": "The visit was billed twice"}
    return await practice.ehr.post(practice.path(f"/claims/{claim_id}/withdrawal"), order, headers=headers)


async def receivable(practice: PracticeWorld) -> int:
    accounts = (await read(practice, "/ledger"))["accounts"]
    return sum(each["balance_cents"] for each in accounts if each["account"] == "insurance_receivable")


async def test_a_claim_that_was_never_sent_leaves_the_receivables(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    claim = (await bill(practice))["claim_id"]
    assert await receivable(practice) == 15000
    answer = await withdraw(practice, claim)
    assert (answer.status_code, answer.json()["state"], answer.json()["receivable_moved_cents"]) == (
        200,
        "withdrawn",
        15000,
    )
    assert await receivable(practice) == 0
    assert (await read(practice, f"/claims/{claim}"))["version"] == answer.json()["version"]
    assert (await practice.ehr.post(practice.path("/submissions"), {})).status_code == 409
    last = (await read(practice, f"/claims/{claim}/timeline"))["items"][-1]
    assert (last["kind"], last["reason"]) == ("claim.withdrawn", "The visit was billed twice")
    assert (await withdraw(practice, claim)).status_code == 409


async def test_a_visit_that_was_billed_twice_waits_for_a_person_and_is_withdrawn(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    first = (await bill(practice))["claim_id"]
    await send(world, practice)
    again = (await bill(practice, external_id="VISIT-2"))["claim_id"]
    await send(world, practice)
    assert (await read(practice, f"/claims/{again}"))["state"] == "accepted"
    items = (await practice.ehr.get(practice.path("/work-items"), kind="duplicate", state="open")).json()["items"]
    assert [(item["claim_id"], item["cents"], item["data"]["duplicate_of"]) for item in items] == [
        (again, 15000, first)
    ]

    answer = await withdraw(practice, again)
    assert (answer.status_code, answer.json()["receivable_moved_cents"]) == (200, 15000)
    assert await receivable(practice) == 0
    assert (await practice.ehr.get(practice.path("/work-items"), kind="duplicate", state="open")).json()["items"] == []
    rate = (await practice.ehr.get(practice.path("/reports/first-pass"), metric="fprr")).json()
    assert (rate["numerator"], rate["denominator"], rate["pending"], rate["excluded"]) == (1, 1, 0, 0)


async def test_a_rejected_claim_that_is_withdrawn_is_in_no_rate(world: World) -> None:
    practice = await world.practice()
    await register(world, practice, member_id="SBX04A000001")
    claim = (await bill(practice))["claim_id"]
    await send(world, practice)
    assert (await withdraw(practice, claim)).status_code == 200
    rate = (await practice.ehr.get(practice.path("/reports/first-pass"), metric="fprr")).json()
    assert (rate["denominator"], rate["pending"], rate["excluded"]) == (0, 0, 1)


@pytest.mark.parametrize("scenario", ["01A", "04E", "07A"])
async def test_a_claim_that_a_payer_has_is_not_withdrawn(world: World, scenario: str) -> None:
    practice = await world.practice()
    await register(world, practice, member_id=f"SBX{scenario}000001")
    claim = (await bill(practice))["claim_id"]
    await send(world, practice)
    answer = await withdraw(practice, claim)
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "claim-still-with-the-payer")


async def test_it_takes_the_version_that_was_read(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    claim = (await bill(practice))["claim_id"]
    assert (await withdraw(practice, claim, version=9)).status_code == 412
    bare = await practice.ehr.post(practice.path(f"/claims/{claim}/withdrawal"), {"reason": "Billed twice"})
    assert bare.status_code == 428


async def test_a_withdrawn_claim_is_not_corrected_into_life(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    claim = (await bill(practice))["claim_id"]
    assert (await withdraw(practice, claim)).status_code == 200
    for order in ({"reason": "Wrong"}, {"reason": "Wrong", "method": "new_claim_1", "override_reason": "All the same"}):
        path = practice.path(f"/claims/{claim}/corrections")
        answer = await practice.ehr.post(path, order, headers={"If-Match": "*"})
        assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "claim-withdrawn")
    assert await receivable(practice) == 0
    anew = await bill(practice, external_id="VISIT-2")
    assert anew["claim_id"] != claim
    assert await receivable(practice) == 15000
