"""What a bearer token must be, byte by byte; keys that rotate."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from api.kit.clock import now
from api.kit.jobs import JOBS
from tenants.tokens import access
from tests.harness.database import Database
from tests.harness.world import World

Forge = Callable[["Signer"], str]


class Signer:
    """Makes tokens with the service's own key, or with another."""

    def __init__(self, world: World, database: Database, token: str) -> None:
        kid, wrapped = database.as_superuser("select kid, private_wrapped from signing_key")[0]
        secret = world.services.vault.unwrap_for_platform(f"signing|{kid}", bytes(wrapped))
        self.kid, self.key = kid, RSAKey.import_key(secret)
        self.token = token
        self.claims = dict(jwt.decode(token, self.key, algorithms=["RS256"]).claims)

    def sign(self, header: dict[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        head = {"alg": "RS256", "typ": "at+jwt", "kid": self.kid} | (header or {})
        body = {name: value for name, value in (self.claims | claims).items() if value is not None}
        return jwt.encode(head, body, key or self.key, algorithms=[head["alg"]])

    def by_hand(self, algorithm: str, sign: Callable[[bytes], bytes]) -> str:
        """A token whose signature the library would not make."""
        head = {"alg": algorithm, "typ": "at+jwt", "kid": self.kid}
        signed = f"{urlsafe(json.dumps(head).encode())}.{self.token.split('.')[1]}"
        return f"{signed}.{urlsafe(sign(signed.encode()))}"


def urlsafe(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


FORGED: dict[str, Forge] = {
    "no signature": lambda s: s.by_hand("none", lambda _: b""),
    "the public key as a shared secret": lambda s: s.by_hand(
        "HS256", lambda signed: hmac.digest(s.key.as_pem(private=False), signed, hashlib.sha256)
    ),
    "another algorithm": lambda s: s.sign({"alg": "PS256"}),
    "another key under our id": lambda s: s.sign(key=RSAKey.generate_key(2048)),
    "an unknown key": lambda s: s.sign({"kid": "unknown"}, RSAKey.generate_key(2048)),
    "an id token": lambda s: s.sign({"typ": "JWT"}),
    "another audience": lambda s: s.sign(aud="someone"),
    "no audience": lambda s: s.sign(aud=None),
    "another issuer": lambda s: s.sign(iss="https://elsewhere"),
    "expired": lambda s: s.sign(iat=int(time.time()) - 400, exp=int(time.time()) - 100),
    "expiring this second": lambda s: s.sign(exp=int(time.time())),
    "issued in the future": lambda s: s.sign(iat=int(time.time()) + 60, exp=int(time.time()) + 120),
    "living too long": lambda s: s.sign(exp=s.claims["iat"] + 301),
    "without an end": lambda s: s.sign(exp=None),
    "an end that is text": lambda s: s.sign(exp="9999999999"),
    "a changed body": lambda s: s.token.replace(s.token.split(".")[1], s.sign(scope="all").split(".")[1]),
    "a cut signature": lambda s: s.token[:-3],
    "four parts": lambda s: s.token + ".x",
    "words": lambda _: "not.a.token",
}


@pytest.mark.parametrize("name", FORGED)
async def test_a_token_that_is_not_exactly_ours_is_refused_in_the_same_words(
    world: World, database: Database, name: str
) -> None:
    signer = Signer(world, database, world.staff.token)
    path = world.path("/payers")
    sound = await world.http.get(path, headers={"Authorization": f"Bearer {signer.sign()}"})
    assert sound.status_code == 200
    answer = await world.http.get(path, headers={"Authorization": f"Bearer {FORGED[name](signer)}"})
    garbage = await world.http.get(path, headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.content) == (401, garbage.content)
    assert answer.headers["www-authenticate"] == garbage.headers["www-authenticate"]


async def test_a_token_dies_at_its_end_also_when_it_was_verified_before(world: World) -> None:
    path, headers = world.path("/payers"), {"Authorization": f"Bearer {world.staff.token}"}
    assert (await world.http.get(path, headers=headers)).status_code == 200
    with patch("time.time", lambda: 10.0**10):
        assert (await world.http.get(path, headers=headers)).status_code == 401


async def test_a_new_key_is_published_before_it_signs_and_the_old_one_verifies_on(
    world: World, database: Database
) -> None:
    tokens, old = world.services.tokens, world.staff.token
    start = now()
    with patch.object(access, "now", lambda: start + access.KEY_LIFE - timedelta(minutes=2)):
        await tokens.rotate()
        published = {key["kid"] for key in (await tokens.jwks())["keys"]}
        assert len(published) == 2
        early = await tokens.issue({"sub": "x"})
        await tokens.rotate()
        assert len((await tokens.jwks())["keys"]) == 2, "no third key while one waits"
    with patch.object(access, "now", lambda: start + access.KEY_LIFE + timedelta(minutes=2)):
        late = await tokens.issue({"sub": "x"})
        kids = [jws.extract_compact(token.encode()).headers()["kid"] for token in (old, early, late)]
        assert kids[0] == kids[1] != kids[2]
        for token in (old, early, late):
            assert await tokens.verify(token)
    with patch.object(access, "now", lambda: start + access.KEY_LIFE + timedelta(minutes=30)):
        tokens._read_at = 0.0
        assert len((await tokens.jwks())["keys"]) == 1, "the old key is no longer published"
    assert len(database.as_superuser("select 1 from signing_key")) == 2


async def test_keys_are_rotated_by_the_clock_not_by_a_restart(world: World, database: Database) -> None:
    start = now()
    with patch.object(access, "now", lambda: start + access.KEY_LIFE - timedelta(minutes=2)):
        await JOBS["oauth.rotate_keys"].run(world.services)
    assert JOBS["oauth.rotate_keys"].cron
    assert len(database.as_superuser("select 1 from signing_key")) == 2
