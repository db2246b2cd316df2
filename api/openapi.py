"""The published contract: what FastAPI generates, with the security scheme, the problem schema and our words."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tenants.scopes import SCOPES

VERSION = "0.1.0"
DESCRIPTION = (
    "Claims out clean, remittances posted to the cent, every practice apart.\n\n"
    "Amounts are integer US cents, rates integers in basis points, dates ISO 8601. Each write takes an "
    "`Idempotency-Key`; a retry with the same key answers the same. Errors are RFC 9457 problems: match on `type`."
)
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Stable; match on this"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Where: a JSON pointer, or a segment of a file",
                    },
                    "code": {"type": "string", "description": "Stable"},
                    "message": {"type": "string", "description": "What to change; never the value sent"},
                },
            },
        },
    },
}


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` answer our document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title="Firstpass", version=VERSION, description=DESCRIPTION, routes=app.routes)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = {
        "oauth2": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": SCOPES}},
        },
        "token": {"type": "http", "scheme": "bearer", "description": "An access token you have already"},
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            _use_problems(operation)
            if "security" in operation:
                operation["security"].append({"token": []})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    return document


def _use_problems(operation: dict[str, Any]) -> None:
    """FastAPI documents its own 422 where we documented none: ours is a problem."""
    answer = operation["responses"].get("422")
    if answer is not None and "application/problem+json" in answer.get("content", {}):
        answer["content"].pop("application/json", None)
    elif answer is not None:
        operation["responses"].pop("422")
