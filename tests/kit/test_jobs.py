"""Jobs outlive their workers."""

from tests.harness.database import Database
from tests.harness.world import World


async def test_a_job_whose_worker_was_killed_is_run_by_the_next(world: World, database: Database) -> None:
    order = {"name": "Oak Avenue", "time_zone": "America/Chicago", "mode": "test"}
    practice_id = (await world.staff.post(world.path("/practices"), order)).json()["id"]
    # What a killed worker leaves behind: a job that is being done by nobody.
    being_done = "update procrastinate_jobs set status = 'doing', worker_id = null"
    database.sql("app", being_done, settings={"search_path": "jobs"})
    await world.work()
    found = await world.staff.get(world.path(f"/practices/{practice_id}"))
    assert found.json()["state"] == "active"
