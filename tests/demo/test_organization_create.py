"""`firstpass organization create`: how an operator makes the first client of a billing company."""

import asyncio
import json
from typing import Any

import httpx
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.kit.settings import Settings
from tenants.scopes import ORGANIZATION_SCOPES
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET


def test_the_client_it_prints_can_sign_in_with_every_scope(clean_database: Database, settings: Settings) -> None:
    environment = {
        "DATABASE_URL": clean_database.base_url,
        "DATABASE_ROLE_SECRET": ROLE_SECRET,
        "KEY_DIRECTORY": str(settings.key_directory),
    }
    done = CliRunner().invoke(app, ["organization", "create", "Harbor Billing"], env=environment)
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert clean_database.as_superuser("select organization_id::text, name from organization") == [
        (made["organization_id"], "Harbor Billing")
    ]
    assert set(asyncio.run(_sign_in(settings, made))["scope"].split()) == ORGANIZATION_SCOPES


async def _sign_in(settings: Settings, client: dict[str, Any]) -> dict[str, Any]:
    service = create_app(settings)
    transport = httpx.ASGITransport(service)
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=transport, base_url="http://firstpass.test") as http,
    ):
        form = {"grant_type": "client_credentials"}
        answer = await http.post("/oauth/token", data=form, auth=(client["client_id"], client["client_secret"]))
        body: dict[str, Any] = answer.raise_for_status().json()
        return body
