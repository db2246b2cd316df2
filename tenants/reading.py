"""Routes whose transaction can only read: across practices, and what was released to a partner.

Their roles may not write, so the audit row comes first, in a transaction of the organization that has committed before
anything is read.
"""

from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.kit.clock import now
from tenants.answering import Handler, Kind, OrganizationRoute, OwnedRoute, handle, operation_entry
from tenants.audit import PURPOSE_HEADER, declared, remote_address
from tenants.context import Call, Caller, Services
from tenants.grants import granted_practices
from tenants.keys import Keyring
from tenants.owner import Owner
from tenants.routing import OwnedRouter
from tenants.session import Transaction


class AcrossRoute(OrganizationRoute):
    """`/v1/organizations/{organization_id}/...`, read over the practices that the caller may enter now."""

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
        """Answer as `org_reader`; `call.practice_ids` are the practices."""
        async with services.database.identity() as tx:
            practices = await granted_practices(tx, owner.id, caller.client_id, now())
        keys = await _audited(services, request, caller, owner, {"practices": sorted(str(one) for one in practices)})
        async with services.database.across(practices) as tx:
            request.state.call = _call(services, request, caller, tx, keys, body, tuple(practices))
            return await handle(inner, request)


class PartnerRoute(OwnedRoute):
    """`/v1/partners/{partner_id}/...`, a partner's own releases."""

    path_parameter = "partner_id"

    async def owner(
        self,
        services: Services,
        caller: Caller,
        path_id: UUID | None,
    ) -> Owner | None:
        """The organization that releases to the partner, for the partner's own client."""
        mine = caller.kind == "partner" and caller.partner_id is not None and caller.partner_id == path_id
        return Owner.organization(caller.organization_id) if mine else None

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
        """Answer as `partner_reader`, which sees this partner's releases and no other table."""
        assert caller.partner_id is not None  # noqa: S101 - `owner` let in a partner's client alone
        keys = await _audited(services, request, caller, owner, {"partner": str(caller.partner_id)})
        async with services.database.partner(caller.partner_id) as tx:
            request.state.call = _call(services, request, caller, tx, keys, body, ())
            return await handle(inner, request)


async def _audited(
    services: Services, request: Request, caller: Caller, owner: Owner, detail: dict[str, Any]
) -> Keyring:
    async with services.database.owned(owner) as tx:
        await services.audit.write(tx, operation_entry(request, caller.client_id, "request.read", **detail))
        return await services.audit.keyring(tx, operation_entry(request, caller.client_id, "key.open"))


def _call(
    services: Services,
    request: Request,
    caller: Caller,
    tx: Transaction,
    keys: Keyring,
    body: bytes,
    practice_ids: tuple[UUID, ...],
) -> Call:
    return Call(
        services=services,
        tx=tx,
        keys=keys,
        actor_id=caller.client_id,
        request_id=str(request.state.request_id),
        caller=caller,
        body=body,
        practice_ids=practice_ids,
        remote_address=remote_address(request.client.host if request.client else None),
        purpose=declared(request.headers.get(PURPOSE_HEADER)),
    )


def across_router(tag: str) -> OwnedRouter:
    """A stage's router of reads across practices, under `/v1/organizations/{organization_id}`."""
    return OwnedRouter(
        prefix="/v1/organizations/{organization_id}",
        route_class=AcrossRoute,
        tags=[tag],
    )


def partner_router(tag: str) -> OwnedRouter:
    """A stage's router under `/v1/partners/{partner_id}`."""
    return OwnedRouter(
        prefix="/v1/partners/{partner_id}",
        route_class=PartnerRoute,
        tags=[tag],
    )
