"""Machine clients and partners of an organization."""

from typing import Annotated

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from tenants.oauth import store
from tenants.oauth.clients import ClientInvalid, create_client, create_partner, rotate_secret
from tenants.oauth.schemas import (
    ClientCreate,
    ClientCreated,
    ClientOut,
    ClientPage,
    PartnerCreate,
    PartnerOut,
    SecretCreated,
)
from tenants.routing import CurrentCall, PathId, organization_router

router = organization_router("clients")


@router.operation(
    "POST",
    "/clients",
    scope="clients:write",
    kind="write",
    status=201,
    summary="Create a machine client",
    model=ClientCreated,
    problems=[ClientInvalid],
    example={"name": "EHR of Elm Street", "kind": "organization", "scopes": ["claims:read"]},
)
async def post_client(call: CurrentCall, order: ClientCreate) -> ClientCreated:
    """The secret is in this answer and nowhere else; a retry with the same key shows it again for a day."""
    return await create_client(call, order)


@router.operation(
    "GET", "/clients", scope="clients:read", kind="read", summary="List machine clients", model=ClientPage
)
async def get_clients(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ClientPage:
    """Oldest first, ended ones too."""
    position = call.position("clients", cursor)
    rows = await store.clients_page(call.tx, call.owner_id, position[0] if position else None, limit + 1)
    await call.audit("client.list", "client", None, count=min(len(rows), limit))
    more = call.more("clients", rows, limit)
    return ClientPage(items=[ClientOut(**row) for row in rows[:limit]], next_cursor=more)


@router.operation(
    "POST",
    "/clients/{client_id}/secrets",
    scope="clients:write",
    kind="write",
    status=201,
    summary="Rotate a client's secret",
    model=SecretCreated,
)
async def post_secret(call: CurrentCall, client_id: PathId) -> SecretCreated:
    """The new secret works at once; the older ones for another day."""
    return await rotate_secret(call, client_id)


@router.operation(
    "POST",
    "/partners",
    scope="clients:write",
    kind="write",
    status=201,
    summary="Create a partner",
    model=PartnerOut,
    problems=[ClientInvalid],
    example={"name": "Prairie Provider Network", "practice_ids": ["01890a5d-ac96-774b-bcce-b302099a8057"]},
)
async def post_partner(call: CurrentCall, order: PartnerCreate) -> PartnerOut:
    """Whoever reads aggregates of these practices once they are released."""
    return await create_partner(call, order)
