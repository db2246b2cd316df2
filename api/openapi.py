"""The published contract: what FastAPI generates, with the security scheme, the problem schema and our words."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from tenants.scopes import SCOPES

VERSION = "0.1.0"
DESCRIPTION = (
    "Claims out clean, remittances posted to the cent, every practice apart.\n\n"
    "Amounts are integer US cents, rates integers in basis points, dates ISO 8601. Each write takes an "
    "`Idempotency-Key`; a retry with the same key answers the same. Errors are RFC 9457 problems: match on `type`."
)
TAGS = {
    "oauth": ("Tokens and the keys that sign them", "start#a-caller"),
    "practices": ("Set practices up, and let them leave", "start#payers-a-practice-an-ehr"),
    "payers": ("Who claims go to, and through which channel", "start#payers-a-practice-an-ehr"),
    "clients": ("Machine clients and partners", "start#payers-a-practice-an-ehr"),
    "registration": ("Patients, coverages, billing providers", "first-claim#patient-and-coverage"),
    "eligibility": ("270 and 271: what a payer says before the visit", "first-claim#eligibility-before-the-visit"),
    "coding": ("Encounters as they were coded", "first-claim#the-encounter-becomes-a-claim"),
    "claims": ("Encounters become claims; claims, their families and timelines", "first-claim"),
    "submissions": ("Batches: 837P files of one practice", "first-claim#submission-acknowledgements-status"),
    "acknowledgements": ("TA1, 999 and 277CA", "first-claim#submission-acknowledgements-status"),
    "remittances": ("835s: checks, claim payments, takebacks", "remittances"),
    "denials": ("What payers refused, appeals, write-offs", "corrections#denied"),
    "corrections": ("Replacements, voids, new claims, withdrawals", "corrections"),
    "coordination": ("The next payer", "corrections#the-next-payer"),
    "patient-accounts": ("What patients owe, their payments and refunds", "first-claim#payment-and-balance"),
    "ledger": ("Entries, accounts, periods", "remittances#the-ledger"),
    "worklists": ("What waits for a person", "corrections#denied"),
    "contracts": ("What is agreed with payers", "corrections#guards"),
    "fees": ("Agreements, the fee on each collection, a month's preview", "fees"),
    "reports": ("Rates and the claims behind them", "rates"),
    "releases": ("What a partner is told", "rates#what-a-partner-sees"),
    "sandbox": ("The calendar of the payer inside the product", "sandbox#the-calendar"),
    "interchanges": ("The organization's mailbox and its queue", "remittances"),
    "transactions": ("The X12 files of a practice, byte by byte", "remittances"),
    "events": ("The feed of what happened", "first-claim#submission-acknowledgements-status"),
    "audit": ("Who did what, when and why; accounts of disclosures", "cycle#rules-that-hold-everywhere"),
    "x12": ("X12 files checked, and not kept", "remittances"),
    "service": ("Whether the service is there", "start"),
}
"""What each group of operations is, and where the guide tells of it; in the order that a claim travels."""
PARAMETERS = {
    "limit": "Items a page",
    "cursor": "`next_cursor` of the page before",
    "state": "Only what is in this state",
    "outcome": "Only what ended like this",
    "match_state": "Only what was matched like this",
    "subject_kind": "Only about this kind of thing",
    "metric": "Which rate",
    "month": "YYYY-MM; all time when left out",
    "cohort_basis": "What puts a family in a month; when left out, the metric's own",
}
"""What parameters mean that several operations take, where an operation says nothing of its own."""
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The version that you have read, as its ETag: `"7"`',
    "schema": {"type": "string"},
}
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


def operation_id(route: APIRoute) -> str:
    """The name of an operation, from its method and path: `get_claims_by_id`, `post_organization_practices`."""
    (method,) = sorted(route.methods or ())
    path = route.path.removeprefix("/v1").replace("/practices/{practice_id}/", "/", 1)
    path = re.sub(r"^/(organization|partner)s/{\w+}", r"/\1", path)
    steps = re.sub(r"/{\w+}$", "/by/id", path)
    return "_".join([method.lower(), *re.findall(r"[a-z0-9]+", re.sub(r"/{\w+}", "", steps))])


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` answer our document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title="Firstpass", version=VERSION, description=DESCRIPTION, routes=app.routes)
    document["tags"] = _tags()
    document["externalDocs"] = {"description": "The guide", "url": "/docs/guide"}
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
            operation["parameters"] = [_described(each) for each in operation.get("parameters", [])]
            if "security" in operation:
                operation["security"].append({"token": []})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    return document


def _tags() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": text,
            "externalDocs": {"description": "In the guide", "url": f"/docs/guide/{page}"},
        }
        for name, (text, page) in TAGS.items()
    ]


def _described(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with what it means. `If-Match` is optional to FastAPI alone: without it the answer is 428."""
    name = parameter["name"]
    if name == "if-match":
        return IF_MATCH
    thing = name.removesuffix("_id").replace("_", " ")
    said = PARAMETERS.get(name, f"The {thing}" if parameter["in"] == "path" else f"Only of this {thing}")
    return {"description": said} | parameter


def _use_problems(operation: dict[str, Any]) -> None:
    """FastAPI documents its own 422 where we documented none: ours is a problem."""
    answer = operation["responses"].get("422")
    if answer is not None and "application/problem+json" in answer.get("content", {}):
        answer["content"].pop("application/json", None)
    elif answer is not None:
        operation["responses"].pop("422")
