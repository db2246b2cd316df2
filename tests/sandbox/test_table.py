"""The table of scenarios says what a claim that goes through the product comes to."""

import re

import pytest

from api.sandbox.scenarios import SCENARIOS
from api.sandbox.table import scenario_table, switch_table
from tests.builders.encounters import bill, line, register
from tests.harness.processes import PROJECT
from tests.harness.world import World

_LINES = {"08A": [line(charge_cents=cents) for cents in (15_000, 1_500, 12_000, 40_000, 0)]}


async def test_each_scenario_leaves_the_claim_in_the_state_of_the_table(world: World) -> None:
    """Each in a file of its own, since two of them refuse theirs; then 60 days pass."""
    practice = await world.practice()
    await register(world, practice)
    claims = {}
    for name in SCENARIOS:
        billed = await bill(practice, external_id=name, note=f"SBX {name}", lines=_LINES.get(name, [line()]))
        claims[name] = billed["claim_id"]
        (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
        await world.work()
    await world.advance(practice, 60)
    ended = {
        name: (await practice.ehr.get(practice.path(f"/claims/{each}"))).json()["state"]
        for name, each in claims.items()
    }
    assert ended == {name: scenario.ends for name, scenario in SCENARIOS.items()}
    remittances = (await practice.ehr.get(practice.path("/remittances"), limit=100)).json()["items"]
    assert {each["state"] for each in remittances} == {"posted"}


@pytest.mark.parametrize(("name", "table"), [("scenarios", scenario_table()), ("switches", switch_table())])
def test_the_tables_of_the_page_are_the_payer_s(name: str, table: str) -> None:
    (place,) = (PROJECT / "docs").rglob("sandbox.md")
    page = place.read_text(encoding="utf-8")
    shown = re.search(rf"<!-- {name}: .*? -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)
    assert shown is not None
    assert shown[1] == table
