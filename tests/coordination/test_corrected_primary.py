"""A later payer's claim tells what the first decided: when the first claim is corrected, it does not outlive it."""

from typing import Any

import httpx

from tests.builders.submissions import billing_practice
from tests.coordination.test_secondary_claims import MEDICARE, bill_next, decided, medigap, read, slug
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

ORDER = {"reason": "The note was wrong", "changes": {"note": "SBX 04E"}, "method": "new_claim_1"}


async def billed(world: World, practice: PracticeWorld) -> tuple[dict[str, Any], dict[str, Any]]:
    """The primary claim, decided, and the claim to the next payer, ready."""
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE)
    made = await bill_next(practice, claim["id"])
    assert made.status_code == 201, made.text
    return claim, made.json()


async def correct(practice: PracticeWorld, claim_id: str, **order: str) -> httpx.Response:
    path = practice.path(f"/claims/{claim_id}/corrections")
    return await practice.ehr.post(path, ORDER | order, headers={"If-Match": "*"})


async def send(world: World, practice: PracticeWorld, *claim_ids: str) -> httpx.Response:
    body = {"claim_ids": list(claim_ids)} if claim_ids else {}
    made = await practice.ehr.post(practice.path("/submissions"), body)
    await world.work()
    return made


async def test_one_that_was_not_sent_is_withdrawn_with_the_correction(world: World) -> None:
    practice = await billing_practice(world)
    claim, second = await billed(world, practice)
    corrected = await correct(practice, claim["id"], override_reason="Medicare asked for it")
    assert corrected.status_code == 201, corrected.text
    assert "later-payer-billed" not in corrected.json()["overridden"]
    assert (await read(practice, f"/claims/{second['claim_id']}"))["state"] == "withdrawn"
    told = (await read(practice, f"/claims/{second['claim_id']}/timeline"))["items"][-1]
    assert (told["kind"], told["reason"]) == ("claim.withdrawn", "The primary claim was corrected")
    sent = await send(world, practice)
    assert [each["claim_count"] for each in sent.json()["items"]] == [1], "the corrected claim alone"


async def test_one_that_was_sent_is_named_and_needs_a_reason(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    claim, second = await billed(world, practice)
    assert (await send(world, practice)).status_code == 202
    # Unprocessable: no other guard stands in the way.
    database.as_superuser(
        "update event set data = data || '{\"unprocessable\": true}' where kind = 'claim.adjudicated'"
    )
    refused = await correct(practice, claim["id"])
    assert (refused.status_code, slug(refused)) == (409, "later-payer-billed")
    assert (refused.json()["claim_id"], refused.json()["claim_number"]) == (second["claim_id"], second["claim_number"])
    corrected = await correct(practice, claim["id"], override_reason="It must not wait")
    assert (corrected.status_code, corrected.json()["overridden"]) == (201, ["later-payer-billed"])
    assert (await read(practice, f"/claims/{second['claim_id']}"))["state"] == "submitted"


async def test_one_that_comes_back_from_the_channel_after_the_correction_is_not_sent(
    world: World, database: Database
) -> None:
    practice = await billing_practice(world)
    claim, second = await billed(world, practice)
    corrected = await correct(practice, claim["id"], override_reason="Medicare asked for it")
    assert corrected.status_code == 201, corrected.text
    database.as_superuser("update claim set state = 'ready' where state = 'withdrawn'")
    refused = await send(world, practice, second["claim_id"])
    assert (refused.status_code, slug(refused)) == (409, "claims-not-ready")
    assert [each["claim_count"] for each in (await send(world, practice)).json()["items"]] == [1]
