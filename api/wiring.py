"""What follows what: routers in the order a claim travels, jobs, channels, and reactions that run backwards."""

import api.events.jobs
import api.ledger.jobs
import api.onboarding.jobs
from api.events.routes import router as events
from api.kit.jobs import build_app, register
from api.kit.settings import Settings
from api.ledger.routes import router as ledger
from api.onboarding.routes import router as onboarding
from api.reference.routes import organization as payers
from api.reference.routes import practice as enrolled_payers
from tenants.context import Services
from tenants.oauth.endpoints import router as oauth
from tenants.oauth.routes import router as clients
from tenants.services import open_services

ROUTERS = (
    oauth,
    onboarding,
    clients,
    payers,
    enrolled_payers,
    events,
    ledger,
)
JOB_MODULES = (api.events.jobs, api.ledger.jobs, api.onboarding.jobs)
POLL_SECONDS = 0.2


async def run_worker(settings: Settings) -> None:
    """Run jobs until stopped."""
    async with open_services(settings) as services:
        await work(settings, services)


async def work(settings: Settings, services: Services, *, until_empty: bool = False) -> None:
    """Run jobs with services that are open; with `until_empty`, those that are due, and return."""
    app = build_app(settings.role_url("app"), settings.pool_size + 2)
    register(app, services)
    async with app.open_async():
        await app.run_worker_async(
            concurrency=settings.worker_concurrency,
            wait=not until_empty,
            fetch_job_polling_interval=POLL_SECONDS,
            install_signal_handlers=not until_empty,
            listen_notify=not until_empty,
            delete_jobs="successful",
        )
