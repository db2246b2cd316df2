"""Keyset pages with signed cursors: a cursor works only for the caller's owner, the same list and the same filter."""

import base64
import hashlib
import hmac
from typing import Any

import orjson

from api.kit.problems import Unprocessable, field_error

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class CursorInvalid(Unprocessable):
    """A cursor that was not issued for this list."""

    slug, title = "cursor-invalid", "The cursor does not belong to this list"


def encode_cursor(secret: bytes, binding: str, position: list[Any]) -> str:
    """A cursor for `position` (the sort key of the last row). `binding` names owner, list and filter."""
    payload = orjson.dumps(position)
    return base64.urlsafe_b64encode(_mac(secret, binding, payload) + payload).decode().rstrip("=")


def decode_cursor(secret: bytes, binding: str, cursor: str) -> list[Any]:
    """The position in `cursor`. Raises CursorInvalid for anything not signed for `binding`."""
    refused = CursorInvalid(errors=[field_error("/query/cursor", "cursor_invalid", "Start from the first page")])
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raise refused from None
    mac, payload = raw[:16], raw[16:]
    if not hmac.compare_digest(mac, _mac(secret, binding, payload)):
        raise refused
    position: list[Any] = orjson.loads(payload)
    return position


def _mac(secret: bytes, binding: str, payload: bytes) -> bytes:
    return hmac.digest(secret, binding.encode() + b"\0" + payload, hashlib.sha256)[:16]
