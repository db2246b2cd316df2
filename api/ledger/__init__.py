"""The ledger: the only writer of money."""

from api.ledger.periods import open_practice_ledger

__all__ = ["open_practice_ledger"]
