import asyncio

from api.files import draw_control_number
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.database import Database
from tests.harness.world import World


async def test_numbers_never_repeat_when_twenty_draw_at_once(world: World) -> None:
    async def draw(channel: str) -> int:
        async with work_for(world.services, Owner.organization(world.organization_id), "test") as work:
            return await draw_control_number(work, channel)

    drawn = await asyncio.gather(*(draw("sandbox") for _ in range(20)), draw("directory"))
    assert sorted(drawn[:20]) == list(range(1, 21))
    assert drawn[20] == 1, "each channel counts for itself"


async def test_a_draw_that_is_rolled_back_is_given_again_and_used_by_nobody_else(
    world: World, database: Database
) -> None:
    owner = Owner.organization(world.organization_id)
    try:
        async with work_for(world.services, owner, "test") as work:
            await draw_control_number(work, "sandbox")
            raise RuntimeError  # noqa: TRY301 - the crash
    except RuntimeError:
        pass
    async with work_for(world.services, owner, "test") as work:
        assert await draw_control_number(work, "sandbox") == 1
    assert database.as_superuser("select last_value from control_number") == [(1,)]
