"""The audit of a practice and of an organization; the account of disclosures of a patient."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime

from api.audit.account import account, record
from api.audit.problems import DisclosureInvalid
from api.audit.schemas import AuditPage, DisclosureAccount, DisclosureIn, DisclosureOut, Outcome
from api.audit.trail import Wanted, trail
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from tenants.routing import CurrentCall, PathId, organization_router, practice_router

practice = practice_router("audit")
organization = organization_router("audit")
READ = "audit:read"
Word = Annotated[str, Query(pattern="^[a-z0-9_.]{1,64}$")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


async def _wanted(
    actor_id: UUID | None = None,
    action: Annotated[Word | None, Query(description="As in the rows: `patient.read`, `request.refuse` ...")] = None,
    subject_kind: Word | None = None,
    subject_id: UUID | None = None,
    outcome: Outcome | None = None,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="The first moment")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="The first moment not wanted")] = None,
) -> Wanted:
    return Wanted(actor_id, action, subject_kind, subject_id, outcome, since, until)


Filters = Annotated[Wanted, Depends(_wanted)]


@practice.operation("GET", "/audit", scope=READ, kind="read", summary="Read a practice's audit", model=AuditPage)
async def get_practice_audit(
    call: CurrentCall, wanted: Filters, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> AuditPage:
    """Who did what to the practice's data, when, why and from where, newest first. Reading it is a row of it."""
    return await trail(call, wanted, cursor, limit)


@organization.operation(
    "GET", "/audit", scope=READ, kind="read", summary="Read an organization's audit", model=AuditPage
)
async def get_organization_audit(
    call: CurrentCall, wanted: Filters, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> AuditPage:
    """The same for the organization's own data, and for what was read across its practices."""
    return await trail(call, wanted, cursor, limit)


@practice.operation(
    "POST",
    "/patients/{patient_id}/disclosures",
    scope="disclosures:write",
    kind="write",
    status=201,
    summary="Record a disclosure",
    model=DisclosureOut,
    problems=[DisclosureInvalid],
    example={
        "disclosed_on": "2026-03-02",
        "basis": "public_health",
        "recipient": "County Department of Health",
        "recipient_address": "1 Main Street, Springfield, IL 62701",
        "description": "Date and result of a test for pertussis",
        "purpose": "Report of a notifiable disease",
    },
)
async def post_disclosure(call: CurrentCall, patient_id: PathId, order: DisclosureIn) -> DisclosureOut:
    """What left the practice outside of treatment, payment and operations. It can't be changed afterwards."""
    return await record(call, patient_id, order)


@practice.operation(
    "GET",
    "/patients/{patient_id}/disclosures",
    scope="disclosures:read",
    kind="read",
    summary="Account for disclosures of a patient",
    model=DisclosureAccount,
)
async def get_disclosures(
    call: CurrentCall,
    patient_id: PathId,
    since: Annotated[date | None, Query(description="The first day; six years back at most, and by default")] = None,
) -> DisclosureAccount:
    """What a patient may ask for (45 CFR 164.528): when, to whom, what, why."""
    return await account(call, patient_id, since)
