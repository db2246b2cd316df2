"""The floor: the two hottest reads written by hand on psycopg, for one practice, with nothing but their work.

The same transaction, tenant setting, tables, audit row with its MAC, and body as the product's; the token is verified
once and then remembered, as the product does. No framework, routing, scopes, rate limit, request log or keyring.
"""

import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import orjson
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from api.demo.child import end_with_parent
from api.kit.ids import new_id
from api.kit.settings import Settings
from tenants.audit import READ_AUDIT, AuditEntry
from tenants.keys import FileKeyService, Vault
from tenants.owner import Owner

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Connection = AsyncConnection[tuple[Any, ...]]

COLUMNS = (
    "c.id, c.number, c.family_id, c.frequency, c.state, c.payer_sequence, c.payer_claim_control_number,"
    " c.encounter_id, c.patient_id, c.service_from, c.service_to, c.charge_cents, b.insurance_paid_cents,"
    " b.adjusted_cents, b.insurance_receivable_cents, b.patient_receivable_cents, c.version, c.created_at,"
    " c.updated_at, c.payer_id, p.name"
)
NAMES = (
    *("id", "number", "family_id", "frequency", "state", "payer_sequence", "payer_claim_control_number"),
    *("encounter_id", "patient_id", "service_from", "service_to", "charge_cents", "insurance_paid_cents"),
    *("adjusted_cents", "insurance_balance_cents", "patient_balance_cents", "version", "created_at", "updated_at"),
)
TABLES = (
    " from claim c join payer_enrollment p on p.tenant_id = c.tenant_id and p.payer_id = c.payer_id"
    " join claim_balance b on b.tenant_id = c.tenant_id and b.claim_id = c.id where c.tenant_id = %(tenant_id)s"
)
ONE = f"with r as (select {COLUMNS}{TABLES} and c.id = %(id)s), {READ_AUDIT} select * from r"
LINE_NAMES = (
    *("line_no", "control_number", "service_date", "procedure", "modifiers", "units", "charge_cents", "paid_cents"),
    *("adjusted_cents", "insurance_balance_cents", "patient_balance_cents"),
)
LINES = (
    "select l.line_no, l.control_number, l.service_date, l.procedure, l.modifiers, l.units, l.charge_cents,"
    " b.insurance_paid_cents, b.adjusted_cents, b.insurance_receivable_cents, b.patient_receivable_cents"
    " from service_line l join line_balance b on b.tenant_id = l.tenant_id and b.claim_id = l.claim_id"
    " and b.line_no = l.line_no where l.tenant_id = %(tenant_id)s and l.claim_id = %(id)s order by l.line_no"
)
NEWEST = (
    f"with n as (select {COLUMNS}{TABLES} order by c.created_at desc, c.id desc limit 51),"
    f" r as (select * from n order by created_at desc, id desc limit 50), {READ_AUDIT}"
    " select r.*, (select count(*) from n) > 50 from r order by created_at desc, id desc"
)


class ByHand:
    """An ASGI application of two paths."""

    def __init__(self, settings: Settings, practice_id: UUID) -> None:
        self._practice_id = practice_id
        self._owner = Owner.practice(practice_id)
        vault = Vault(FileKeyService(settings.key_directory))
        self._audit_key = vault.audit_key(self._owner)
        self._begin = f"begin; set local app.tenant = '{practice_id}'"
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            settings.role_url("app"),
            min_size=1,
            max_size=settings.pool_size,
            kwargs={"autocommit": True},
            open=False,
        )
        self._keys = KeySet.import_key_set(httpx.get(f"{settings.public_url}/oauth/jwks").json())
        self._verified: dict[bytes, dict[str, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        client_id = UUID(self._authenticate(dict(scope["headers"])[b"authorization"])["client_id"])
        body = await self._answer(client_id, scope["path"])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, client_id: UUID, path: str) -> bytes:
        last = path.rpartition("/")[2]
        if last == "claims":
            params = self._audited(client_id, "claim.list", None)
            async with self._transaction() as connection:
                rows = await (await connection.execute(NEWEST, params)).fetchall()
            return orjson.dumps({"items": [_claim(row) for row in rows]}, option=orjson.OPT_UTC_Z)
        claim_id = UUID(last)
        params = self._audited(client_id, "claim.read", claim_id) | {"id": claim_id}
        async with self._transaction() as connection:
            row = await (await connection.execute(ONE, params)).fetchone()
            lines = await (await connection.execute(LINES, params)).fetchall()
        assert row is not None
        body = _claim(row) | {"lines": [dict(zip(LINE_NAMES, line, strict=True)) for line in lines]}
        return orjson.dumps(body, option=orjson.OPT_UTC_Z)

    def _audited(self, client_id: UUID, action: str, claim_id: UUID | None) -> dict[str, Any]:
        entry = AuditEntry(client_id, action, "claim", claim_id, str(new_id()))
        return entry.params(self._owner, self._audit_key) | {"tenant_id": self._practice_id}

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection:
            await connection.execute(self._begin, prepare=False)
            try:
                yield connection
            except BaseException:
                await connection.rollback()
                raise
            await connection.commit()

    def _authenticate(self, authorization: bytes) -> dict[str, Any]:
        claims = self._verified.get(authorization)
        if claims is None:
            token = authorization.removeprefix(b"Bearer ").decode()
            claims = self._verified[authorization] = jwt.decode(token, self._keys, algorithms=["RS256"]).claims
        assert claims["exp"] > time.time()
        return claims

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._pool.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def _claim(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(NAMES, row, strict=False)) | {"payer": {"id": row[19], "name": row[20]}}


def main() -> None:
    """`python -m tests.bench.by_hand PORT PRACTICE_ID`, with the service's environment."""
    Thread(target=end_with_parent, daemon=True).start()
    settings = Settings()
    app = ByHand(settings, UUID(sys.argv[2]))
    uvicorn.run(app, host=settings.host, port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
