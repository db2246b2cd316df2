"""`POST /oauth/token`, the keys and the metadata."""

import base64
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tenants.scopes import PRACTICE_SCOPES, SCOPES
from tests.harness.database import Database
from tests.harness.world import World

GRANT = {"grant_type": "client_credentials"}
ITS_OWN = {"x-request-id", "date"}


async def ask(world: World, client_id: str, secret: str, **form: str) -> httpx.Response:
    return await world.http.post("/oauth/token", data=GRANT | form, auth=(client_id, secret))


async def test_a_token_names_its_client_and_what_it_is_bound_to_and_no_grant(world: World) -> None:
    practice = await world.practice()
    answer = await ask(world, practice.ehr.client_id, practice.ehr.client_secret)
    body = answer.json()
    assert (answer.status_code, body["token_type"], answer.headers["cache-control"]) == (200, "Bearer", "no-store")
    assert body["expires_in"] <= 300
    keys = KeySet.import_key_set((await world.http.get("/oauth/jwks")).json())
    token = jwt.decode(body["access_token"], keys, algorithms=["RS256"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["exp"] - token.claims["iat"] <= 300
    bound = {name: token.claims[name] for name in ("client_id", "org", "practice", "aud", "iss")}
    assert bound == {
        "client_id": practice.ehr.client_id,
        "org": str(world.organization_id),
        "practice": str(practice.id),
        "aud": "firstpass",
        "iss": world.services.issuer,
    }
    assert set(token.claims) <= {*bound, "sub", "jti", "iat", "exp", "scope", "kind"}
    assert set(token.claims["scope"].split()) == PRACTICE_SCOPES


async def test_the_form_takes_the_credentials_too(world: World) -> None:
    form = GRANT | {"client_id": world.staff.client_id, "client_secret": world.staff.client_secret}
    assert (await world.http.post("/oauth/token", data=form)).status_code == 200


async def test_an_unknown_client_answers_like_a_bad_secret(world: World) -> None:
    answers = [
        await ask(world, world.staff.client_id, "fps_wrong"),
        await ask(world, str(uuid4()), world.staff.client_secret),
        await ask(world, "no-uuid", world.staff.client_secret),
        await ask(world, world.staff.client_id, ""),
    ]
    told = {
        (a.status_code, a.content, tuple((k, v) for k, v in a.headers.items() if k not in ITS_OWN)) for a in answers
    }
    assert len(told) == 1
    assert (answers[0].status_code, answers[0].json()["error"]) == (401, "invalid_client")


async def test_a_token_holds_no_more_than_was_asked_for_and_is_held(world: World) -> None:
    client = await world.client(kind="organization", scopes=["payers:read", "clients:read"])
    narrow = await ask(world, client.client_id, client.client_secret, scope="payers:read practices:write")
    assert narrow.json()["scope"] == "payers:read"
    none = await ask(world, client.client_id, client.client_secret, scope="practices:write")
    assert (none.status_code, none.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=client_credentials&scope=a%00b",
        b'{"grant_type": "client_credentials"}',
        b"\xff\xfe",
        b"grant_type=" + b"x" * 70_000,
        b"grant_type=password&username=a&password=b",
        b"",
    ],
)
async def test_a_malformed_or_foreign_grant_is_a_400(world: World, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    credentials = (world.staff.client_id, world.staff.client_secret)
    answer = await world.http.post("/oauth/token", content=body, headers=headers, auth=credentials)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_request", "unsupported_grant_type"}


@pytest.mark.parametrize(
    "credentials", ["", "!!!", base64.b64encode(b"no colon").decode(), base64.b64encode(b"\xff").decode()]
)
async def test_credentials_that_cannot_be_read_are_refused(world: World, credentials: str) -> None:
    headers = {"Authorization": f"Basic {credentials}"}
    answer = await world.http.post("/oauth/token", data=GRANT, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_two_secrets_work_while_one_replaces_the_other(world: World, database: Database) -> None:
    client = await world.client(kind="organization", scopes=["payers:read"])
    rotated = await world.staff.post(world.path(f"/clients/{client.client_id}/secrets"))
    new = rotated.json()["client_secret"]
    for secret in (client.client_secret, new):
        assert (await ask(world, client.client_id, secret)).status_code == 200
    database.as_superuser(
        "update client_secret set expires_at = now() - interval '1 second' where expires_at is not null"
    )
    assert (await ask(world, client.client_id, client.client_secret)).status_code == 401
    assert (await ask(world, client.client_id, new)).status_code == 200


async def test_secrets_are_nowhere_in_the_database(world: World, database: Database) -> None:
    client = await world.client(kind="organization", scopes=["payers:read"])
    found: list[Any] = []
    for (table,) in database.as_superuser("select tablename from pg_tables where schemaname in ('public', 'jobs')"):
        schema = "jobs" if table.startswith("procrastinate") else "public"
        found += database.as_superuser(
            f"select '{table}' from {schema}.{table} t where t::text like %s or t::text like %s",
            [f"%{client.client_secret}%", f"%{client.client_secret.encode().hex()}%"],
        )
    assert found == []


async def test_the_metadata_says_where_everything_is(world: World) -> None:
    answer = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    issuer = world.services.issuer
    assert answer["issuer"] == issuer
    assert answer["token_endpoint"] == f"{issuer}/oauth/token"
    assert answer["scopes_supported"] == sorted(SCOPES)
    assert (await world.http.get(answer["jwks_uri"].removeprefix(issuer))).status_code == 200


async def test_the_published_keys_hold_no_private_half(world: World) -> None:
    keys = (await world.http.get("/oauth/jwks")).json()["keys"]
    assert keys
    for key in keys:
        assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
