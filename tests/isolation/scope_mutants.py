"""The scope of each operation dropped: whoever holds any scope at all gets in. Which tests turn red for it.

An operation cannot be declared without a scope, so the mistake is one that declares another: the one that the caller
of the walk holds who lacks the right one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import orjson

from api.app import create_app
from api.cli.openapi import PUBLISHED
from tenants.answering import OwnedRoute
from tests.architecture.routes import registered
from tests.harness.world import ADDRESS
from tests.isolation.places import OPERATIONS
from tests.isolation.sites import Ground
from tests.isolation.walk import Answer, Request
from tests.isolation.walking import KNOWN

REFUSED = 403


class Anything(dict[str, str]):
    """Ids of a site that was never filled: what lacks its scope is refused before any of them is looked at."""

    def __missing__(self, name: str) -> str:
        return str(uuid4())


@contextmanager
def another_scope(operation: str, scope: str) -> Iterator[Any]:
    """The application in which one operation declares another scope."""
    route = _routes()[operation]
    assert route.openapi_extra is not None
    facts = route.openapi_extra["x-firstpass"]
    declared = facts["scope"]
    facts["scope"] = scope
    try:
        yield create_app()
    finally:
        facts["scope"] = declared


def _routes() -> dict[str, OwnedRoute]:
    found: dict[str, OwnedRoute] = {}
    for prefix, route in registered(create_app().routes):
        if isinstance(route, OwnedRoute):
            found |= {f"{method} {prefix}{route.path}": route for method in route.methods or ()}
    return found


async def kill(ground: Ground, operation: str) -> list[str]:
    """Make the mistake in one operation; the tests that turn red: the walk's 403, and the published contract."""
    mine = ground.mine
    mine.ids = Anything(mine.ids)
    mine.partner = mine.partner or mine.practice.ehr
    exerciser = next((each for each in KNOWN if each.operation == operation), None)
    if exerciser is None:
        return []
    right = OPERATIONS[operation]["x-firstpass"]["scope"]
    caller = await ground.lacking(right, exerciser.level)
    held = next(name.split(" ")[1] for name, each in ground.narrow.items() if each is caller)
    request = Request.of(exerciser, mine)
    answer = await request.send(mine.world.http, caller.token)
    assert _is_refused(answer), f"{operation}: red without a mistake"
    red = []
    with another_scope(operation, held) as app:
        app.state.services = mine.world.services
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
            if not _is_refused(await request.send(http, caller.token)):
                red.append("test_without_the_scope_it_is_403_before_path_and_body")
        if app.openapi() != orjson.loads(PUBLISHED.read_bytes()):
            red.append("test_the_published_contract_is_what_the_service_does")
    return red


def _is_refused(answer: Answer) -> bool:
    return answer.status == REFUSED and b"insufficient-scope" in answer.body
