"""Row ids. Made in Python, never by the database: encryption binds a value to its row's id before the row exists."""

import os
import time
from uuid import UUID

NIL = UUID(int=0)
"""Stands for "no claim" in the ledger: money of a whole check or of the practice (see `api.ledger`)."""


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then 74 random bits, so that keys grow with time."""
    milliseconds = time.time_ns() // 1_000_000
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return UUID(bytes=bytes(raw))


def parse_id(text: str) -> UUID | None:
    """The UUID that `text` spells in its canonical form, else None: a path id that is no UUID is an unknown id."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text.lower() else None
