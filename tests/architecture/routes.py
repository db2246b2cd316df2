"""Rules of the HTTP surface, read from the routes of the application as it starts."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi._compat import ModelField
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from tenants.answering import OwnedRoute
from tenants.scopes import PRACTICE_SCOPES, SCOPES, STAFF_SCOPES
from tests.architecture.words import PHI

PUBLIC = {
    ("POST", "/oauth/token"): "the client authenticates in it",
    ("GET", "/oauth/jwks"): "RFC 7517",
    ("GET", "/.well-known/oauth-authorization-server"): "RFC 8414",
    ("GET", "/openapi.json"): "the published contract",
    ("GET", "/"): "where to read on, no more",
    ("GET", "/docs"): "the reference of that contract",
    ("GET", "/docs/assets/{name}"): "its scripts and styles, from this service alone",
    ("GET", "/docs/guide"): "the guide beside the reference",
    ("GET", "/docs/guide/{name}"): "its pages",
    ("GET", "/health"): "whether the process answers, for a load balancer",
}
"""Every operation that asks for no token, and why. Whatever is not listed is owned and names its scope."""

KINDS = {"read": {"GET"}, "query": {"POST"}, "write": {"POST", "PUT", "PATCH", "DELETE"}}
PHI_IN_URL = PHI | {"name", "query", "q", "search", "claim_number"}


def routes(app: FastAPI) -> list[str]:
    """Each operation is public by this list or names a scope and a kind; no URL carries what may be PHI."""
    findings = []
    for prefix, route in registered(app.routes):
        if not isinstance(route, Route | APIRoute):
            findings.append(f"{prefix}: a {type(route).__name__} is no operation")
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            place = f"{method} {prefix}{route.path}"
            if isinstance(route, OwnedRoute):
                findings += [f"{place}: {finding}" for finding in _owned(method, route)]
            elif (method, f"{prefix}{route.path}") not in PUBLIC:
                findings.append(f"{place}: no owner, no scope, and not in the list of public operations")
    return findings


def _names(parameter: ModelField) -> list[str]:
    """As the URL has them: a model that takes the whole query is told by its fields."""
    fields = getattr(parameter.field_info.annotation, "model_fields", None)
    return list(fields) if fields else [parameter.name]


def registered(found: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, BaseRoute]]:
    """Every route with the prefix it was included under; FastAPI keeps included routers as they are."""
    for route in found:
        included = getattr(route, "original_router", None)
        if included is None:
            yield prefix, route
        else:
            yield from registered(included.routes, prefix + route.include_context.prefix)  # type: ignore[attr-defined]


def _owned(method: str, route: OwnedRoute) -> Iterator[str]:
    facts: dict[str, Any] = (route.openapi_extra or {}).get("x-firstpass", {})
    scope, kind = facts.get("scope"), facts.get("kind")
    practice = PRACTICE_SCOPES | STAFF_SCOPES
    if scope not in SCOPES:
        yield f"the scope {scope} is not in tenants.scopes"
    elif "{practice_id}" in route.path and route.path.startswith("/v1/practices/") and scope not in practice:
        yield f"a practice's client can't hold {scope}"
    if kind not in KINDS or method not in KINDS[kind]:
        yield f"the kind {kind} does not go with {method}"
    parameters = [*route.dependant.path_params, *route.dependant.query_params]
    given = [name for parameter in parameters for name in _names(parameter)]
    yield from (f"{name} travels in the URL and may be PHI" for name in given if name in PHI_IN_URL)
