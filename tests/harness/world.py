"""A running product on the worker's database: the API through ASGI, jobs on demand, owners made through HTTP."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from api import wiring
from api.app import create_app
from api.kit.settings import Settings
from api.onboarding.bootstrap import create_organization
from tenants.context import Services
from tenants.scopes import PRACTICE_SCOPES

ADDRESS = "http://firstpass.test"


@dataclass(slots=True)
class Caller:
    """A client with a token. Writes get an Idempotency-Key of their own unless the test names one."""

    http: httpx.AsyncClient
    client_id: str
    client_secret: str
    token: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        """GET with the token."""
        return await self.http.get(path, params=params, headers=self.headers())

    async def post(self, path: str, json: Any = None, *, key: str | None = None, **more: Any) -> httpx.Response:
        """POST JSON with the token and a key. `headers` in `more` are added."""
        headers = self.headers(key) | more.pop("headers", {})
        return await self.http.post(path, json=json, headers=headers, **more)

    async def send_file(self, path: str, content: bytes, *, key: str | None = None) -> httpx.Response:
        """POST an X12 file."""
        headers = self.headers(key) | {"Content-Type": "application/edi-x12"}
        return await self.http.post(path, content=content, headers=headers)

    def headers(self, key: str | None = None) -> dict[str, str]:
        """The token, and a key."""
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or secrets.token_hex(8)}


@dataclass(slots=True)
class PracticeWorld:
    """A practice and its own client."""

    id: UUID
    ehr: Caller

    def path(self, rest: str) -> str:
        """A path of this practice."""
        return f"/v1/practices/{self.id}{rest}"


@dataclass(slots=True)
class World:
    """One organization with sandbox payers, its client, and the process's insides for tests that need them."""

    settings: Settings
    app: FastAPI
    services: Services
    http: httpx.AsyncClient
    organization_id: UUID
    staff: Caller
    payers: dict[str, str] = field(default_factory=dict)
    """Payer id by identifier: SBXCO commercial, SBXMC Medicare."""

    def path(self, rest: str) -> str:
        """A path of the organization."""
        return f"/v1/organizations/{self.organization_id}{rest}"

    async def work(self) -> None:
        """Run every job that is due, and those they enqueue."""
        await wiring.work(self.settings, self.services, until_empty=True)

    async def advance(self, practice: "PracticeWorld", days: int) -> None:
        """Let days pass for the practice's sandbox payer, and take in what falls due on them."""
        (await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": days})).raise_for_status()
        await self.work()

    async def caller(self, client_id: str, client_secret: str, scope: str | None = None) -> Caller:
        """A client with a fresh token."""
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        answer = await self.http.post("/oauth/token", data=form, auth=(client_id, client_secret))
        answer.raise_for_status()
        return Caller(self.http, client_id, client_secret, answer.json()["access_token"])

    async def client(self, **order: Any) -> Caller:
        """Create a client through the API and sign it in."""
        answer = await self.staff.post(self.path("/clients"), {"name": "test client"} | order)
        answer.raise_for_status()
        created = answer.json()
        return await self.caller(created["id"], created["client_secret"])

    async def practice(self, name: str = "Elm Street", *, mode: str = "test") -> PracticeWorld:
        """Set a practice up through the API, with a client of its own that holds every practice scope."""
        order = {"name": name, "time_zone": "America/Chicago", "mode": mode}
        answer = await self.staff.post(self.path("/practices"), order)
        answer.raise_for_status()
        await self.work()
        practice_id = answer.json()["id"]
        ehr = await self.client(kind="practice", practice_id=practice_id, scopes=sorted(PRACTICE_SCOPES))
        return PracticeWorld(UUID(practice_id), ehr)


@asynccontextmanager
async def open_world(settings: Settings) -> AsyncIterator[World]:
    """Start the product and make its first organization."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        services: Services = app.state.services
        organization_id, first = await create_organization(services, "Harbor Billing")
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
            nobody = Caller(http, "", "", "")
            world = World(settings, app, services, http, organization_id, nobody)
            world.staff = await world.caller(str(first.id), first.client_secret)
            for identifier, name, indicator in (
                ("SBXCO", "Sandbox Commercial", "CI"),
                ("SBXMC", "Sandbox Medicare", "MB"),
            ):
                order = {"identifier": identifier, "name": name, "filing_indicator": indicator, "channel": "sandbox"}
                answer = await world.staff.post(world.path("/payers"), order)
                answer.raise_for_status()
                world.payers[identifier] = answer.json()["id"]
            yield world
