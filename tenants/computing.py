"""Routes that work on a request's body alone: `/v1/...` without an owner, and no transaction while they compute.

Nothing is stored. The audit row, which tells the size of the body and nothing of what is in it, is the caller's home's
and comes first.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from tenants.answering import Handler, Kind, OwnedRoute, handle, operation_entry
from tenants.context import Caller, Services
from tenants.owner import Owner
from tenants.routing import OwnedRouter


class BodyRoute(OwnedRoute):
    """`/v1/...` for whoever holds the scope."""

    async def owner(self, services: Services, caller: Caller, path_id: UUID | None) -> Owner | None:
        """The caller's home, for the audit: no path names an owner."""
        return caller.home

    async def serve(
        self,
        services: Services,
        request: Request,
        caller: Caller,
        owner: Owner,
        kind: Kind,
        inner: Handler,
        body: bytes,
    ) -> Response:
        """Answer when the audit row is committed."""
        async with services.database.owned(owner) as tx:
            entry = operation_entry(request, caller.client_id, "request.compute", bytes=len(body))
            await services.audit.write(tx, entry)
        request.state.body = body
        return await handle(inner, request)


async def current_body(request: Request) -> bytes:
    """The body that the route read."""
    body: bytes = request.state.body
    return body


CurrentBody = Annotated[bytes, Depends(current_body)]


def body_router(tag: str) -> OwnedRouter:
    """A router of operations on a body, under `/v1`."""
    return OwnedRouter(prefix="/v1", route_class=BodyRoute, tags=[tag])
