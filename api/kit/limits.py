"""How often someone may do something: a count per key in windows of fixed length, in this process's memory.

Each process counts for itself: with several, a caller may do as many times more. It protects the service from one
caller's loop; it is no bill.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """Where a key stands in the current window."""

    limit: int
    remaining: int
    reset_seconds: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers: q, r in requests, w, t in seconds."""
        return {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset_seconds}',
        }


class FixedWindow:
    """Counts of the current minute. Old ones are dropped as a whole, so memory holds one window's keys."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._window = 0
        self._counts: dict[Hashable, int] = {}

    def take(self, key: Hashable, at: datetime) -> Quota:
        """Count one for `key`; the quota after it, `exceeded` when this one was over the limit."""
        quota = self._quota(key, at, 1)
        self._counts[key] = self._counts.get(key, 0) + 1
        return quota

    def spent(self, key: Hashable, at: datetime) -> Quota:
        """The quota as it stands, `exceeded` when one more would be over the limit; counts nothing."""
        return self._quota(key, at, 0)

    def _quota(self, key: Hashable, at: datetime, taken: int) -> Quota:
        window, elapsed = divmod(int(at.timestamp()), WINDOW_SECONDS)
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts.get(key, 0)
        return Quota(
            limit=self._limit,
            remaining=max(0, self._limit - count - taken),
            reset_seconds=WINDOW_SECONDS - elapsed,
            exceeded=count >= self._limit,
        )
