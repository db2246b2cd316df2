"""The next payer and the patient are not asked for the same part."""

import asyncio

import httpx

from tests.builders.answers import Clp, Svc, answer
from tests.builders.submissions import billing_practice
from tests.coordination.test_secondary_claims import MEDICARE, TODAY, account, bill_next, decided, medigap, read, slug
from tests.harness.world import PracticeWorld, World

PARTLY = Svc(10000, [("CO", "45", 2000), ("CO", "16", 128), ("PR", "2", 1600)], remarks=("N382",))
"""10000 = CO-45 2000, CO-16 128 denied, PR-2 1600, paid 6272."""


async def finish(practice: PracticeWorld, claim_id: str) -> httpx.Response:
    path = practice.path(f"/claims/{claim_id}/finish-insurance")
    return await practice.ehr.post(path, {"reason": "The coverage had ended"}, headers={"If-Match": "*"})


async def withdraw(practice: PracticeWorld, claim_id: str) -> httpx.Response:
    path = practice.path(f"/claims/{claim_id}/withdrawal")
    return await practice.ehr.post(path, {"reason": "The coverage had ended"}, headers={"If-Match": "*"})


async def test_while_the_next_payers_claim_is_undecided_the_patient_is_not_asked(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE)
    second = (await bill_next(practice, claim["id"])).json()
    for state in ("ready", "submitted"):
        refused = await finish(practice, claim["id"])
        assert (refused.status_code, slug(refused)) == (409, "next-payer-undecided")
        told = refused.json()
        assert (told["claim_id"], told["claim_number"], told["state"]) == (
            second["claim_id"],
            second["claim_number"],
            state,
        )
        await practice.ehr.post(practice.path("/submissions"), {})
        await world.work()
    assert await account(practice, "patient_receivable") == 0
    share = Clp(second["claim_number"], [Svc(10000, [("OA", "23", 8400), ("PR", "2", 600)])], status="2", icn="ICN0002")
    await answer(world, practice, [share], on=TODAY)
    assert await account(practice, "patient_receivable") == 600


async def test_once_the_next_payers_claim_is_withdrawn_insurance_can_be_finished_or_it_is_billed_again(
    world: World,
) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE)
    for _ in range(2):
        second = await bill_next(practice, claim["id"])
        assert second.status_code == 201, second.text
        assert (await withdraw(practice, second.json()["claim_id"])).status_code == 200
    finished = await finish(practice, claim["id"])
    assert (finished.status_code, finished.json()["patient_share_cents"]) == (200, 1600)


async def test_after_insurance_was_finished_no_next_payer_is_billed_until_one_decides_anew(world: World) -> None:
    # 128 denied stay open, so something is left to bill: with the 1600 that the patient was asked for
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, PARTLY)
    assert (await finish(practice, claim["id"])).json()["patient_share_cents"] == 1600
    refused = await bill_next(practice, claim["id"], override_reason="All the same")
    assert (refused.status_code, slug(refused)) == (409, "insurance-finished")
    back = Svc(-10000, [("CO", "45", -2000), ("CO", "16", -128), ("PR", "2", -1600)], remarks=("N382",))
    await decided(world, practice, claim, back, status="22")
    await decided(world, practice, claim, MEDICARE, icn="ICN0003")
    billed = await bill_next(practice, claim["id"])
    assert billed.status_code == 201, billed.text


async def test_of_finishing_and_billing_at_once_one_wins(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, PARTLY)
    both = await asyncio.gather(finish(practice, claim["id"]), bill_next(practice, claim["id"]))
    assert sorted(each.status_code >= 400 for each in both) == [False, True], [each.text for each in both]
    (lost,) = [each for each in both if each.status_code >= 400]
    assert slug(lost) in {"next-payer-undecided", "insurance-finished"}
    family = await read(practice, f"/claims/{claim['id']}")
    assert (family["patient_balance_cents"] == 1600) is (both[0].status_code == 200)
