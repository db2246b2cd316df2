"""Where a request of each operation holds an id, read from the published document: nobody can forget one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.app import create_app
from api.kit.settings import Settings
from tests.architecture.routes import PUBLIC
from tests.isolation.exercisers import Exerciser

AN_ID = re.compile(r"(^|_)ids?$")
FILE = "application/edi-x12"
DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if (method.upper(), path) not in PUBLIC
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`where` is path, query, body (a JSON pointer), header or file."""

    where: str
    name: str


def kind_of(operation: str) -> str:
    """`read`, `query` or `write`."""
    kind: str = OPERATIONS[operation]["x-firstpass"]["kind"]
    return kind


def asked_for(operation: str) -> set[str]:
    """The parameters of an operation."""
    return {parameter["name"] for parameter in OPERATIONS[operation].get("parameters", [])}


def places(exerciser: Exerciser) -> set[Place]:
    """Every place of an operation that takes an id: what the document names, and what a file of it can name."""
    operation = OPERATIONS[exerciser.operation]
    found = set()
    for parameter in operation.get("parameters", []):
        where, name = parameter["in"], parameter["name"]
        is_header = where == "header" and name.lower() in {"if-match", "idempotency-key"}
        if where == "path" or is_header or (where == "query" and (AN_ID.search(name) or name == "cursor")):
            found.add(Place(where, name.lower() if where == "header" else name))
    content = operation.get("requestBody", {}).get("content", {})
    for pointer, schema in leaves(content.get("application/json", {}).get("schema", {})):
        name = next(step for step in reversed(pointer.split("/")) if not step.isdigit())
        if AN_ID.search(name) or schema.get("format") == "uuid":
            found.add(Place("body", pointer))
    if FILE in content:
        found |= {Place("file", name) for name in exerciser.file_ids or ("something of a practice",)}
    return found


def leaves(
    schema: Mapping[str, Any], pointer: str = "", above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every value that a body can hold, by JSON pointer; of a list its first item."""
    reference = schema.get("$ref", "").rpartition("/")[2]
    if reference:
        if reference not in above:
            yield from leaves(DOCUMENT["components"]["schemas"][reference], pointer, above | {reference})
        return
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from leaves(choice, pointer, above)
    for name, part in schema.get("properties", {}).items():
        yield from leaves(part, f"{pointer}/{name}", above)
    if "items" in schema:
        yield from leaves(schema["items"], f"{pointer}/0", above)
    if schema.get("type") not in {None, "object", "array", "null"}:
        yield pointer, schema
