"""The day it is for the product: stories are dated, whatever day the tests run on."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unittest import mock

from api.kit import clock

HOUR = 16
"""In UTC; it is the same day in every time zone of the United States."""


@dataclass(slots=True)
class Clock:
    """Stands still at an instant until it is moved; each look at it is a millisecond later than the one before."""

    instant: datetime

    @property
    def day(self) -> date:
        return self.instant.date()

    def set(self, day: date) -> None:
        """It is this day now. Days never go back."""
        assert day >= self.day, "a story goes forward"
        if day > self.day:
            self.instant = datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC)

    def now(self) -> datetime:
        self.instant += timedelta(milliseconds=1)
        return self.instant


@contextmanager
def clock_of_the_story(day: date) -> Iterator[Clock]:
    """Every stage of the claim cycle reads this clock. Tokens, keys and the queue of jobs stay in real time."""
    told = Clock(datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC))
    readers = [
        module
        for name, module in sys.modules.items()
        if name.startswith("api.") and not name.startswith("api.kit") and module.__dict__.get("now") is clock.now
    ]
    with ExitStack() as patched:
        for module in readers:
            patched.enter_context(mock.patch.object(module, "now", told.now))
        yield told
