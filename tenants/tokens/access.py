"""Access tokens: RFC 9068 JWTs (at+jwt), RS256, at most five minutes, under a key that rotates.

A key is published before it signs and stays published until its last token has expired. Verifying asks no database: the
published keys are held in memory and read again every minute, or at once (no more than once a second) for an unknown
kid.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from api.kit.clock import now
from api.kit.problems import Unauthorized
from tenants.keys import Vault
from tenants.session import Database
from tenants.tokens import store
from tenants.tokens.models import SigningKey

ALGORITHM = "RS256"
AUDIENCE = "firstpass"
KEY_LIFE = timedelta(hours=24)
PUBLISHED_AHEAD = timedelta(minutes=5)
LEEWAY = 5
REFRESH_SECONDS = 60
VERIFIED_KEPT = 4096


class Tokens:
    """Issues and verifies access tokens."""

    def __init__(self, database: Database, vault: Vault, issuer: str, lifetime_seconds: int) -> None:
        self._database = database
        self._vault = vault
        self._issuer = issuer
        self.lifetime_seconds = min(lifetime_seconds, 300)
        self._keys: dict[str, tuple[SigningKey, RSAKey]] = {}
        self._read_at = 0.0
        self._reading = asyncio.Lock()
        self._verified: OrderedDict[bytes, dict[str, Any]] = OrderedDict()

    async def rotate(self) -> None:
        """Make sure that a key signs now and another will when it ends. Run at start and by a job."""
        await self._read()
        at = now()
        newest = max((key.activates_at for key, _ in self._keys.values()), default=None)
        if newest is None:
            await self._add_key(at)
        elif newest + KEY_LIFE - PUBLISHED_AHEAD <= at:
            await self._add_key(max(newest + KEY_LIFE, at + timedelta(seconds=REFRESH_SECONDS)))

    async def issue(self, claims: dict[str, Any]) -> str:
        """A signed token with `claims` (sub, client_id, scope, org and the like) beside the standard ones."""
        kid, key = await self._signing_key()
        issued = int(time.time())
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": kid}
        body = {"iss": self._issuer, "aud": AUDIENCE, "iat": issued, "exp": issued + self.lifetime_seconds}
        return jwt.encode(header, body | claims, key, algorithms=[ALGORITHM])

    async def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token that is ours and valid now. Raises Unauthorized, always in the same words."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        claims = self._verified.get(fingerprint)
        if claims is None:
            claims = await self._check(token)
            self._verified[fingerprint] = claims
            if len(self._verified) > VERIFIED_KEPT:
                self._verified.popitem(last=False)
        if claims["exp"] <= time.time():
            raise refused()
        return claims

    async def jwks(self) -> dict[str, Any]:
        """The published keys (RFC 7517)."""
        await self._fresh()
        return {"keys": [key.public_jwk for key, _ in self._keys.values()]}

    async def _check(self, token: str) -> dict[str, Any]:
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError):
            raise refused() from None
        key = await self._key(header.get("kid"))
        if key is None:
            raise refused()
        try:
            decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            raise refused() from None
        claims = decoded.claims
        expected = (
            decoded.header.get("typ") == "at+jwt"
            and claims.get("iss") == self._issuer
            and claims.get("aud") == AUDIENCE
            and isinstance(claims.get("exp"), int)
            and isinstance(claims.get("iat"), int)
            and claims["iat"] <= time.time() + LEEWAY
            and claims["exp"] - claims["iat"] <= self.lifetime_seconds
        )
        if not expected:
            raise refused()
        return claims

    async def _key(self, kid: object) -> RSAKey | None:
        if not isinstance(kid, str):
            return None
        if kid not in self._keys:
            await self._fresh(max_age=1)
        else:
            await self._fresh()
        found = self._keys.get(kid)
        return found[1] if found else None

    async def _signing_key(self) -> tuple[str, RSAKey]:
        await self._fresh()
        at = now()
        active = [pair for pair in self._keys.values() if pair[0].activates_at <= at]
        if not active:
            raise RuntimeError("no signing key is active: run `rotate` first")
        row, _ = max(active, key=lambda pair: pair[0].activates_at)
        private = self._vault.unwrap_for_platform(f"signing|{row.kid}", row.private_wrapped)
        return row.kid, RSAKey.import_key(private)

    async def _fresh(self, max_age: float = REFRESH_SECONDS) -> None:
        if time.monotonic() - self._read_at > max_age:
            async with self._reading:
                if time.monotonic() - self._read_at > max_age:
                    await self._read()

    async def _read(self) -> None:
        async with self._database.identity() as tx:
            rows = await store.signing_keys(tx, now())
        self._keys = {row.kid: (row, RSAKey.import_key(row.public_jwk)) for row in rows}
        self._read_at = time.monotonic()

    async def _add_key(self, activates_at: datetime) -> None:
        key = RSAKey.generate_key(2048, auto_kid=True)
        kid = str(key.kid)
        public = key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM, "kid": kid}
        row = SigningKey(
            kid=kid,
            public_jwk=public,
            private_wrapped=self._vault.wrap_for_platform(f"signing|{kid}", key.as_pem(private=True)),
            activates_at=activates_at,
            retires_at=activates_at + KEY_LIFE + PUBLISHED_AHEAD + timedelta(seconds=self.lifetime_seconds),
        )
        async with self._database.platform() as tx:
            await tx.insert(row)
        await self._read()


def refused() -> Unauthorized:
    """One answer for whatever is wrong with a token."""
    return Unauthorized(headers={"WWW-Authenticate": 'Bearer realm="firstpass", error="invalid_token"'})
