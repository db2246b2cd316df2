"""Ask a payer about a coverage: keep the question; a job writes and sends it."""

from datetime import timedelta
from uuid import UUID

from api.eligibility.models import EligibilityCheck
from api.eligibility.problems import CheckRefused
from api.eligibility.schemas import CheckOut, CheckRequest
from api.files import plugged
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.kit.problems import field_error
from api.reference import enrolled
from api.registration import find_billing_provider, find_coverage, first_billing_provider
from tenants.context import Work
from tenants.practices import profile_of

LONGEST_BACK = timedelta(days=365)
LONGEST_AHEAD = timedelta(days=366)


async def request_check(work: Work, order: CheckRequest) -> CheckOut:
    """The check, queued. Raises CheckRefused with what to put right."""
    profile = await profile_of(work.tx)
    coverage = await find_coverage(work, order.coverage)
    if coverage is None:
        name = "coverage_id" if order.coverage_id else "coverage_external_id"
        raise CheckRefused(errors=[field_error(f"/body/{name}", "not_found", "The practice has no such coverage")])
    today = profile.business_date(now())
    if not today - LONGEST_BACK <= order.service_date <= today + LONGEST_AHEAD:
        message = "Payers answer for a day at most a year ago or ahead"
        raise CheckRefused(errors=[field_error("/body/service_date", "out_of_range", message)])
    payer = await enrolled(work.tx, work.owner_id, coverage.payer_id)
    channel = payer["channel"] if payer else ""
    found = plugged(channel)
    if found is None or (found.is_for_tests and not profile.is_test):
        message = f"The payer's channel {channel} takes no questions of this practice"
        raise CheckRefused(errors=[field_error("/body/coverage_id", "channel_refused", message)])
    row = EligibilityCheck(
        tenant_id=work.owner_id,
        id=new_id(),
        coverage_id=coverage.id,
        payer_id=coverage.payer_id,
        billing_provider_id=await _provider(work, order.billing_provider_id),
        channel=channel,
        service_date=order.service_date,
        service_types=order.service_types,
        created_at=now(),
    )
    await work.tx.insert(row)
    await defer(work.tx.connection, "eligibility.write", practice_id=work.owner_id, check_id=row.id)
    await work.audit("eligibility.request", "eligibility_check", row.id)
    return CheckOut(
        id=row.id,
        coverage_id=row.coverage_id,
        payer_id=row.payer_id,
        service_date=row.service_date,
        service_types=row.service_types,
        state="queued",
        outcome=None,
        benefits=[],
        rejections=[],
        inquiry_transaction_id=None,
        response_transaction_id=None,
        created_at=row.created_at,
        sent_at=None,
        answered_at=None,
    )


async def _provider(work: Work, asked: UUID | None) -> UUID:
    """Who asks: the one named, else the practice's first."""
    found = await find_billing_provider(work, asked) if asked else await first_billing_provider(work)
    if found is not None:
        return found.id
    message = "The practice has no such billing provider" if asked else "The practice has no billing provider yet"
    raise CheckRefused(errors=[field_error("/body/billing_provider_id", "not_found", message)])
