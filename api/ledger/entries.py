"""What a stage hands to the ledger: movements, not rows. Pure values and the arithmetic on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from api.kit.ids import NIL, new_id
from api.ledger.models import ACCOUNTS

MONEY_IN = frozenset({"undeposited_funds", "unapplied_cash", "insurance_cash", "patient_cash"})
"""Accounts whose money, put on a receivable, is an allocation."""
MONEY = MONEY_IN | {"refunds_payable"}
"""Where an allocation comes from, or goes back to."""
RECEIVABLES = frozenset({"insurance_receivable", "patient_receivable"})
_ACCOUNTS = frozenset(ACCOUNTS)
ADJUSTMENTS = frozenset({"contractual_adjustments", "other_adjustments", "write_offs"})


class EntryInvalidError(ValueError):
    """A movement that the ledger does not take: an unknown account, one side twice, no cents."""


@dataclass(slots=True)
class Entry:
    """`cents` (> 0) from `credit` to `debit`, on a line of a claim, or on none (a whole check, the practice).

    Nobody changes one. Not frozen: a check of 17,400 claims makes 70,000, and a frozen one takes three times as long.
    """

    debit: str
    credit: str
    cents: int
    claim_id: UUID = NIL
    line_no: int = 0
    patient_id: UUID | None = None
    payer_id: UUID | None = None
    group_code: str = ""
    reason_code: str = ""
    adjustment_class: str = ""
    claim_payment_id: UUID | None = None
    reverses: UUID | None = None
    """The entry it undoes: the same cents from the other side, once."""
    unwinds: tuple[tuple[UUID, int], ...] = ()
    """Allocations a partial takeback or refund takes back, each with positive cents."""
    allocation_source: str = ""
    """How its money was received, when not as the batch says."""
    id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if self.cents <= 0 or self.debit == self.credit or not _ACCOUNTS.issuperset((self.debit, self.credit)):
            raise EntryInvalidError(f"{self.debit} / {self.credit}")

    @property
    def allocated_cents(self) -> int:
        """Signed: money put on a receivable, or taken off it again; 0 for any other movement."""
        if self.credit in RECEIVABLES and self.debit in MONEY:
            return self.cents
        if self.debit in RECEIVABLES and self.credit in MONEY:
            return -self.cents
        return 0

    def undone(self, **changes: object) -> "Entry":
        """The reversal of this entry: sides swapped, the same place and reason; `changes` say whose it is."""
        swapped = {"debit": self.credit, "credit": self.debit, "reverses": self.id, "unwinds": (), "id": new_id()}
        return replace(self, **swapped | changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Delta:
    """How a balance changes, in signed cents."""

    charge: int = 0
    insurance_receivable: int = 0
    patient_receivable: int = 0
    insurance_paid: int = 0
    patient_paid: int = 0
    adjusted: int = 0


def movement(debit: str, credit: str, cents: int, **where: object) -> list[Entry]:
    """An entry for a signed amount: a negative one swaps the sides, zero is nothing.

    `movement("contractual_adjustments", "insurance_receivable", -900)` is (insurance_receivable,
    contractual_adjustments, 900).
    """
    if cents == 0:
        return []
    if cents < 0:
        debit, credit, cents = credit, debit, -cents
    return [Entry(debit, credit, cents, **where)]  # type: ignore[arg-type]


def deltas(entries: Iterable[Entry]) -> dict[tuple[UUID, int], Delta]:
    """What entries do to the balances of their lines."""
    found: dict[tuple[UUID, int], Delta] = {}
    for entry in entries:
        delta = found.setdefault((entry.claim_id, entry.line_no), Delta())
        for account, signed in ((entry.debit, entry.cents), (entry.credit, -entry.cents)):
            if account == "insurance_receivable":
                delta.insurance_receivable += signed
            elif account == "patient_receivable":
                delta.patient_receivable += signed
            elif account == "charges":
                delta.charge -= signed
            elif account in ADJUSTMENTS:
                delta.adjusted += signed
        if "patient_receivable" in {entry.debit, entry.credit}:
            delta.patient_paid += entry.allocated_cents
        else:
            delta.insurance_paid += entry.allocated_cents
    return found
