"""The same services billed anew under another visit join the family; what is not the same opens its own."""

from typing import Any

import pytest

from tests.builders.encounters import bill, line, register
from tests.builders.registration import OTHER_NPI, billing_provider, coverage
from tests.builders.submissions import billing_practice
from tests.harness.world import PracticeWorld, World

STRANGER = "01890a5d-ac96-774b-bcce-b302099a8057"


async def sent(world: World) -> tuple[PracticeWorld, dict[str, Any]]:
    """A practice with a claim that has been sent."""
    practice = await world.practice()
    await register(world, practice)
    first = await bill(practice, lines=[line(), line(procedure="J1100", charge_cents=800)])
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    return practice, first


async def test_a_rebill_of_a_sent_claim_joins_its_family_with_frequency_1(world: World) -> None:
    practice, first = await sent(world)
    again = await bill(practice, external_id="VISIT-2", lines=[line(procedure="J1100", charge_cents=900)])
    assert again["family_id"] == first["family_id"]
    answer = await practice.ehr.get(practice.path(f"/claims/{again['claim_id']}/family"))
    items = answer.json()["items"]
    assert [each["id"] for each in items] == [first["claim_id"], again["claim_id"]]
    told = [(each["frequency"], each["correction_method"], each["corrects"], each["superseded_by"]) for each in items]
    assert told == [("1", "", None, None)] * 2, "a rebill supersedes nothing"
    third = await bill(practice, external_id="VISIT-3", lines=[line(procedure="J1100", charge_cents=900)])
    assert third["family_id"] == first["family_id"]


@pytest.mark.parametrize(
    "different",
    [
        {"service_date": "2026-01-16"},
        {"lines": [line(procedure="99214")]},
        {"coverage_external_id": "COV-2"},
        {"billing_provider_external_id": "BP-2"},
    ],
    ids=["another day", "no common procedure", "another payer", "another billing provider"],
)
async def test_what_is_not_the_same_opens_a_family_of_its_own(world: World, different: dict[str, Any]) -> None:
    practice, first = await sent(world)
    for path, body in (
        ("/coverages", coverage(world.payers["SBXMC"], external_id="COV-2")),
        ("/billing-providers", billing_provider(external_id="BP-2", npi=OTHER_NPI)),
    ):
        (await practice.ehr.post(practice.path(path), body)).raise_for_status()
    other = await bill(practice, external_id="VISIT-2", **different)
    assert other["family_id"] == other["claim_id"] != first["family_id"]


async def test_two_visits_of_a_day_that_wait_together_are_no_rebill(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    first, second = await bill(practice), await bill(practice, external_id="VISIT-2")
    assert first["family_id"] != second["family_id"]


async def test_the_family_of_an_unknown_claim_is_404(world: World) -> None:
    practice = await billing_practice(world)
    assert (await practice.ehr.get(practice.path(f"/claims/{STRANGER}/family"))).status_code == 404
