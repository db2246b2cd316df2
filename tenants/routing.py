"""How every owned operation is answered, in one order: 401, 403, 404 (path), idempotency, then the handler.

The handler's own answers follow (404 object, 428 and 412, 409, 422). The body is read after the path is known to be the
caller's, and parsed after the idempotency look-up. One request is one transaction: the answer is built inside, stored with
the effect when the operation writes, and sent after the commit.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BeforeValidator
from starlette.responses import Response

from api.kit.clock import now
from api.kit.ids import parse_id
from api.kit.problems import (
    BadRequest,
    Forbidden,
    IdempotencyInProgress,
    NotFound,
    PayloadTooLarge,
    Problem,
    TooManyRequests,
    Unauthorized,
    Unprocessable,
    field_error,
)
from tenants.audit import AuditEntry
from tenants.context import Call, Caller, Services
from tenants.grants import may_enter
from tenants.idempotency import KeyedRequest, store_answer, stored_answer
from tenants.owner import Owner
from tenants.tokens import refused

Kind = Literal["read", "query", "write"]
"""read: GET. query: a POST that changes nothing (search, what-if), needs no key. write: needs an Idempotency-Key."""

SERVER_ERROR = 500
Handler = Callable[[Request], Awaitable[Response]]


class OwnedRoute(APIRoute):
    """A route of one owner's data."""

    path_parameter: str

    async def owner(self, services: Services, caller: Caller, path_id: UUID | None) -> Owner | None:
        """The owner that the path names, if the caller may act there; None answers like an unknown id."""
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Any]:
        """FastAPI's handler inside ours."""
        inner: Handler = super().get_route_handler()
        facts = (self.openapi_extra or {})["x-firstpass"]
        scope, kind, large = facts["scope"], facts["kind"], facts["large"]

        async def answer(request: Request) -> Response:
            services: Services = request.app.state.services
            caller = await authenticate(request)
            _count(services, request, caller)
            if scope not in caller.scopes:
                await _audit_refusal(services, request, caller, "scope", scope)
                raise Forbidden(
                    f"This operation needs the scope {scope}",
                    headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
                )
            path_id = parse_id(request.path_params[self.path_parameter])
            owner = await self.owner(services, caller, path_id)
            if owner is None:
                await _audit_refusal(services, request, caller, "path", scope)
                raise NotFound
            body = await _read_body(request, services.max_file_bytes if large else services.max_body_bytes)
            try:
                response = await self.serve(services, request, caller, owner, kind, inner, body)
            except NotFound:
                # The reading transaction is rolled back, its audit row with it: that it was tried must outlive it.
                await _audit_refusal(services, request, caller, "object", scope)
                raise
            if response.status_code == NotFound.status:
                await _audit_refusal(services, request, caller, "object", scope)
            return response

        return answer

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
        """Answer inside one transaction of the owner."""
        return await _transact(services, request, caller, owner, kind, inner, body)


class PracticeRoute(OwnedRoute):
    """`/v1/practices/{practice_id}/...`"""

    path_parameter = "practice_id"

    async def owner(self, services: Services, caller: Caller, path_id: UUID | None) -> Owner | None:
        """A practice client's own practice; for an organization client one it is granted now."""
        if path_id is None:
            return None
        if caller.practice_id is not None:
            return Owner.practice(path_id) if caller.practice_id == path_id else None
        if caller.kind != "organization":
            return None
        async with services.database.identity() as tx:
            granted = await may_enter(tx, caller.organization_id, caller.client_id, path_id, now())
        return Owner.practice(path_id) if granted else None


class OrganizationRoute(OwnedRoute):
    """`/v1/organizations/{organization_id}/...`"""

    path_parameter = "organization_id"

    async def owner(self, services: Services, caller: Caller, path_id: UUID | None) -> Owner | None:
        """The caller's own organization, for a client of the organization."""
        mine = caller.kind == "organization" and path_id == caller.organization_id
        return Owner.organization(caller.organization_id) if mine else None


async def authenticate(request: Request) -> Caller:
    """The caller of a bearer token. Raises Unauthorized in one of two wordings: no token, or not valid."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized(headers={"WWW-Authenticate": 'Bearer realm="firstpass"'})
    services: Services = request.app.state.services
    claims = await services.tokens.verify(token.strip())
    client_id, organization_id = parse_id(claims.get("client_id", "")), parse_id(claims.get("org", ""))
    if client_id is None or organization_id is None:
        raise refused()
    return Caller(
        client_id=client_id,
        organization_id=organization_id,
        kind=str(claims.get("kind")),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        practice_id=parse_id(claims.get("practice", "")),
        partner_id=parse_id(claims.get("partner", "")),
        token_id=str(claims.get("jti")),
    )


def _count(services: Services, request: Request, caller: Caller) -> None:
    """Count the request; every answer says what is left. Raises TooManyRequests."""
    quota = services.requests.take(caller.client_id, now())
    request.state.headers = quota.headers()
    if quota.exceeded:
        raise TooManyRequests(headers={"Retry-After": str(quota.reset_seconds)})


async def _transact(
    services: Services,
    request: Request,
    caller: Caller,
    owner: Owner,
    kind: Kind,
    inner: Handler,
    body: bytes,
) -> Response:
    keyed = None
    if kind == "write":
        header = request.headers.get("idempotency-key")
        keyed = KeyedRequest.read(caller.client_id, header, request.method, request.url.path, body)
    async with services.database.owned(owner) as tx:
        keys = await services.vault.keyring(tx)
        if keyed is not None:
            stored = await stored_answer(tx, keys, keyed)
            if stored is not None:
                return stored
        call = Call(
            services=services,
            tx=tx,
            keys=keys,
            actor_id=caller.client_id,
            request_id=str(request.state.request_id),
            caller=caller,
            body=body,
            if_match=request.headers.get("if-match"),
        )
        request.state.call = call
        if kind == "read":
            return await handle(inner, request)
        response = await _undoable(call, inner, request)
        if keyed is not None and response.status_code < SERVER_ERROR:
            await store_answer(tx, keys, keyed, response)
        return response


class _UndoneError(Exception):
    """Carries an answer out of the savepoint that it rolls back."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def _undoable(call: Call, inner: Handler, request: Request) -> Response:
    """Run the handler in a savepoint: a problem, or a what-if, undoes what was written and keeps the answer."""
    try:
        async with call.tx.savepoint():
            response = await handle(inner, request)
            if call.undo:
                raise _UndoneError(response)
            return response
    except _UndoneError as undone:
        return undone.response
    except Problem as problem:
        if problem.status >= SERVER_ERROR:
            raise
        return problem.response()


async def handle(inner: Handler, request: Request) -> Response:
    """FastAPI's handler; its findings about the request become a problem."""
    try:
        return await inner(request)
    except RequestValidationError as error:
        raise validation_problem(error) from None


def validation_problem(error: RequestValidationError) -> Problem:
    """FastAPI's findings as `errors`, without the values that were sent."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        position = next(item for item in found if item["type"] == "json_invalid")["loc"][-1]
        return BadRequest(f"The body is not valid JSON (character {position})")
    return Unprocessable(
        errors=[
            field_error("/" + "/".join(str(part) for part in item["loc"]), item["type"], _sentence(item))
            for item in found
        ]
    )


def _sentence(item: dict[str, Any]) -> str:
    """Pydantic's sentence; for our own checks the reason alone. Neither repeats the input."""
    return str(item["msg"]).removeprefix("Value error, ")


async def _read_body(request: Request, limit: int) -> bytes:
    """The raw body, refused as soon as it is over the limit."""
    declared = request.headers.get("content-length", "0")
    refusal = PayloadTooLarge(f"This operation takes bodies of up to {limit} bytes")
    if declared.isdigit() and int(declared) > limit:
        raise refusal
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise refusal
        chunks.append(chunk)
    body = b"".join(chunks)
    request._body = body  # noqa: SLF001 - where Starlette keeps a body it has read, for FastAPI to parse
    return body


async def _audit_refusal(services: Services, request: Request, caller: Caller, why: str, scope: str) -> None:
    route = request.scope["route"]
    detail = {"operation": f"{request.method} {route.path}", "scope": scope, "why": why}
    entry = AuditEntry(
        caller.client_id,
        "request.refuse",
        "operation",
        None,
        str(request.state.request_id),
        "refused",
        detail,
    )
    await services.audit.refuse(caller.home, entry)


async def current_call(request: Request) -> Call:
    """The call that the route opened."""
    call: Call = request.state.call
    return call


CurrentCall = Annotated[Call, Depends(current_call)]


def _path_id(value: object) -> UUID:
    found = parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise NotFound
    return found


PathId = Annotated[UUID, BeforeValidator(_path_id)]
"""An id in a path: one that is no UUID is unknown (404), not malformed."""


async def _practice_path(
    practice_id: Annotated[str, Path(description="The practice", json_schema_extra={"format": "uuid"})],
) -> None:
    """Documents the parameter; the route has checked it."""


async def document_organization(
    organization_id: Annotated[str, Path(description="The organization", json_schema_extra={"format": "uuid"})],
) -> None:
    """Documents the parameter; the route has checked it."""


class OwnedRouter(APIRouter):
    """A stage's operations on one owner's data. Each names its scope and kind."""

    def operation(
        self,
        method: str,
        path: str,
        *,
        scope: str,
        kind: Kind,
        summary: str,
        model: Any = None,
        status: int = 200,
        problems: Sequence[type[Problem]] = (),
        media: str | None = None,
        example: Any = None,
        again: int | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register an operation.

        `problems` are the stage's own; those of the order of answers are added. `media`: the request body is a file of
        this type, read from `call.body`, with the limit of files. `example` is a request body the tests execute.
        `again`: the status of the same answer when what is asked for is there already.
        """
        extra: dict[str, Any] = {
            "x-firstpass": {"scope": scope, "kind": kind, "large": media is not None},
            "security": [{"oauth2": [scope]}],
        }
        if kind == "write":
            extra["parameters"] = [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "description": "1 to 255 visible ASCII characters; a retry with the same key answers the same",
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                }
            ]
        if media is not None:
            extra["requestBody"] = {
                "required": True,
                "content": {media: {"schema": {"type": "string", "format": "binary"}}},
            }
        elif example is not None:
            extra["requestBody"] = {"content": {"application/json": {"example": example}}}
        return self.api_route(
            path,
            methods=[method],
            summary=summary,
            response_model=model,
            status_code=status,
            responses=_documented(kind, problems) | _again(again, model),
            openapi_extra=extra,
        )


def _again(status: int | None, model: Any) -> dict[int | str, dict[str, Any]]:
    return {} if status is None else {status: {"description": "It was there already", "model": model}}


def _documented(kind: Kind, problems: Sequence[type[Problem]]) -> dict[int | str, dict[str, Any]]:
    general: list[type[Problem]] = [Unauthorized, Forbidden, NotFound, TooManyRequests]
    if kind != "read":
        general += [BadRequest, PayloadTooLarge, Unprocessable]
    if kind == "write":
        general.append(IdempotencyInProgress)
    by_status: dict[int | str, list[type[Problem]]] = {}
    for problem in [*general, *problems]:
        by_status.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": "; ".join(dict.fromkeys(f"`{item.slug}`: {item.title}" for item in items)),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, items in by_status.items()
    }


def practice_router(tag: str) -> OwnedRouter:
    """A stage's router under `/v1/practices/{practice_id}`."""
    return OwnedRouter(
        prefix="/v1/practices/{practice_id}",
        route_class=PracticeRoute,
        tags=[tag],
        dependencies=[Depends(_practice_path)],
    )


def organization_router(tag: str) -> OwnedRouter:
    """A stage's router under `/v1/organizations/{organization_id}`."""
    return OwnedRouter(
        prefix="/v1/organizations/{organization_id}",
        route_class=OrganizationRoute,
        tags=[tag],
        dependencies=[Depends(document_organization)],
    )
