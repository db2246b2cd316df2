"""What an agreement says of a collection, and the arithmetic of fees. Pure: no session, no clock.

Rounding is half away from zero, once a bucket of new entries (rule and rate) within a ledger batch; the bucket's fee is
shared by largest remainder, ties by the order of posting. Three collections of 33 at 5 %: 4.95 is 5, shares 2, 2, 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from uuid import UUID

BPS: Final = 10_000
UNLESS_NAMED: Final = frozenset({"interest", "capitation", "incentive"})
"""Sources that only a rule which names them charges."""

SOURCES: Final = ("insurance", "desk", "statement", "agency", *sorted(UNLESS_NAMED))
Outcome = Literal["exclude", "rate", "per_claim"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Matchers, of which an empty one matches everything, and what follows from a match."""

    id: UUID
    agreement_id: UUID
    priority: int
    outcome: Outcome
    rate_bps: int | None = None
    per_claim_cents: int | None = None
    sources: frozenset[str] = frozenset()
    payer_ids: frozenset[str] = frozenset()
    filing_indicators: frozenset[str] = frozenset()
    procedure_from: str = ""
    procedure_to: str = ""
    service_from: date | None = None
    service_to: date | None = None
    provider_npis: frozenset[str] = frozenset()
    originated: str = ""
    is_last: bool = False
    """Whether it is the one that every agreement ends with."""

    def matches(self, money: "Collected") -> bool:
        """Whether this rule is about the money. Money on line 0 has no procedure; a range of procedures leaves it."""
        return (
            (money.source in self.sources if self.sources else self.is_last or money.source not in UNLESS_NAMED)
            and (not self.payer_ids or str(money.payer_id) in self.payer_ids)
            and (not self.filing_indicators or money.filing_indicator in self.filing_indicators)
            and self._is_in_procedures(money.procedure)
            and (self.service_from is None or money.service_date >= self.service_from)
            and (self.service_to is None or money.service_date <= self.service_to)
            and (not self.provider_npis or not self.provider_npis.isdisjoint(money.provider_npis))
            and self.originated in ("", money.originated)
        )

    def _is_in_procedures(self, procedure: str) -> bool:
        if not self.procedure_from and not self.procedure_to:
            return True
        if not procedure or procedure < self.procedure_from:
            return False
        return not self.procedure_to or procedure <= self.procedure_to


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement as it is priced with: its rules by priority. The last one matches everything and excludes it."""

    agreement_id: UUID
    rules: tuple[Rule, ...]

    def rule_for(self, money: "Collected") -> Rule:
        """The first match."""
        return next(rule for rule in self.rules if rule.matches(money))

    def needs(self, fact: Literal["provider_npis", "originated", "per_claim"]) -> bool:
        """Whether a rule asks for a fact that takes a statement of its own."""
        if fact == "per_claim":
            return any(rule.outcome == "per_claim" for rule in self.rules)
        return any(getattr(rule, fact) for rule in self.rules)


@dataclass(slots=True)
class Collected:
    """One allocation and what rules ask about it. `takes_back`: (allocation, positive cents) that it undoes.

    Not frozen: a check of 17,400 claims makes tens of thousands, and a frozen one takes three times as long to make.
    """

    allocation_id: UUID
    cents: int
    claim_id: UUID
    family_id: UUID
    line_no: int
    source: str
    service_date: date
    payer_id: UUID | None = None
    filing_indicator: str = ""
    procedure: str = ""
    provider_npis: frozenset[str] = frozenset()
    originated: str = "us"
    takes_back: tuple[tuple[UUID, int], ...] = field(default=())


def rounded(numerator: int, denominator: int) -> int:
    """Numerator / denominator (> 0), half away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def stored_share(stored: int, cumulative: int, whole: int, already: int) -> int:
    """What the part that brings the total taken back to `cumulative` of `whole` moves of `stored`.

    Of a fee of 2 on 33: 11 taken back is 1; then 22, cumulative 33, is 2 - 1 = 1.
    """
    return rounded(stored * cumulative, whole) - already


def largest_remainder(numerators: Sequence[int], denominator: int, total: int) -> list[int]:
    """Whole shares of `total` nearest to numerators / denominator (all >= 0); where remainders tie, the earlier first.

    `total` lies between the sum of the floors and that sum plus the number of shares.
    """
    shares = [each // denominator for each in numerators]
    by_remainder = sorted(range(len(shares)), key=lambda index: -(numerators[index] % denominator))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def fees_at_rate(bases: Sequence[int], rate_bps: int) -> list[int]:
    """A bucket's fees: rounded once for all, shared by largest remainder."""
    numerators = [base * rate_bps for base in bases]
    return largest_remainder(numerators, BPS, rounded(sum(numerators), BPS))


def fees_per_claim(bases: Sequence[int], cents: int) -> list[int]:
    """A claim's fee, shared over its first collections by their cents."""
    return largest_remainder([base * cents for base in bases], sum(bases), cents)


def overlapping_priorities(priorities: Iterable[int]) -> list[int]:
    """Positions of priorities that an earlier rule has too."""
    seen: set[int] = set()
    repeated = []
    for position, priority in enumerate(priorities):
        if priority in seen:
            repeated.append(position)
        seen.add(priority)
    return repeated
