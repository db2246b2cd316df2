"""Validation of X12 files."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.files import NotX12File
from api.validate.problems import TooManyToValidate
from api.validate.schemas import ValidationReport
from api.validate.validate import validate
from api.x12 import Profile
from tenants.computing import CurrentBody, body_router

router = body_router("x12")


@router.operation(
    "POST",
    "/x12/validate",
    scope="x12:validate",
    kind="query",
    summary="Check an X12 file",
    model=ValidationReport,
    problems=[NotX12File, TooManyToValidate],
    media="application/edi-x12",
)
async def post_validate(
    body: CurrentBody,
    profile: Annotated[
        Profile, Query(description="`inbound`: what must not be posted blocks; `outbound`: what must not be sent")
    ] = "inbound",
) -> Response:
    """Everything that is wrong with it, as `firstpass x12 check --json` finds; a file with faults is a 200.

    Nothing is stored. Up to 1,000 transactions a file.
    """
    return Response(await validate(body, profile), media_type="application/json")
