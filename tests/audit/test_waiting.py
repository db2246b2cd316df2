"""No request waits for a posting because of the audit: not for another practice's, and not for its own.

The short form of `audit.get_p99_ratio_while_posting`, which `make bench` measures under the longest posting.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from api.events import NewEvent, record
from api.events.jobs import seal
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.registration import patient
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import World

PATIENCE = 20.0
"""Seconds: far more than a request takes, far less than one that waits for a transaction which does not end."""
ROWS = 2_000


@pytest.mark.parametrize("who", ["its own practice", "another practice"])
async def test_a_request_does_not_wait_for_a_transaction_that_has_written_its_audit_and_goes_on(
    world: World, who: str
) -> None:
    posting = await billing_practice(world, "Elm")
    await make_claim(world, posting, 1)
    asking = posting if who == "its own practice" else await world.practice("Oak")
    claim_ids = [each["id"] for each in (await posting.ehr.get(posting.path("/claims"))).json()["items"]]
    async with work_for(world.services, Owner.practice(posting.id), "job:remittance.post") as work:
        await work.audit_each("claim.post", "claim", {new_id(): {} for _ in range(ROWS)})
        await record(work, [NewEvent("patient.created", "patient", new_id(), {}) for _ in range(ROWS)])
        await work.audit("remittance.post", "remittance", new_id(), count=ROWS)
        asked: list[Awaitable[Any]] = [
            asking.ehr.get(asking.path(path)) for path in ("/claims", "/audit", "/events", "/ledger", "/remittances")
        ]
        if asking is posting:
            asked += [asking.ehr.get(asking.path(f"/claims/{each}")) for each in claim_ids]
        asked.append(asking.ehr.post(asking.path("/patients"), patient(external_id="MRN-NEW")))
        asked.append(seal(world.services))
        answers = await asyncio.wait_for(asyncio.gather(*asked), PATIENCE)
    statuses = {answer.status_code for answer in answers if isinstance(answer, httpx.Response)}
    assert statuses == {200, 201}
