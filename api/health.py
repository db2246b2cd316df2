"""Whether the service can answer: for a container's health check and a load balancer."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from api.kit.problems import Unavailable
from tenants.context import Services

router = APIRouter(tags=["service"])


UP = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string", "enum": ["ok"]}}}
DOWN = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@router.get(
    "/health",
    summary="Whether the service can answer",
    responses={
        200: {"content": {"application/json": {"schema": UP}}},
        Unavailable.status: {"description": f"`{Unavailable.slug}`: {Unavailable.title}", "content": DOWN},
    },
    openapi_extra={"x-firstpass": {"public": True}},
)
async def health(request: Request) -> JSONResponse:
    """200 when the database answers, else a 503 problem. Needs no token and tells nothing else."""
    services: Services = request.app.state.services
    try:
        async with services.database.platform() as tx:
            await tx.row("select 1 as up")
    except Exception as error:
        # Whatever keeps the database from answering, the caller's next step is the same.
        raise Unavailable(headers={"Retry-After": "1"}) from error
    return JSONResponse({"status": "ok"})
