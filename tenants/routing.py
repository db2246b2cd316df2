"""How a stage declares its operations: routers by owner, the scope and kind of each, and what the contract says of it.

How an operation is then answered is in `answering`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BeforeValidator

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
)
from tenants.answering import Kind, OrganizationRoute, PracticeRoute
from tenants.audit import PURPOSE_HEADER, PURPOSES, PurposeUnknown
from tenants.context import Call
from tenants.key_trouble import KeyDestroyed


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


_PURPOSE = {
    "name": PURPOSE_HEADER,
    "in": "header",
    "required": False,
    "description": "Why you ask; kept in the audit",
    "schema": {"type": "string", "enum": list(PURPOSES)},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1 to 255 visible ASCII characters; a retry with the same key answers the same",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


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
        unknown = [NotFound] if _owner(self.prefix) else []
        extra: dict[str, Any] = {
            "x-firstpass": {"scope": scope, "kind": kind, "large": media is not None},
            "security": [{"oauth2": [scope]}],
            "parameters": [*_owner(self.prefix), _PURPOSE, *([_KEY] if kind == "write" else [])],
        }
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
            responses=_documented(kind, [*unknown, *problems]) | _again(again, model),
            openapi_extra=extra,
        )


def _owner(prefix: str) -> list[dict[str, Any]]:
    """The owner's id, if one is in the path. The route reads it before FastAPI does, so it is only documented here."""
    name = prefix.partition("{")[2].rstrip("}")
    owner = {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"The {name.removesuffix('_id')}",
        "schema": {"type": "string", "format": "uuid"},
    }
    return [owner] if name else []


def _again(status: int | None, model: Any) -> dict[int | str, dict[str, Any]]:
    return {} if status is None else {status: {"description": "It was there already", "model": model}}


def _documented(kind: Kind, problems: Sequence[type[Problem]]) -> dict[int | str, dict[str, Any]]:
    general: list[type[Problem]] = [Unauthorized, Forbidden, PurposeUnknown, KeyDestroyed, TooManyRequests]
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
    )


def organization_router(tag: str) -> OwnedRouter:
    """A stage's router under `/v1/organizations/{organization_id}`."""
    return OwnedRouter(
        prefix="/v1/organizations/{organization_id}",
        route_class=OrganizationRoute,
        tags=[tag],
    )
