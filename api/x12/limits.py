"""How much a file may hold for a caller that takes files from strangers."""

from typing import Final

MAX_TRANSACTIONS: Final = 10_000
MAX_INTERCHANGES: Final = 1_000


class TooManyTransactions(ValueError):
    """A file of more ISA, GS or ST than is taken: `segment` says which, `limit` how many there may be."""

    def __init__(self, segment: str, limit: int) -> None:
        super().__init__(f"a file may hold {limit:,} {segment} segments")
        self.segment = segment
        self.limit = limit


class Tally:
    """Counts the segments that cost something each, whatever stands in them."""

    def __init__(self, *, is_limited: bool) -> None:
        self._is_limited = is_limited
        self._counts = {"ISA": 0, "GS": 0, "ST": 0}

    def count(self, segment: str) -> None:
        """One more. A TA1 counts as an ST: it is routed like one. Raises TooManyTransactions."""
        self._counts[segment] += 1
        limit = MAX_INTERCHANGES if segment == "ISA" else MAX_TRANSACTIONS
        if self._is_limited and self._counts[segment] > limit:
            raise TooManyTransactions(segment, limit)
