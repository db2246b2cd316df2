"""The table of scenarios says what a claim that goes through the product comes to."""

from api.sandbox.scenarios import SCENARIOS
from api.sandbox.table import ending_of
from tests.builders.encounters import bill, register
from tests.harness.world import World


async def test_each_scenario_leaves_the_claim_in_the_state_of_the_table(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    ended = {}
    for name in SCENARIOS:
        billed = await bill(practice, external_id=name, note=f"SBX {name}")
        (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
        await world.work()
        ended[name] = (await practice.ehr.get(practice.path(f"/claims/{billed['claim_id']}"))).json()["state"]
    assert ended == {name: ending_of(scenario) for name, scenario in SCENARIOS.items()}
