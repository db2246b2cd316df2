"""The ledger: the only writer of money. Append-only; one debit and one credit a row; see `post` for its steps.

| posting | debit | credit | cents |
|---|---|---|---|
| claim created, charge 15000 | insurance_receivable | charges | 15000 |
| paid 8000 | undeposited_funds | insurance_receivable | 8000 |
| CO-45 4500 | contractual_adjustments | insurance_receivable | 4500 |
| PR-3 2500 | patient_receivable | insurance_receivable | 2500 |

A negative amount swaps the sides. A check leaves exactly its BPR02 in `undeposited_funds`. A reversal is the entry
swapped, naming what it undoes; a takeback or refund names the allocations it unwinds.
"""

from api.ledger.check import WrongBalance, check
from api.ledger.entries import Entry, EntryInvalidError, movement
from api.ledger.look_up import (
    Allocated,
    LineOpen,
    allocations_of,
    allocations_of_claims,
    entries_by_id,
    entries_of,
    entries_of_claim,
    receivable_of,
)
from api.ledger.open_claims import ClaimOpening, open_claims
from api.ledger.periods import open_practice_ledger
from api.ledger.post import AlreadyPostedError, OpenBatch, open_batch

__all__ = [
    "Allocated",
    "AlreadyPostedError",
    "ClaimOpening",
    "Entry",
    "EntryInvalidError",
    "LineOpen",
    "OpenBatch",
    "WrongBalance",
    "allocations_of",
    "allocations_of_claims",
    "check",
    "entries_by_id",
    "entries_of",
    "entries_of_claim",
    "movement",
    "open_batch",
    "open_claims",
    "open_practice_ledger",
    "receivable_of",
]
