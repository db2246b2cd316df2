"""Fee agreements, the month's preview, and the entries behind it; across practices for the organization."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response

from api.fees.activate import activate, end
from api.fees.agreements import change_terms, draft_agreement, list_agreements, read_agreement
from api.fees.preview import list_entries, preview, preview_across
from api.fees.problems import (
    AgreementCannotEnd,
    AgreementCannotStart,
    AgreementInvalid,
    AgreementNotActive,
    AgreementNotDraft,
)
from api.fees.schemas import (
    FeeAgreementEndIn,
    FeeAgreementOut,
    FeeAgreementPage,
    FeeEntryPage,
    FeePreview,
    FeePreviewAcross,
    FeeTermsIn,
    Source,
)
from api.kit.etags import etag
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT, CursorInvalid
from api.kit.problems import PreconditionFailed, PreconditionRequired
from api.kit.schemas import Month
from tenants.reading import across_router
from tenants.routing import CurrentCall, PathId, practice_router

practice = practice_router("fees")
across = across_router("fees")
READ, WRITE = "fees:read", "agreements:write"
IfMatch = Annotated[str | None, Header()]
MonthQuery = Annotated[Month, Query(description="YYYY-MM, by the day of posting")]

_TERMS = {
    "starts_on": "2026-01-01",
    "practice_state": "IL",
    "rules": [
        {"name": "Copays at the desk", "priority": 1, "outcome": "rate", "rate_bps": 300, "sources": ["desk"]},
        {"name": "All other collections", "priority": 2, "outcome": "rate", "rate_bps": 500},
    ],
}


@practice.operation(
    "POST",
    "/fees/agreements",
    scope=WRITE,
    kind="write",
    status=201,
    summary="Draft a fee agreement",
    model=FeeAgreementOut,
    problems=[AgreementInvalid],
    example=_TERMS,
)
async def post_agreement(call: CurrentCall, terms: FeeTermsIn, response: Response) -> FeeAgreementOut:
    """Nothing is charged under a draft. The first rule by priority that matches decides; the rest is excluded."""
    return _tagged(response, await draft_agreement(call, terms))


@practice.operation(
    "GET",
    "/fees/agreements",
    scope=READ,
    kind="read",
    summary="List fee agreements",
    model=FeeAgreementPage,
    problems=[CursorInvalid],
)
async def get_agreements(
    call: CurrentCall, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
) -> FeeAgreementPage:
    """Newest first."""
    return await list_agreements(call, cursor, limit)


@practice.operation(
    "GET",
    "/fees/agreements/{agreement_id}",
    scope=READ,
    kind="read",
    summary="Get a fee agreement",
    model=FeeAgreementOut,
)
async def get_agreement(call: CurrentCall, agreement_id: PathId, response: Response) -> FeeAgreementOut:
    """With its version as ETag."""
    return _tagged(response, await read_agreement(call, agreement_id))


@practice.operation(
    "POST",
    "/fees/agreements/{agreement_id}/terms",
    scope=WRITE,
    kind="write",
    summary="Replace the terms of a draft",
    model=FeeAgreementOut,
    problems=[AgreementInvalid, AgreementNotDraft, PreconditionFailed, PreconditionRequired],
    example=_TERMS,
)
async def post_terms(
    call: CurrentCall, agreement_id: PathId, terms: FeeTermsIn, response: Response, if_match: IfMatch = None
) -> FeeAgreementOut:
    """Takes `If-Match` with the version you have read."""
    del if_match  # read from the call; named here so that the contract shows it
    return _tagged(response, await change_terms(call, agreement_id, terms))


@practice.operation(
    "POST",
    "/fees/agreements/{agreement_id}/activation",
    scope=WRITE,
    kind="write",
    summary="Start a fee agreement",
    model=FeeAgreementOut,
    problems=[AgreementNotDraft, AgreementCannotStart, PreconditionFailed, PreconditionRequired],
)
async def post_activation(
    call: CurrentCall, agreement_id: PathId, response: Response, if_match: IfMatch = None
) -> FeeAgreementOut:
    """The terms never change again. Money posted since `starts_on` is priced by a job. Takes `If-Match`.

    Whether the law allows a percentage (state, payer class, custody of funds) is not checked.
    """
    del if_match
    return _tagged(response, await activate(call, agreement_id))


@practice.operation(
    "POST",
    "/fees/agreements/{agreement_id}/end",
    scope=WRITE,
    kind="write",
    summary="End a fee agreement",
    model=FeeAgreementOut,
    problems=[AgreementNotActive, AgreementCannotEnd, PreconditionFailed, PreconditionRequired],
    example={"ends_on": "2026-12-31", "reason": "The practice bills by itself from January"},
)
async def post_end(
    call: CurrentCall, agreement_id: PathId, order: FeeAgreementEndIn, response: Response, if_match: IfMatch = None
) -> FeeAgreementOut:
    """Its last day; money of later days is charged only under another agreement. Takes `If-Match`."""
    del if_match
    return _tagged(response, await end(call, agreement_id, order))


@practice.operation("GET", "/fees/preview", scope=READ, kind="read", summary="Preview a month's fees", model=FeePreview)
async def get_preview(call: CurrentCall, month: MonthQuery) -> FeePreview:
    """By rule, source and payer; exclusions with their reason; and the tie-out to the ledger's cash, term by term."""
    return await preview(call, month)


@practice.operation(
    "GET",
    "/fees/entries",
    scope=READ,
    kind="read",
    summary="List fee entries",
    model=FeeEntryPage,
    problems=[CursorInvalid],
)
async def get_entries(
    call: CurrentCall,
    month: Annotated[Month | None, Query(description="YYYY-MM")] = None,
    rule_id: Annotated[UUID | None, Query(description="Only what this rule priced")] = None,
    source: Annotated[Source | None, Query(description="How the money was received")] = None,
    payer_id: Annotated[UUID | None, Query(description="Only this payer's money")] = None,
    claim_id: Annotated[UUID | None, Query(description="Only money on this claim")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> FeeEntryPage:
    """Newest first; each names its allocation, ledger entry, and claim payment or patient payment."""
    return await list_entries(call, month, rule_id, source, payer_id, claim_id, (cursor, limit))


@across.operation(
    "GET",
    "/fees/preview",
    scope=READ,
    kind="read",
    summary="Preview a month's fees of every practice",
    model=FeePreviewAcross,
)
async def get_preview_across(call: CurrentCall, month: MonthQuery) -> FeePreviewAcross:
    """The practices that the caller may enter now."""
    return await preview_across(call, month)


def _tagged(response: Response, shown: FeeAgreementOut) -> FeeAgreementOut:
    response.headers["ETag"] = etag(shown.version)
    return shown
