"""Jobs outlive their workers."""

import asyncio

from api.kit.jobs import build_app, rescue_stalled
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


async def test_a_lost_job_makes_way_for_the_next_of_its_kind(world: World, database: Database) -> None:
    """As a job by the clock does: one may wait, so the lost one can't be put back beside it."""
    order = {"name": "Oak Avenue", "time_zone": "America/Chicago", "mode": "test"}
    practice_id = (await world.staff.post(world.path("/practices"), order)).json()["id"]
    lost = "update procrastinate_jobs set status = 'doing', worker_id = null, lock = 'one', queueing_lock = 'one'"
    waiting = (
        "insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)"
        " select queue_name, task_name, lock, queueing_lock, args from procrastinate_jobs"
    )
    for statement in (lost, waiting):
        database.sql("app", statement, settings={"search_path": "jobs"})
    await world.work()
    found = await world.staff.get(world.path(f"/practices/{practice_id}"))
    assert found.json()["state"] == "active"
    assert database.sql("app", "select id from procrastinate_jobs", settings={"search_path": "jobs"}) == []


async def test_workers_that_look_at_once_put_a_lost_job_back_once(world: World, database: Database) -> None:
    order = {"name": "Oak Avenue", "time_zone": "America/Chicago", "mode": "test"}
    (await world.staff.post(world.path("/practices"), order)).raise_for_status()
    lost = (
        "insert into procrastinate_jobs (queue_name, task_name, args, status)"
        " select queue_name, task_name, args, 'doing' from procrastinate_jobs, generate_series(1, 20)"
    )
    database.sql("app", lost, settings={"search_path": "jobs"})
    app = build_app(world.settings.role_url("app"), 4)
    async with app.open_async():
        assert sum(await asyncio.gather(*(rescue_stalled(app) for _ in range(4)))) == 20
