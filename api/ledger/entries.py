"""What a stage hands to the ledger: movements, not rows. Pure values and the arithmetic on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from api.kit.ids import NIL, new_id
from api.ledger.models import ACCOUNTS

MONEY_IN = frozenset({"undeposited_funds", "unapplied_cash", "insurance_cash", "patient_cash"})
"""Accounts whose money, put against a receivable, is an allocation."""
ADJUSTMENTS = frozenset({"contractual_adjustments", "other_adjustments", "write_offs"})


class EntryInvalidError(ValueError):
    """A movement that the ledger does not take: an unknown account, one side twice, no cents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`cents` (> 0) from `credit` to `debit`, on a line of a claim, or on none (a whole check, the practice)."""

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
    id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if self.cents <= 0 or self.debit == self.credit or {self.debit, self.credit} - set(ACCOUNTS):
            raise EntryInvalidError(f"{self.debit} / {self.credit}")

    @property
    def allocated_cents(self) -> int:
        """Signed: money put on a receivable, or taken off it again; 0 for any other movement."""
        if self.credit == "insurance_receivable" and self.debit in MONEY_IN:
            return self.cents
        if self.debit == "insurance_receivable" and self.credit in MONEY_IN:
            return -self.cents
        return 0


@dataclass(slots=True)
class Delta:
    """How a balance changes, in signed cents."""

    charge: int = 0
    insurance_receivable: int = 0
    patient_receivable: int = 0
    insurance_paid: int = 0
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
        delta.insurance_paid += entry.allocated_cents
    return found
