"""What may be told to a partner: no cell under the threshold, and none that an earlier one turns into such a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

THRESHOLD = 11
FEWER_THAN_11 = "fewer_than_11"
CLOSE_TO_EARLIER = "differs_from_earlier_release_by_fewer_than_11"
MAX_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """A rate of one practice and month."""

    practice_id: UUID
    practice_name: str
    month: date
    metric: str
    numerator: int
    denominator: int

    @property
    def key(self) -> tuple[UUID, date, str]:
        """What makes two cells of two releases the same one."""
        return self.practice_id, self.month, self.metric


def suppression(numerator: int, denominator: int, earlier: Sequence[tuple[int, int] | None]) -> str | None:
    """Why a cell may not be shown; None when it may. `earlier`: what was told of it before, in any release and in that
    order, None where it was suppressed.

    A partner that keeps an earlier release subtracts it: the difference is a cell of its own, of the claims that came
    in between, and must hold 11 claims or none. The same number is shown again while it is what was told last; after
    something else it would tell that nothing came in between. No release shows a total, so nothing else can be
    subtracted.
    """
    if denominator < THRESHOLD:
        return FEWER_THAN_11
    if earlier and earlier[-1] == (numerator, denominator):
        return None
    shown = (each for each in earlier if each is not None)
    return CLOSE_TO_EARLIER if any(abs(denominator - before) < THRESHOLD for _, before in shown) else None


def months_between(first: date, last: date) -> int:
    """How many months a range holds, both ends counted; zero or less when it is backwards."""
    return (last.year - first.year) * 12 + last.month - first.month + 1
