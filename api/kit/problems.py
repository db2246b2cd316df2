"""RFC 9457 problem details: one class per thing that can go wrong, one handler that renders them.

Problem
├── BadRequest 400 ── IdempotencyKeyMissing
├── Unauthorized 401
├── Forbidden 403
├── NotFound 404
├── Conflict 409 ── IdempotencyInProgress
├── PreconditionFailed 412
├── PayloadTooLarge 413
├── Unprocessable 422 ── IdempotencyKeyReused, and each stage's own
├── PreconditionRequired 428
├── TooManyRequests 429
└── Unavailable 503

A problem never carries PHI: `errors` name where (a JSON pointer or a segment) and what, not the value sent.
"""

from typing import Any, ClassVar

import orjson
from starlette.responses import Response

TYPE_PREFIX = "https://firstpass.dev/problems/"


class Problem(Exception):
    """Something the caller can act on. `slug` is stable: clients match on `type`, people read `title` and `detail`."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors
        self.headers = headers or {}
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The problem as RFC 9457 spells it, with our `errors` list (`pointer`, `code`, `message`)."""
        content: dict[str, Any] = {
            "type": TYPE_PREFIX + self.slug,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors is not None:
            content["errors"] = self.errors
        return content | self.extra

    def response(self) -> Response:
        """The HTTP answer."""
        return Response(
            orjson.dumps(self.body()),
            status_code=self.status,
            media_type="application/problem+json",
            headers=self.headers,
        )


class BadRequest(Problem):
    """The request as such can't be read."""

    status, slug, title = 400, "bad-request", "The request can't be read"


class IdempotencyKeyMissing(BadRequest):
    """A write without `Idempotency-Key`."""

    slug, title = "idempotency-key-missing", "Send an Idempotency-Key header with each write"


class Unauthorized(Problem):
    """No token, or one that is not valid now (RFC 6750)."""

    status, slug, title = 401, "unauthorized", "A valid access token is needed"


class Forbidden(Problem):
    """The token lacks the operation's scope (RFC 6750, `insufficient_scope`)."""

    status, slug, title = 403, "insufficient-scope", "The token lacks a scope this operation needs"


class NotFound(Problem):
    """Unknown, or another tenant's: the same answer, always."""

    status, slug, title = 404, "not-found", "Nothing with this id is visible to you"


class Conflict(Problem):
    """The request clashes with the state of what it names."""

    status, slug, title = 409, "conflict", "The request clashes with the current state"


class IdempotencyInProgress(Conflict):
    """Another request with the same key is still running."""

    slug, title = (
        "idempotency-in-progress",
        "A request with this Idempotency-Key is still running; retry shortly",
    )


class PreconditionFailed(Problem):
    """`If-Match` names an older version."""

    status, slug, title = 412, "stale", "The resource has changed since the version in If-Match"


class PayloadTooLarge(Problem):
    """The body is over the operation's limit."""

    status, slug, title = 413, "payload-too-large", "The request body is over the limit"


class Unprocessable(Problem):
    """The request is readable, its content is not acceptable; `errors` say what and where."""

    status, slug, title = 422, "unprocessable", "The content has errors"


class IdempotencyKeyReused(Unprocessable):
    """The key was used for another request."""

    slug, title = "idempotency-key-reused", "This Idempotency-Key was used for a different request"


class PreconditionRequired(Problem):
    """A change without `If-Match` on a versioned resource."""

    status, slug, title = 428, "precondition-required", "Send If-Match with the version (ETag) you have read"


class TooManyRequests(Problem):
    """The caller's quota of this minute is spent; `Retry-After` says when the next one starts."""

    status, slug, title = 429, "too-many-requests", "Too many requests; retry when the next minute starts"


class Unavailable(Problem):
    """The service can't answer safely now."""

    status, slug, title = 503, "unavailable", "The service can't answer now; retry"


def field_error(pointer: str, code: str, message: str) -> dict[str, Any]:
    """One entry of `errors`: where (JSON pointer), a stable code, a sentence without the value."""
    return {"pointer": pointer, "code": code, "message": message}
