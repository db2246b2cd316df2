"""Versions of a contract keep their start alone; what nobody has entered has defaults."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from api.contracts import Terms, terms_of, terms_on
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.world import PracticeWorld, World


async def enter(world: World, practice: PracticeWorld, payer: str = "SBXCO", **order: Any) -> Any:
    path = practice.path(f"/payers/{world.payers[payer]}/contracts")
    return await practice.ehr.post(path, {"starts_on": "2026-01-01"} | order)


async def versions(world: World, practice: PracticeWorld, payer: str = "SBXCO") -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path(f"/payers/{world.payers[payer]}/contracts"))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def history(world: World, practice: PracticeWorld, payer: str = "SBXCO") -> list[Terms]:
    payer_id = UUID(world.payers[payer])
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        found = await terms_of(work, [payer_id, uuid4()])
    assert set(found) == {payer_id}
    return found[payer_id]


async def test_without_a_contract_the_defaults_of_the_filing_indicator_hold(world: World) -> None:
    practice = await world.practice()
    days = ("timely_filing_days", "correction_days", "appeal_days", "crossover_days")
    [commercial] = await versions(world, practice, "SBXCO")
    assert [commercial[name] for name in days] == [365, 180, 180, 30]
    [medicare] = await versions(world, practice, "SBXMC")
    assert [medicare[name] for name in days] == [365, 180, 120, 30]
    assert (medicare["starts_on"], medicare["correction_method"], medicare["is_capitated"]) == (None, None, False)


async def test_what_a_version_leaves_out_is_as_without_a_contract(world: World) -> None:
    practice = await world.practice()
    answer = await enter(world, practice, "SBXMC", timely_filing_days=300, is_capitated=True)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["timely_filing_days"], kept["appeal_days"], kept["is_capitated"]) == (300, 120, True)
    assert kept["created_by"] == practice.ehr.client_id


async def test_a_version_ends_the_one_before_it_and_the_day_decides(world: World) -> None:
    practice = await world.practice()
    await enter(world, practice, starts_on="2026-07-01", appeal_days=60)
    await enter(world, practice, starts_on="2026-01-01", appeal_days=90)
    terms = await history(world, practice)
    found = [
        terms_on(terms, day).appeal_days
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert found == [180, 90, 90, 60]
    assert [each["starts_on"] for each in await versions(world, practice)] == [None, "2026-01-01", "2026-07-01"]


async def test_two_versions_of_one_day_are_a_conflict(world: World) -> None:
    practice = await world.practice()
    assert (await enter(world, practice)).status_code == 201
    answer = await enter(world, practice, appeal_days=30)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/contract-exists")
    assert (await versions(world, practice))[-1]["appeal_days"] == 180


async def test_contracts_are_each_practice_s_own(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await enter(world, elm, appeal_days=30)
    assert len(await versions(world, oak)) == 1


async def test_medicare_part_b_takes_no_contract_that_says_frequency_7(world: World) -> None:
    practice = await world.practice()
    answer = await enter(world, practice, "SBXMC", correction_method="replace_7")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/body/correction_method"
    assert (await enter(world, practice, "SBXMC", correction_method="appeal")).status_code == 201


async def test_no_days_is_not_a_term(world: World) -> None:
    practice = await world.practice()
    assert (await enter(world, practice, appeal_days=0)).status_code == 422
