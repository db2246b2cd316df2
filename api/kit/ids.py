"""Row ids. Made in Python, never by the database: encryption binds a value to its row's id before the row exists."""

import os
import time
from datetime import datetime
from threading import Lock
from uuid import UUID, SafeUUID

NIL = UUID(int=0)
"""Stands for "no claim" in the ledger: money of a whole check or of the practice (see `api.ledger`)."""

COUNTER_LIMIT = 1 << 12


class _Sequence:
    """A clock of milliseconds with a counter, so that ids of one process sort in the order they were made."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._milliseconds = 0
        self._counter = 0

    def next(self) -> tuple[int, int]:
        with self._lock:
            milliseconds = time.time_ns() // 1_000_000
            if milliseconds > self._milliseconds:
                self._milliseconds, self._counter = milliseconds, 0
            else:
                self._counter += 1
                if self._counter == COUNTER_LIMIT:
                    self._milliseconds, self._counter = self._milliseconds + 1, 0
            return self._milliseconds, self._counter


_sequence = _Sequence()
_new, _set = object.__new__, object.__setattr__  # a UUID refuses to be changed, so it is made like this


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7 and 6.2 method 1): milliseconds, a 12-bit counter, then 62 random bits."""
    milliseconds, counter = _sequence.next()
    head = milliseconds << 16 | 0x7000 | counter
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return _uuid(head << 64 | tail)


def _uuid(value: int) -> UUID:
    """`UUID(int=value)` without its questions about how it was spelled: half the time of an id."""
    made = _new(UUID)
    _set(made, "int", value)
    _set(made, "is_safe", SafeUUID.unknown)
    return made


def first_id(at: datetime) -> UUID:
    """No id made at or after this instant is smaller: bounds a range of ids by time."""
    return UUID(int=max(0, int(at.timestamp() * 1000)) << 80)


def parse_id(text: str) -> UUID | None:
    """The UUID that `text` spells in its canonical form, else None: a path id that is no UUID is an unknown id."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text.lower() else None
