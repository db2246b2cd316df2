from tests.harness.world import World


async def test_a_practice_is_active_once_its_job_has_run(world: World) -> None:
    practice = await world.practice("Oak Avenue")
    answer = await world.staff.get(world.path(f"/practices/{practice.id}"))
    assert answer.json()["state"] == "active"
    payers = await practice.ehr.get(practice.path("/payers"))
    assert [payer["identifier"] for payer in payers.json()["items"]] == ["SBXCO", "SBXMC"]


async def test_the_same_key_sets_one_practice_up(world: World) -> None:
    order = {"name": "Oak", "time_zone": "America/Chicago", "mode": "test"}
    first = await world.staff.post(world.path("/practices"), order, key="once")
    second = await world.staff.post(world.path("/practices"), order, key="once")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    listed = await world.staff.get(world.path("/practices"))
    assert len(listed.json()["items"]) == 1
