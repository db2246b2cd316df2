"""Price the allocations of one ledger batch. Pure: terms, allocations and what was priced before in, entries out.

Steps:
1. money taken back (cents < 0) whose collections were priced before: each part at the collection's stored share, never
   by a rate looked up again (`stored_share`). What was never priced is excluded: nothing was ever charged.
2. money put on a line, when no taking back of this batch stands before it:
   a. what undoes a named taking back, or else follows one in its claim family from the same source and payer (its own
      line first, oldest first): at the share that the taking back moved, up to its amount;
   b. the rest: the first rule that matches. Rates are rounded once a (rule, rate) of the batch; a fee per claim is
      charged once a family.
3. both again for what was taken back inside the batch itself.
The order of the batch's rows does not matter: they are taken by allocation id, which is the order of posting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from api.fees.rules import Collected, Rule, Terms, fees_at_rate, fees_per_claim, stored_share
from api.kit.ids import new_id

EXCLUDED, NO_RULE, UNCHARGED = "excluded_by_rule", "no_rule", "never_charged"


@dataclass(slots=True)
class Link:
    """A part of an entry that undoes a part of another; amounts signed as they count in the entry."""

    undoes_id: UUID
    root_id: UUID
    cents: int
    base_cents: int
    fee_cents: int


@dataclass(slots=True)
class NewEntry:
    """A fee entry to be written. `own` amounts undo nothing; `excluded_reason` counts when some is excluded."""

    money: Collected
    rule: Rule | None = None
    agreement_id: UUID | None = None
    rule_id: UUID | None = None
    rate_bps: int | None = None
    own_base_cents: int = 0
    own_fee_cents: int = 0
    excluded_reason: str = ""
    links: dict[tuple[UUID, UUID], Link] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)

    @property
    def base0_cents(self) -> int:
        """What is charged."""
        if not self.links:
            return self.own_base_cents
        return self.own_base_cents + sum(link.base_cents for link in self.links.values())

    @property
    def fee0_cents(self) -> int:
        """The fee."""
        if not self.links:
            return self.own_fee_cents
        return self.own_fee_cents + sum(link.fee_cents for link in self.links.values())

    @property
    def excluded_cents(self) -> int:
        """What is not charged."""
        return self.money.cents - self.base0_cents

    def add(self, link: Link) -> None:
        """Another part; parts of the same thing become one."""
        known = self.links.setdefault((link.undoes_id, link.root_id), link)
        if known is not link:
            known.cents += link.cents
            known.base_cents += link.base_cents
            known.fee_cents += link.fee_cents


@dataclass(slots=True)
class Undoable:
    """Something that can be undone in parts: a collection, or a part of a taking back. Amounts are positive.

    `undone_*` are what was undone of it so far. A collection's `root_id` is its own id.
    """

    entry_id: UUID
    root_id: UUID
    allocation_id: UUID
    agreement_id: UUID
    rule_id: UUID
    rate_bps: int | None
    excluded_reason: str
    family_id: UUID
    line_no: int
    source: str
    payer_id: UUID | None
    cents: int
    base_cents: int
    fee_cents: int
    undone_cents: int = 0
    undone_base_cents: int = 0
    undone_fee_cents: int = 0

    @property
    def left_cents(self) -> int:
        """What can still be undone."""
        return max(0, self.cents - self.undone_cents)

    def undo(self, cents: int, sign: int) -> Link:
        """Take `cents` (> 0) of it back (-1) or put them on again (1), at its stored share, cumulatively."""
        cumulative = self.undone_cents + cents
        base = stored_share(self.base_cents, cumulative, self.cents, self.undone_base_cents)
        fee = stored_share(self.fee_cents, cumulative, self.cents, self.undone_fee_cents)
        self.undone_cents, self.undone_base_cents = cumulative, self.undone_base_cents + base
        self.undone_fee_cents += fee
        return Link(self.entry_id, self.root_id, sign * cents, sign * base, sign * fee)


@dataclass(slots=True)
class Before:
    """What was priced before this batch, as far as it can matter: by allocation, and what can still be corrected."""

    collections: dict[UUID, Undoable] = field(default_factory=dict)
    """Those that the batch takes back."""
    taken_back: list[Undoable] = field(default_factory=list)
    """Oldest first."""
    charged_families: set[UUID] = field(default_factory=set)
    """Those that a fee per claim was charged on."""


def price(terms: Terms, batch: Iterable[Collected], before: Before) -> list[NewEntry]:
    """Entries for a batch's allocations, in the order of posting. `before` is brought up to date."""
    return _Pricing(terms, batch, before).run()


class _Pricing:
    """One run over a batch."""

    def __init__(self, terms: Terms, batch: Iterable[Collected], before: Before) -> None:
        self.terms, self.before = terms, before
        self.waiting = {money.allocation_id: money for money in sorted(batch, key=lambda each: each.allocation_id)}
        self.last = terms.rules[-1]
        self.named = {allocation_id for money in self.waiting.values() for allocation_id, _ in money.takes_back}
        """What the batch takes back: of its own collections no other is looked for again."""
        self.done: list[NewEntry] = []

    def run(self) -> list[NewEntry]:
        while self.waiting:
            for sign in (-1, 1):
                ready = [money for money in self.waiting.values() if money.cents * sign > 0 and self._is_ready(money)]
                for money in ready:
                    del self.waiting[money.allocation_id]
                self._take_back(ready) if sign < 0 else self._put_on(ready)
        return sorted(self.done, key=lambda entry: entry.money.allocation_id)

    def _is_ready(self, money: Collected) -> bool:
        return not any(allocation_id in self.waiting for allocation_id, _ in money.takes_back)

    def _take_back(self, ready: Sequence[Collected]) -> None:
        for money in ready:
            entry = NewEntry(money)
            left = -money.cents
            for allocation_id, cents in money.takes_back:
                taken = self.before.collections.get(allocation_id)
                part = min(cents, left)
                if taken is not None and part:
                    entry.add(taken.undo(part, -1))
                    _priced_as(entry, taken)
                    left -= part
            if left:
                entry.add(Link(entry.id, entry.id, -left, 0, 0))
                entry.excluded_reason = UNCHARGED
            if entry.rule_id is None:
                entry.agreement_id, entry.rule_id = self.last.agreement_id, self.last.id
            self.done.append(entry)
            self.before.taken_back += _parts(entry)

    def _put_on(self, ready: Sequence[Collected]) -> None:
        entries = [NewEntry(money) for money in ready]
        for entry in entries:
            entry.own_base_cents = entry.money.cents
        if self.before.taken_back:
            self._correct(entries)
        self._charge([entry for entry in entries if entry.own_base_cents])
        self.done += entries
        for entry in entries:
            if entry.money.allocation_id in self.named:
                self.before.collections[entry.money.allocation_id] = _collection(entry)

    def _correct(self, entries: Sequence[NewEntry]) -> None:
        """Put what corrects a taking back beside it; the rest stays the entry's own."""
        corrected = _Corrected(self.before.taken_back)
        for choose in (corrected.named, corrected.of_line, corrected.of_family):
            for entry in entries:
                for taken, limit in choose(entry.money) if entry.own_base_cents else ():
                    part = min(entry.own_base_cents, taken.left_cents, limit)
                    if part > 0:
                        entry.add(taken.undo(part, 1))
                        _priced_as(entry, taken)
                        entry.own_base_cents -= part

    def _charge(self, entries: Sequence[NewEntry]) -> None:
        """By the first matching rule, a bucket at a time."""
        buckets: dict[tuple[UUID, UUID | None], list[NewEntry]] = {}
        for entry in entries:
            rule = entry.rule = self.terms.rule_for(entry.money)
            entry.agreement_id, entry.rule_id, entry.rate_bps = rule.agreement_id, rule.id, rule.rate_bps
            if rule.outcome == "exclude":
                entry.own_base_cents = 0
                entry.excluded_reason = NO_RULE if rule.is_last else EXCLUDED
            else:
                family = entry.money.family_id if rule.outcome == "per_claim" else None
                buckets.setdefault((rule.id, family), []).append(entry)
        for (_, family), bucket in buckets.items():
            for entry, fee in zip(bucket, self._fees(bucket, family), strict=True):
                entry.own_fee_cents = fee

    def _fees(self, bucket: Sequence[NewEntry], family: UUID | None) -> list[int]:
        rule, bases = bucket[0].rule, [entry.own_base_cents for entry in bucket]
        assert rule is not None  # noqa: S101 - set on every entry of a bucket
        if family is None:
            return fees_at_rate(bases, rule.rate_bps or 0)
        if family in self.before.charged_families:
            return [0] * len(bases)
        self.before.charged_families.add(family)
        return fees_per_claim(bases, rule.per_claim_cents or 0)


class _Corrected:
    """Takings back that money may correct."""

    def __init__(self, taken_back: Sequence[Undoable]) -> None:
        self._by_allocation: dict[UUID, list[Undoable]] = {}
        self._by_family: dict[tuple[UUID, str, UUID | None], list[Undoable]] = {}
        for each in taken_back:
            self._by_allocation.setdefault(each.allocation_id, []).append(each)
            self._by_family.setdefault((each.family_id, each.source, each.payer_id), []).append(each)

    def named(self, money: Collected) -> list[tuple[Undoable, int]]:
        """Those the ledger says are undone, each up to the cents it says."""
        return [(taken, cents) for id_, cents in money.takes_back for taken in self._by_allocation.get(id_, ())]

    def of_line(self, money: Collected) -> list[tuple[Undoable, int]]:
        return [found for found in self.of_family(money) if found[0].line_no == money.line_no]

    def of_family(self, money: Collected) -> list[tuple[Undoable, int]]:
        found = self._by_family.get((money.family_id, money.source, money.payer_id), ())
        return [(taken, taken.left_cents) for taken in found]


def _priced_as(entry: NewEntry, taken: Undoable) -> None:
    """The entry shows the rule of the first thing it undoes, unless a rule of today prices the rest of it."""
    if entry.rule_id is None:
        entry.agreement_id, entry.rule_id, entry.rate_bps = taken.agreement_id, taken.rule_id, taken.rate_bps
        entry.excluded_reason = taken.excluded_reason


def _collection(entry: NewEntry) -> Undoable:
    return _undoable(entry, entry.id, entry.money.cents, entry.base0_cents, entry.fee0_cents)


def _parts(entry: NewEntry) -> list[Undoable]:
    return [
        _undoable(entry, link.root_id, -link.cents, -link.base_cents, -link.fee_cents) for link in entry.links.values()
    ]


def _undoable(entry: NewEntry, root_id: UUID, cents: int, base_cents: int, fee_cents: int) -> Undoable:
    assert entry.agreement_id is not None and entry.rule_id is not None  # noqa: S101, PT018 - every kept entry has both
    money = entry.money
    return Undoable(
        entry.id,
        root_id,
        money.allocation_id,
        entry.agreement_id,
        entry.rule_id,
        entry.rate_bps,
        entry.excluded_reason,
        money.family_id,
        money.line_no,
        money.source,
        money.payer_id,
        cents,
        base_cents,
        fee_cents,
    )
