"""How every owned operation is answered, in one order: 401, 403, 404 (path), idempotency, then the handler.

The handler's own answers follow (404 object, 428 and 412, 409, 422). The body is read after the path is known to be the
caller's, and parsed after the idempotency look-up. One request is one transaction: the answer is built inside, stored
with the effect when the operation writes, and sent after the commit.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from uuid import UUID

import orjson
from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.kit.clock import now
from api.kit.ids import parse_id
from api.kit.problems import (
    BadRequest,
    Forbidden,
    NotFound,
    PayloadTooLarge,
    Problem,
    TooManyRequests,
    Unauthorized,
    Unprocessable,
    field_error,
)
from tenants.audit import PURPOSE_HEADER, AuditEntry, declared, purpose_of, remote_address
from tenants.context import Call, Caller, Services
from tenants.grants import may_enter
from tenants.idempotency import REPLAYED, KeyedRequest, store_answer, stored_answer
from tenants.key_trouble import with_keys
from tenants.owner import Owner
from tenants.tokens import refused

Kind = Literal["read", "query", "write"]
"""read: GET. query: a POST that changes nothing (search, what-if), needs no key. write: needs an Idempotency-Key."""

CLIENT_ERROR, SERVER_ERROR = 400, 500
JSON_MEDIA = "application/json"
Handler = Callable[[Request], Awaitable[Response]]


class OwnedRoute(APIRoute):
    """A route of one owner's data."""

    path_parameter: str = ""
    """The owner's id in the path; empty where the path names none."""

    async def owner(self, services: Services, caller: Caller, path_id: UUID | None) -> Owner | None:
        """The owner that the path names, if the caller may act there; None answers like an unknown id."""
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Any]:
        """FastAPI's handler inside ours."""
        inner: Handler = super().get_route_handler()
        facts = (self.openapi_extra or {})["x-firstpass"]
        scope, kind, large = facts["scope"], facts["kind"], facts["large"]
        known = {parameter.alias for parameter in get_flat_params(self.dependant)}

        async def answer(request: Request) -> Response:
            services: Services = request.app.state.services
            caller = await _known(services, request)
            _count(services, request, caller)
            if scope not in caller.scopes:
                await _refuse(services, request, caller, caller.home, "scope", scope)
                raise Forbidden(
                    f"This operation needs the scope {scope}",
                    headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
                )
            path_id = parse_id(request.path_params.get(self.path_parameter, ""))
            owner = await self.owner(services, caller, path_id)
            if owner is None:
                await _refuse(services, request, caller, caller.home, "path", scope)
                raise NotFound

            async def serve() -> Response:
                purpose_of(request.headers.get(PURPOSE_HEADER))
                _refuse_unknown(request, known)
                if not large:
                    _refuse_other_media(request)
                body = await _read_body(request, services.max_file_bytes if large else services.max_body_bytes)

                async def once() -> Response:
                    return await self.serve(services, request, caller, owner, kind, inner, body)

                return await with_keys(services, caller.client_id, str(request.state.request_id), once)

            try:
                response = await serve()
            except Problem as problem:
                # What the transaction wrote of it is rolled back: that it was tried must outlive that.
                if problem.status < SERVER_ERROR:
                    await _refuse(services, request, caller, owner, _why(problem.status, problem.slug), scope)
                raise
            if CLIENT_ERROR <= response.status_code < SERVER_ERROR and REPLAYED not in response.headers:
                slug = str(orjson.loads(response.body)["type"]).rpartition("/")[2]
                await _refuse(services, request, caller, owner, _why(response.status_code, slug), scope)
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


async def _known(services: Services, request: Request) -> Caller:
    """The caller. A token that is refused is told to the platform's audit, up to a number a minute from one address."""
    try:
        return await authenticate(request)
    except Unauthorized:
        address = request.client.host if request.client else ""
        given = "authorization" in request.headers
        if given and not services.token_failures.take(("access token", address), now()).exceeded:
            await services.audit.refuse(None, operation_entry(request, None, "request.refuse", "refused", why="token"))
        raise


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
    transaction = services.database.owned if kind == "write" else services.database.reading
    async with transaction(owner) as tx:
        keys = await services.audit.keyring(tx, operation_entry(request, caller.client_id, "key.open"))
        if keyed is not None:
            stored = await stored_answer(tx, keys, keyed)
            if stored is not None:
                await services.audit.write(tx, operation_entry(request, caller.client_id, "request.replay"))
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
            remote_address=remote_address(request.client.host if request.client else None),
            purpose=declared(request.headers.get(PURPOSE_HEADER)),
        )
        request.state.call = call
        if kind == "read":
            return await handle(inner, request)
        response = await _undoable(call, inner, request)
        if call.undo:
            await services.audit.write(tx, operation_entry(request, caller.client_id, "request.try"))
        if keyed is not None and response.status_code < SERVER_ERROR:
            await store_answer(tx, keys, keyed, response)
        return response


class _UndoneError(Exception):
    """Rolls a what-if's savepoint back."""


async def _undoable(call: Call, inner: Handler, request: Request) -> Response:
    """Run the handler in a savepoint: a problem, or a what-if, undoes what was written and keeps the answer."""
    response = Response()
    try:
        async with call.tx.savepoint():
            response = await handle(inner, request)
            _undo_if_asked(call)
    except _UndoneError:
        pass  # the answer stands, what it wrote is gone
    except Problem as problem:
        if problem.status >= SERVER_ERROR:
            raise
        return problem.response()
    return response


def _undo_if_asked(call: Call) -> None:
    if call.undo:
        raise _UndoneError


def _refuse_other_media(request: Request) -> None:
    """A body that does not call itself JSON would be told that it is no object, which helps nobody."""
    given = request.headers.get("content-type")
    if given is not None and given.partition(";")[0].strip().lower() != JSON_MEDIA:
        raise BadRequest("Send the body as JSON, with Content-Type: application/json")


def _refuse_unknown(request: Request, known: set[str]) -> None:
    """A filter that is misspelled must not answer with everything."""
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        taken = ", ".join(sorted(known - set(request.path_params))) or "none"
        message = f"Not a parameter of this operation; it takes {taken}"
        raise Unprocessable(errors=[field_error("/query", "unknown_parameter", message)])


async def handle(inner: Handler, request: Request) -> Response:
    """FastAPI's handler; its findings about the request become a problem."""
    try:
        return await inner(request)
    except RequestValidationError as error:
        raise validation_problem(error) from None
    except HTTPException:
        # FastAPI's word for a body it could not even read: not UTF-8, or nested too deep.
        raise BadRequest("The body is not JSON in UTF-8, or it is nested too deep") from None


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
    """Pydantic's sentence; for our own checks the reason alone. Neither repeats the input: what pydantic says of a UUID
    quotes its first wrong character, so ours stands in its place.
    """
    if item["type"] == "uuid_parsing":
        return "Must be a UUID"
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


def operation_entry(
    request: Request, actor_id: UUID | None, action: str, outcome: str = "done", **detail: Any
) -> AuditEntry:
    """An audit row about the operation itself."""
    return AuditEntry(
        actor_id,
        action,
        "operation",
        None,
        str(request.state.request_id),
        outcome,
        {"operation": f"{request.method} {request.scope['route'].path}"} | detail,
        remote_address=remote_address(request.client.host if request.client else None),
        purpose=declared(request.headers.get(PURPOSE_HEADER)),
    )


async def _refuse(services: Services, request: Request, caller: Caller, owner: Owner, why: str, scope: str) -> None:
    entry = operation_entry(request, caller.client_id, "request.refuse", "refused", why=why, scope=scope)
    await services.audit.refuse(owner, entry)


def _why(status: int, slug: str) -> str:
    return "object" if status == NotFound.status else slug
