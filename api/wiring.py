"""What follows what: routers in the order a claim travels, jobs, channels, and reactions that run backwards."""

from asyncio import create_task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from procrastinate import App

import api.acknowledgements.jobs
import api.audit.jobs
import api.coordination.jobs
import api.eligibility.jobs
import api.events.jobs
import api.fees.jobs
import api.files.jobs
import api.ledger.jobs
import api.offboarding.jobs
import api.onboarding.jobs
import api.portal.jobs
import api.remittance.jobs
import api.sandbox_channel.jobs
import api.submission.jobs
import tenants.oauth.jobs
import tenants.resealing.jobs
import tenants.retention.jobs
from api import coordination
from api.acknowledgements.routes import router as acknowledgements
from api.audit.routes import organization as organization_audit
from api.audit.routes import practice as practice_audit
from api.claims.routes import router as claims
from api.coding.routes import router as coding
from api.contracts.routes import router as contracts
from api.coordination.routes import router as secondary_claims
from api.corrections import follow_duplicates
from api.corrections.routes import router as corrections
from api.denials import follow_adjudications, follow_corrections
from api.denials.routes import across as denials_across
from api.denials.routes import practice as denials
from api.eligibility.routes import router as eligibility
from api.events import react
from api.events.routes import router as events
from api.fees import money_posted
from api.fees.routes import across as fees_across
from api.fees.routes import practice as fees
from api.files import deliver_to, plug
from api.files.routes import organization as interchanges
from api.files.routes import practice as transactions
from api.kit import logs
from api.kit.clock import now
from api.kit.jobs import build_app, keep_rescuing, register, rescue_stalled
from api.kit.settings import Settings
from api.ledger.routes import router as ledger
from api.offboarding.routes import router as offboarding
from api.onboarding.routes import router as onboarding
from api.patient_accounts import decisions_taken_back, shares_posted, shares_withdrawn
from api.patient_accounts.routes import router as patient_accounts
from api.portal.routes import organization as releases
from api.portal.routes import partner as released_rates
from api.reference.routes import organization as payers
from api.reference.routes import practice as enrolled_payers
from api.registration.routes import router as registration
from api.remittance.routes import router as remittance
from api.reports import claims_acknowledged, claims_adjudicated, claims_submitted, claims_withdrawn
from api.reports.routes import across as first_pass_across
from api.reports.routes import practice as first_pass
from api.sandbox_channel import SandboxChannel
from api.sandbox_channel.routes import router as sandbox
from api.submission.routes import router as submissions
from api.timeline.routes import router as timeline
from api.validate.routes import router as validation
from api.worklists.routes import across as worklist_across
from api.worklists.routes import practice as worklist
from tenants.context import Services
from tenants.oauth.endpoints import router as oauth
from tenants.oauth.routes import router as clients
from tenants.services import open_services

ROUTERS = (
    oauth,
    onboarding,
    offboarding,
    clients,
    payers,
    enrolled_payers,
    contracts,
    registration,
    eligibility,
    coding,
    claims,
    interchanges,
    transactions,
    submissions,
    acknowledgements,
    events,
    practice_audit,
    organization_audit,
    remittance,
    worklist,
    worklist_across,
    secondary_claims,
    corrections,
    denials,
    denials_across,
    patient_accounts,
    ledger,
    fees,
    fees_across,
    timeline,
    first_pass,
    first_pass_across,
    releases,
    released_rates,
    sandbox,
    validation,
)
JOB_MODULES = (
    api.files.jobs,
    api.eligibility.jobs,
    api.submission.jobs,
    api.sandbox_channel.jobs,
    api.acknowledgements.jobs,
    api.coordination.jobs,
    api.events.jobs,
    api.audit.jobs,
    api.ledger.jobs,
    api.onboarding.jobs,
    api.remittance.jobs,
    api.fees.jobs,
    api.portal.jobs,
    api.offboarding.jobs,
    tenants.resealing.jobs,
    tenants.retention.jobs,
    tenants.oauth.jobs,
)
MONEY_EVENTS = (
    "remittance.posted",
    "patient_payment.allocated",
    "patient_payment.released",
    "patient_refund.made",
)
"""Each ends a posting with allocations, which it names by `ledger_batch_id`: what fees are charged on."""
POLL_SECONDS = 0.2


plug("sandbox", SandboxChannel(), is_for_tests=True)

deliver_to("835", "remittance.receive")
deliver_to("TA1", "acknowledgements.receive")
deliver_to("999", "acknowledgements.receive")
deliver_to("277CA", "acknowledgements.receive")
deliver_to("271", "eligibility.receive")

react("claim.submitted", claims_submitted)
react("claim.acknowledged", claims_acknowledged)
react("claim.withdrawn", claims_withdrawn)
react("claim.adjudicated", follow_duplicates)
react("claim.adjudicated", claims_adjudicated)
react("claim.adjudicated", follow_adjudications)
react("claim.corrected", follow_corrections)
react("claim.adjudicated", coordination.claims_adjudicated)
react("claim.corrected", coordination.claims_corrected)
react("claim.insurance_finished", coordination.insurance_finished)
react("claim.adjudicated", shares_withdrawn)
react("claim.insurance_finished", shares_posted)
react("claim.adjudicated", decisions_taken_back)

for kind in MONEY_EVENTS:
    react(kind, money_posted)


async def run_worker(settings: Settings) -> None:
    """Run jobs until stopped."""
    logs.configure(settings.log_level)
    # Each job may hold a connection while it waits for its turn: fewer than jobs would starve the ones by the clock.
    sized = settings.model_copy(update={"pool_size": max(settings.pool_size, settings.worker_concurrency + 2)})
    async with open_services(sized) as services:
        await work(settings, services)


async def work(settings: Settings, services: Services, *, until_empty: bool = False) -> None:
    """Run jobs with services that are open; with `until_empty`, all that are due and what they enqueue."""
    app = build_app(settings.role_url("app"), settings.pool_size + 2)
    register(app, services, by_the_clock=not until_empty)
    async with app.open_async(), _rescue(app, keep_on=not until_empty):
        is_done = False
        while not is_done:
            await app.run_worker_async(
                concurrency=settings.worker_concurrency,
                wait=not until_empty,
                fetch_job_polling_interval=POLL_SECONDS,
                install_signal_handlers=not until_empty,
                listen_notify=not until_empty,
                delete_jobs="successful",
            )
            # A worker that finds nothing stops, though a job that still runs may enqueue another.
            is_done = not (until_empty and await _has_due_jobs(app))


@asynccontextmanager
async def _rescue(app: App, *, keep_on: bool) -> AsyncIterator[None]:
    """Put back the jobs of lost workers at the start, and while this one runs."""
    await rescue_stalled(app)
    task = create_task(keep_rescuing(app)) if keep_on else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()


async def _has_due_jobs(app: App) -> bool:
    waiting = await app.job_manager.list_jobs_async(status="todo")
    return any(each.scheduled_at is None or each.scheduled_at <= now() for each in waiting)
