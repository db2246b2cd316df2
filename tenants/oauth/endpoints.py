"""`POST /oauth/token`, the JWKS (RFC 7517) and the server's metadata (RFC 8414)."""

import asyncio
import base64
import binascii
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.kit.clock import now
from api.kit.ids import NIL, new_id, parse_id
from tenants.audit import AuditEntry, remote_address
from tenants.context import Services
from tenants.oauth import store
from tenants.oauth.server import RegisteredClient, TokenAnswer, TokenServer
from tenants.owner import Owner
from tenants.scopes import SCOPES

router = APIRouter(tags=["oauth"])
MAX_FORM_BYTES = 64 * 1024
BEHIND_TLS = "https://firstpass/oauth/token"
"""What Authlib is told of the address: it refuses plain HTTP, and TLS ends at the proxy in front of the service."""
UNKNOWN_OR_WRONG = TokenAnswer(
    401,
    {"error": "invalid_client", "error_description": "The client is unknown or its secret is not valid"},
    {"WWW-Authenticate": 'Basic realm="firstpass"'},
)
"""In place of Authlib's sentences, which tell an unknown client from a wrong secret."""
REFUSED_AFTER_SECONDS = 0.1
SPREAD_SECONDS = 0.02
"""A refusal leaves so long after the request came, and a part of the spread: what an unknown client costs less does not
show, nor in the timer's last digits.
"""
_RANDOM = secrets.SystemRandom()
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

TOKEN_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {
                            "type": "string",
                            "description": "Space-separated; all that the client holds if empty",
                        },
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                    },
                },
                "example": {"grant_type": "client_credentials", "scope": "claims:read"},
            }
        },
    },
    "x-firstpass": {"public": True},
}


def _answer(description: str, **kinds: tuple[str, ...]) -> dict[str, Any]:
    properties = {name: {"type": kind} for kind, names in kinds.items() for name in names}
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


ERROR = ("error", "error_description")
TOKEN_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _answer("A token", string=("access_token", "token_type", "scope"), integer=("expires_in",)),
    400: _answer("The form is wrong, or the client holds none of the scopes", string=ERROR),
    401: _answer("`invalid_client`: unknown, or its secret is not valid", string=ERROR),
    429: _answer("Too many failures in a minute; see `Retry-After`", string=ERROR),
}


@router.post("/oauth/token", summary="Get an access token", responses=TOKEN_ANSWERS, openapi_extra=TOKEN_FORM)
async def token(request: Request) -> Response:
    """OAuth 2.0 client credentials (RFC 6749, 4.4). The client authenticates by HTTP Basic or in the form.

    Errors are those of RFC 6749, 5.2; an unknown client and a bad secret answer alike. After too many failures of one
    client id or from one address in a minute, further failures are told so (429 with `Retry-After`) and nothing else;
    the right secret is answered at any time, so that nobody can lock a client out.
    """
    services: Services = request.app.state.services
    started = time.monotonic()
    form, problem = await _read_form(request)
    if problem is not None:
        return _render(TokenAnswer(400, {"error": "invalid_request", "error_description": problem}, {}))
    claimed_id = parse_id(_claimed_id(request.headers.get("authorization")) or form.get("client_id", "")) or NIL
    suspects = (claimed_id, request.client.host if request.client else "")
    client = await _look_up(services, claimed_id)
    headers = {key.title(): value for key, value in request.headers.items()}
    if not _claimed_id(headers.get("Authorization")):
        headers.pop("Authorization", None)  # Authlib raises on credentials that it can't split
    answer = TokenServer(client).answer("POST", BEHIND_TLS, headers, form)
    if answer.client is None:
        if refusal := _throttled(services, suspects):
            return refusal
        for suspect in suspects:
            services.token_failures.take(suspect, now())
        await _audit_refusal(services, request, client, answer.body)
        leaves_at = started + REFUSED_AFTER_SECONDS + _RANDOM.uniform(0, SPREAD_SECONDS)
        await asyncio.sleep(max(0, leaves_at - time.monotonic()))
        return _render(UNKNOWN_OR_WRONG if answer.body.get("error") == "invalid_client" else answer)
    if not answer.scope:
        body = {
            "error": "invalid_scope",
            "error_description": "The client holds none of the scopes asked for",
        }
        await _audit_refusal(services, request, client, body)
        return _render(TokenAnswer(400, body, {}))
    return _render(await _issue(services, request, answer, answer.client))


@router.get("/oauth/jwks", summary="Keys that sign access tokens", openapi_extra={"x-firstpass": {"public": True}})
async def jwks(request: Request) -> dict[str, Any]:
    """The published signing keys (RFC 7517)."""
    services: Services = request.app.state.services
    return await services.tokens.jwks()


@router.get(
    "/.well-known/oauth-authorization-server",
    summary="Server metadata",
    openapi_extra={"x-firstpass": {"public": True}},
)
async def metadata(request: Request) -> dict[str, Any]:
    """Authorization server metadata (RFC 8414)."""
    services: Services = request.app.state.services
    return {
        "issuer": services.issuer,
        "token_endpoint": f"{services.issuer}/oauth/token",
        "jwks_uri": f"{services.issuer}/oauth/jwks",
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted(SCOPES),
        "service_documentation": f"{services.issuer}/docs",
    }


async def _read_form(request: Request) -> tuple[dict[str, str], str | None]:
    """The form, or what is wrong with it. No parameter may come twice (RFC 6749, 3.2)."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_FORM_BYTES:
            return {}, "The request is too large"
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw), errors="strict")
    except ValueError:
        return {}, "The body is not a form"
    form = dict(pairs)
    if len(form) != len(pairs):
        return {}, "A parameter is given twice"
    if any(ord(character) < ord(" ") for pair in pairs for text in pair for character in text):
        return {}, "A parameter has a control character"
    return form, None


def _throttled(services: Services, suspects: tuple[UUID, str]) -> Response | None:
    """The refusal of a failure when one of `suspects` has failed too often. It leaves no further audit row."""
    quotas = [services.token_failures.spent(suspect, now()) for suspect in suspects]
    if not any(quota.exceeded for quota in quotas):
        return None
    body = {"error": "temporarily_unavailable", "error_description": "Too many failed requests; retry later"}
    return _render(TokenAnswer(429, body, {"Retry-After": str(quotas[0].reset_seconds)}))


async def _look_up(services: Services, client_id: UUID) -> RegisteredClient | None:
    """The client the request claims to be; whether it is, Authlib decides. The same queries whoever asks."""
    async with services.database.identity() as tx:
        row = await store.client_with_secrets(tx, client_id, now())
    if row is None:
        return None
    return RegisteredClient(
        client_id=str(row["id"]),
        organization_id=row["organization_id"],
        kind=row["kind"],
        scopes=list(row["scopes"]),
        practice_id=row["practice_id"],
        partner_id=row["partner_id"],
        secret_hashes=[bytes(value) for value in row["secret_hashes"]],
    )


def _claimed_id(authorization: str | None) -> str | None:
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return unquote_plus(base64.b64decode(credentials, validate=True).decode().partition(":")[0])
    except (binascii.Error, UnicodeDecodeError):
        return None


async def _issue(services: Services, request: Request, answer: TokenAnswer, client: RegisteredClient) -> TokenAnswer:
    claims: dict[str, Any] = {
        "sub": client.client_id,
        "client_id": client.client_id,
        "jti": str(new_id()),
        "scope": answer.scope,
        "org": str(client.organization_id),
        "kind": client.kind,
    }
    if client.practice_id is not None:
        claims["practice"] = str(client.practice_id)
    if client.partner_id is not None:
        claims["partner"] = str(client.partner_id)
    access_token = await services.tokens.issue(claims)
    entry = _entry(request, parse_id(client.client_id), "done", {"jti": claims["jti"], "scope": answer.scope})
    async with services.database.owned(_home(client)) as tx:
        await services.audit.write(tx, entry)
    body = answer.body | {"access_token": access_token, "expires_in": services.tokens.lifetime_seconds}
    return TokenAnswer(answer.status, body, answer.headers, client, answer.scope)


async def _audit_refusal(
    services: Services, request: Request, client: RegisteredClient | None, body: dict[str, Any]
) -> None:
    actor, owner = (parse_id(client.client_id), _home(client)) if client else (None, None)
    await services.audit.refuse(owner, _entry(request, actor, "refused", {"error": str(body.get("error"))}))


def _home(client: RegisteredClient) -> Owner:
    """Whose audit tells of the client's sign-ins."""
    if client.practice_id is not None:
        return Owner.practice(client.practice_id)
    return Owner.organization(client.organization_id)


def _entry(request: Request, actor: UUID | None, outcome: str, detail: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        actor,
        "token.issue",
        "client",
        actor,
        str(request.state.request_id),
        outcome,
        detail,
        remote_address=remote_address(request.client.host if request.client else None),
    )


def _render(answer: TokenAnswer) -> Response:
    headers = {key: value for key, value in answer.headers.items() if key.lower() != "content-type"}
    return Response(
        orjson.dumps(answer.body),
        status_code=answer.status,
        media_type="application/json",
        headers=headers | NO_STORE,
    )
