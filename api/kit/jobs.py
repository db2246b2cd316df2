"""Work outside a request, on procrastinate in the same PostgreSQL: enqueued in the business transaction, ids only.

A stage declares a job with `@job("stage.verb")` in its `jobs.py`; the function gets the process's services and the
ids it
was deferred with, opens its own transactions, and may run again after a crash: each job is written so that a second run
changes nothing. `lock` keeps two jobs of the same name from running at once and runs them in the order they came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from psycopg import AsyncConnection

JobFunction = Callable[..., Awaitable[None]]
SCHEMA_OPTIONS = "-c search_path=public,jobs"
RETRIES = 8
SILENT_SECONDS = 30.0
RESCUE_SECONDS = 10.0

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A declared job. `cron` (minute, hour, day, month, weekday, second) makes it run by itself, without ids.

    `gives_up` is called with the same ids when the last attempt has failed: nothing may wait for ever for a job that
    will not run again.
    """

    name: str
    run: JobFunction
    cron: str | None = None
    gives_up: JobFunction | None = None


JOBS: dict[str, Job] = {}


def job(
    name: str, *, cron: str | None = None, gives_up: JobFunction | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Declare a job under a stable name."""

    def declare(function: JobFunction) -> JobFunction:
        if name in JOBS:
            raise ValueError(f"job {name} is declared twice")
        JOBS[name] = Job(name, function, cron, gives_up)
        return function

    return declare


def build_app(url: str, pool_size: int) -> App:
    """The procrastinate app; its connections find their tables in the schema `jobs`."""
    connector = PsycopgConnector(conninfo=url, min_size=1, max_size=pool_size, kwargs={"options": SCHEMA_OPTIONS})
    return App(connector=connector)


def register(app: App, services: Any, *, by_the_clock: bool) -> None:
    """Make every declared job a task of `app` that runs with `services`; those with a cron too, when `by_the_clock`."""
    for declared in JOBS.values():
        if declared.cron is None or by_the_clock:
            _register(app, declared, services)


def _register(app: App, declared: Job, services: Any) -> None:
    retry = RetryStrategy(max_attempts=RETRIES, exponential_wait=2)

    if declared.cron is None:

        async def run(context: JobContext, /, **ids: str) -> None:
            known = {name: UUID(value) for name, value in ids.items()}
            try:
                await declared.run(services, **known)
            except Exception:
                if declared.gives_up is not None and context.job.attempts >= RETRIES:
                    await declared.gives_up(services, **known)
                raise

        app.task(name=declared.name, retry=retry, pass_context=True)(run)
        return

    async def tick(timestamp: int) -> None:
        del timestamp
        await declared.run(services)

    task = app.task(name=declared.name, queueing_lock=declared.name, lock=declared.name)(tick)
    app.periodic(cron=declared.cron)(task)


async def rescue_stalled(app: App) -> int:
    """Put back every job whose worker is gone: killed, cut off, or silent for half a minute. How many.

    A job may so run twice, which each is written for; left alone it would never run again, nor any that waits for its
    lock.
    """
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
    return [await _put_back(app, each) for each in stalled].count(True)


async def _put_back(app: App, lost: QueuedJob) -> bool:
    """Whether it was for us to do: another worker may look at the same time."""
    try:
        try:
            await app.job_manager.retry_job(lost)
        except UniqueViolation:
            # The next of its kind waits already, which one may, and waits for the lost one's lock.
            await app.job_manager.finish_job(lost, Status.ABORTED, delete_job=True)
    except ConnectorException:
        return False
    log.warning("job of a lost worker put back", job=lost.task_name, number=lost.id)
    return True


async def keep_rescuing(app: App) -> None:
    """Look for stalled jobs for as long as the worker runs, whatever becomes of the database meanwhile."""
    while True:
        await asyncio.sleep(RESCUE_SECONDS)
        try:
            await rescue_stalled(app)
        except ConnectorException as error:
            log.warning("no look at the jobs of lost workers", error=type(error.__cause__ or error).__name__)


_DEFERRER = App(connector=PsycopgConnector(conninfo="", open=False))
"""Never opened: enqueues through the connection of a business transaction."""


async def defer(
    connection: AsyncConnection[Any],
    name: str,
    *,
    lock: str | None = None,
    after: timedelta | None = None,
    **ids: UUID,
) -> None:
    """Enqueue a job in the transaction of `connection`: it exists if and only if the transaction commits."""
    deferrer = _DEFERRER.configure_task(
        name,
        connection=connection,
        lock=lock,
        schedule_in={"seconds": int(after.total_seconds())} if after else None,
    )
    await deferrer.defer_async(**{key: str(value) for key, value in ids.items()})


async def defer_many(connection: AsyncConnection[Any], name: str, ids: Sequence[Mapping[str, UUID]]) -> None:
    """Enqueue a job for each of `ids` in one statement of the transaction of `connection`."""
    if ids:
        deferrer = _DEFERRER.configure_task(name, connection=connection)
        orders: list[dict[str, Any]] = [{key: str(value) for key, value in each.items()} for each in ids]
        await deferrer.batch_defer_async(*orders)
