"""A write's key: lock, look up, store. All in the business transaction, so the answer commits with its effect."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from starlette.responses import Response

from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import BadRequest, IdempotencyInProgress, IdempotencyKeyMissing, IdempotencyKeyReused
from tenants.idempotency import store
from tenants.keys import Keyring
from tenants.session import Transaction

KEPT = timedelta(hours=24)
KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
REPEATED_HEADERS = ("etag", "location", "content-type")
REPLAYED = "idempotency-replayed"


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A write as its key sees it: method, path and raw body, hashed."""

    client_id: UUID
    key_hash: bytes
    request_hash: bytes

    @classmethod
    def read(cls, client_id: UUID, header: str | None, method: str, path: str, body: bytes) -> "KeyedRequest":
        """Raises IdempotencyKeyMissing, BadRequest (a key that is not 1 to 255 visible ASCII characters)."""
        if header is None:
            raise IdempotencyKeyMissing
        if not KEY_FORM.fullmatch(header):
            raise BadRequest("Idempotency-Key takes 1 to 255 visible ASCII characters")
        request_hash = hashlib.sha256(f"{method} {path}\n".encode() + body).digest()
        return cls(client_id, hashlib.sha256(header.encode()).digest(), request_hash)


async def stored_answer(tx: Transaction, keyring: Keyring, request: KeyedRequest) -> Response | None:
    """The answer given before, or None and the key is ours until the transaction ends.

    Raises IdempotencyInProgress (another request holds the key), IdempotencyKeyReused (another request's key).
    """
    lock = hashlib.sha256(f"{tx.owner}|{request.client_id}|".encode() + request.key_hash).digest()
    if not await store.try_lock(tx, int.from_bytes(lock[:8], "big", signed=True)):
        raise IdempotencyInProgress(headers={"Retry-After": "1"})
    found = await store.find(tx, request.client_id, request.key_hash)
    if found is None:
        return None
    if bytes(found["request_hash"]) != request.request_hash:
        raise IdempotencyKeyReused
    table = str(store.MODELS[tx.owned_by.level].__tablename__)
    body = keyring.open(table, "body", found["id"], bytes(found["body"]))
    headers = orjson.loads(found["headers"]) | {REPLAYED: "true"}
    return Response(body, status_code=found["status"], headers=headers)


async def store_answer(tx: Transaction, keyring: Keyring, request: KeyedRequest, response: Response) -> None:
    """Keep the answer for a day."""
    model = store.MODELS[tx.owned_by.level]
    record_id = new_id()
    owner: dict[str, Any] = {tx.owned_by.column: tx.owned_by.id}
    await tx.insert(
        model(
            **owner,
            id=record_id,
            client_id=request.client_id,
            key_hash=request.key_hash,
            request_hash=request.request_hash,
            status=response.status_code,
            headers=orjson.dumps({k: v for k, v in response.headers.items() if k in REPEATED_HEADERS}),
            body=keyring.seal(str(model.__tablename__), "body", record_id, bytes(response.body)),
            expires_at=now() + KEPT,
        )
    )
