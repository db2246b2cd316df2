"""The edge of every request: its id, its one log line, and how problems are rendered."""

import re
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.ids import new_id
from api.kit.logs import place
from api.kit.problems import Problem

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
]
log = structlog.get_logger("http")


class RequestLog:
    """Gives a request its id (the caller's `X-Request-Id` if it is a plain word) and writes one line when it ends.

    The line holds the route's template, never the path or a value from the request. `headers` in the request's state go
    out with whatever is answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @classmethod
    def middleware(cls) -> Middleware:
        """How the application mounts it."""
        return Middleware(cls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
        request_id = given if REQUEST_ID.fullmatch(given) else str(new_id())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *(header for header in SECURITY_HEADERS if header[0] not in present),
                    *((name.encode(), value.encode()) for name, value in state.get("headers", {}).items()),
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_marked)
        finally:
            route = scope.get("route")
            log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=getattr(route, "path", "unmatched"),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )


class MethodNotAllowed(Problem):
    """The path exists, the method does not."""

    status, slug, title = 405, "method-not-allowed", "This path does not take this method"


class RouteUnknown(Problem):
    """No operation has this path."""

    status, slug, title = 404, "not-found", "Nothing with this id is visible to you"


Handlers = dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]


def problem_handlers() -> Handlers:
    """Exception handlers that answer problems, for ours and for the framework's own errors."""
    return {Problem: _problem, HTTPException: _framework, Exception: _unexpected}


async def _problem(_: Request, problem: Problem) -> Response:
    return problem.response()


async def _framework(_: Request, error: HTTPException) -> Response:
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed(headers=dict(error.headers or {})).response()
    return RouteUnknown().response()


async def _unexpected(request: Request, error: Exception) -> Response:
    # The exception's text may hold values from the request: its class and place are enough to find it.
    log.error(
        "unexpected",
        request_id=request.state.request_id,
        error=type(error).__name__,
        where=place(error.__traceback__),
    )
    return Problem().response()
