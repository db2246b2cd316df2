"""Batches of claims on their way out."""

from typing import Annotated

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.submission import look_up
from api.submission.create import create_submissions
from api.submission.problems import ChannelRefused, ClaimsNotReady, NothingReady
from api.submission.schemas import (
    SubmissionCreate,
    SubmissionDetail,
    SubmissionPage,
    SubmissionsCreated,
    SubmittedClaimPage,
)
from tenants.practices import PracticeLeaving
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("submissions")
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.operation(
    "POST",
    "/submissions",
    scope="claims:write",
    kind="write",
    status=202,
    summary="Submit claims",
    model=SubmissionsCreated,
    problems=[NothingReady, ClaimsNotReady, ChannelRefused, PracticeLeaving],
    example={},
)
async def post_submission(call: CurrentCall, order: SubmissionCreate) -> SubmissionsCreated:
    """One batch for each channel. Read a batch back until its `state` is `sent`."""
    return await create_submissions(call, order.claim_ids)


@router.operation(
    "GET",
    "/submissions",
    scope="claims:read",
    kind="read",
    summary="List batches",
    model=SubmissionPage,
)
async def get_submissions(call: CurrentCall, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT) -> SubmissionPage:
    """Newest first."""
    return await look_up.submissions(call, cursor, limit)


@router.operation(
    "GET",
    "/submissions/{submission_id}",
    scope="claims:read",
    kind="read",
    summary="Get a batch",
    model=SubmissionDetail,
)
async def get_submission(call: CurrentCall, submission_id: PathId) -> SubmissionDetail:
    """Its state, and where its claims stand."""
    return await look_up.submission(call, submission_id)


@router.operation(
    "GET",
    "/submissions/{submission_id}/claims",
    scope="claims:read",
    kind="read",
    summary="List the claims of a batch",
    model=SubmittedClaimPage,
)
async def get_submitted_claims(
    call: CurrentCall,
    submission_id: PathId,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> SubmittedClaimPage:
    """Each as it stands now."""
    return await look_up.submitted_claims(call, submission_id, cursor, limit)
