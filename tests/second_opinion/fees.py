"""Fees by the published rules: by stored share when money is taken back, by the first matching rule when it comes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from tests.second_opinion.evidence import Evidence, Row
from tests.second_opinion.verdict import Verdict

RECEIVABLES = {"insurance_receivable", "patient_receivable"}
MONEY = {"undeposited_funds", "unapplied_cash", "insurance_cash", "patient_cash", "refunds_payable"}
CASH = {"undeposited_funds", "insurance_cash", "patient_cash"}
UNLESS_NAMED = {"interest", "capitation", "incentive"}


class RuleUnknown(Exception):
    """The agreement has a rule that this opinion was not taught."""


def judge_fees(evidence: Evidence, verdict: Verdict) -> None:
    pricing = Pricing(evidence)
    for _, batch in groupby(evidence.entries, key=lambda entry: entry["batch_id"]):
        pricing.price(list(batch))
    priced = pricing.done
    told = {entry["allocation_id"]: (entry["base0_cents"], entry["fee0_cents"]) for entry in evidence.told_fees}
    verdict.compare("fees", "one for each collection", sorted(told), sorted(priced))
    for allocation_id, (base, fee, _) in priced.items():
        verdict.compare("fee", allocation_id, told.get(allocation_id), (base, fee))
    for month, statement in evidence.told_months.items():
        of_month = [(base, fee) for base, fee, day in priced.values() if f"{day:%Y-%m}" == month]
        opinion = (sum(base for base, _ in of_month), sum(fee for _, fee in of_month))
        verdict.compare("fee base and fee", month, (statement["base_cents"], statement["fee_cents"]), opinion)
        _tie(evidence, month, statement["tie_out"], verdict)


def _tie(evidence: Evidence, month: str, told: Row, verdict: Verdict) -> None:
    """The cash side of a month, and what is held for somebody before and after it."""
    receipts = 0
    opening: defaultdict[str, int] = defaultdict(int)
    closing: defaultdict[str, int] = defaultdict(int)
    for entry in evidence.entries:
        of = f"{entry['business_date']:%Y-%m}"
        for account, cents in ((entry["debit"], entry["cents"]), (entry["credit"], -entry["cents"])):
            receipts += cents if of == month and account in CASH else 0
            opening[account] -= cents if of < month else 0
            closing[account] -= cents if of <= month else 0
    verdict.compare("tie-out", f"{month} receipts", told["receipts_cents"], receipts)
    for account in ("unapplied", "due_to_payer", "refunds_payable"):
        held = "unapplied_cash" if account == "unapplied" else account
        product = (told[f"{account}_opening_cents"], told[f"{account}_closing_cents"])
        verdict.compare("tie-out", f"{month} {account}", product, (opening[held], closing[held]))
    verdict.compare("tie-out", f"{month}, what does not tie", told["difference_cents"], 0)


def rounded(numerator: int, denominator: int) -> int:
    """Half away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


@dataclass
class Priced:
    """Money that can be undone: a collection, or the part of a taking back that a correction may undo again."""

    allocation_id: str
    cents: int
    base: int
    fee: int
    family: str = ""
    line: int = 0
    source: str = ""
    payer: str | None = None
    undone: list[int] = field(default_factory=lambda: [0, 0, 0])

    def undo(self, cents: int) -> tuple[int, int]:
        """Base and fee of the next `cents` of it, so that all of it undone is all of them."""
        total, base, fee = self.undone
        total += cents
        shares = (rounded(self.base * total, self.cents) - base, rounded(self.fee * total, self.cents) - fee)
        self.undone = [total, base + shares[0], fee + shares[1]]
        return shares

    @property
    def left(self) -> int:
        return self.cents - self.undone[0]


class Pricing:
    """Batch by batch, in the order of posting."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.done: dict[str, tuple[int, int, date]] = {}
        self.collections: dict[str, Priced] = {}
        self.taken_back: list[Priced] = []
        self.undoes: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in evidence.undone:
            self.undoes[row["allocation_id"]].append((row["reverses_id"], row["cents"]))

    def price(self, batch: Sequence[Row]) -> None:
        money = [entry for entry in batch if RECEIVABLES & _sides(entry) and MONEY & _sides(entry)]
        if not money or self._rules(money[0]["business_date"]) is None:
            return
        for entry in money:
            signed = entry["cents"] if entry["credit"] in RECEIVABLES else -entry["cents"]
            assert entry["allocated"] == signed, "an allocation is its entry's money"
        for entry in money:
            if entry["allocated"] < 0:
                self._take_back(entry)
        self._put_on([entry for entry in money if entry["allocated"] > 0])

    def _take_back(self, entry: Row) -> None:
        base = fee = 0
        for reverses_id, cents in self.undoes[entry["allocation_id"]]:
            collection = self.collections.get(reverses_id)
            if collection is not None:
                part = collection.undo(cents)
                base, fee = base - part[0], fee - part[1]
                self.taken_back.append(self._priced(entry, cents, *part))
            else:
                self.taken_back.append(self._priced(entry, cents, 0, 0))
        self._keep(entry, base, fee)

    def _put_on(self, entries: list[Row]) -> None:
        own = {entry["allocation_id"]: entry["cents"] for entry in entries}
        corrected: dict[str, list[int]] = {each: [0, 0] for each in own}
        for is_named, same_line in ((True, False), (False, True), (False, False)):
            for entry in entries:
                named = {each for each, _ in self.undoes[entry["allocation_id"]]}
                for taken in self.taken_back:
                    if is_named:
                        fits = taken.allocation_id in named
                    else:
                        fits = self._place(entry) == (taken.family, taken.source, taken.payer)
                        fits = fits and (not same_line or taken.line == entry["line_no"])
                    part = min(own[entry["allocation_id"]], taken.left) if fits else 0
                    if part:
                        base, fee = taken.undo(part)
                        own[entry["allocation_id"]] -= part
                        corrected[entry["allocation_id"]][0] += base
                        corrected[entry["allocation_id"]][1] += fee
        fees = self._new_fees(entries, own)
        for entry in entries:
            base, fee = corrected[entry["allocation_id"]]
            new_base, new_fee = fees[entry["allocation_id"]]
            self._keep(entry, base + new_base, fee + new_fee)
            collection = self._priced(entry, entry["cents"], base + new_base, fee + new_fee)
            self.collections[entry["allocation_id"]] = collection

    def _new_fees(self, entries: list[Row], own: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Rounded once for each rule, shared by largest remainder, ties to the earlier."""
        found: dict[str, tuple[int, int]] = {}
        buckets: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
        for entry in entries:
            rule = self._rule(entry)
            cents = own[entry["allocation_id"]]
            if rule["outcome"] == "exclude":
                found[entry["allocation_id"]] = (0, 0)
            else:
                buckets[rule["priority"]].append((entry["allocation_id"], cents, rule["rate_bps"]))
        for bucket in buckets.values():
            total = rounded(sum(cents * bps for _, cents, bps in bucket), 10_000)
            shares = {each: cents * bps // 10_000 for each, cents, bps in bucket}
            by_remainder = sorted(bucket, key=lambda each: -(each[1] * each[2] % 10_000))
            for each, _, _ in by_remainder[: total - sum(shares.values())]:
                shares[each] += 1
            found |= {each: (cents, shares[each]) for each, cents, _ in bucket}
        return found

    def _rules(self, day: date) -> list[Row] | None:
        starts = [rule["starts_on"] for rule in self.evidence.rules if rule["starts_on"] <= day]
        if not starts:
            return None
        rules = [rule for rule in self.evidence.rules if rule["starts_on"] == max(starts)]
        ended = rules[0]["ends_on"]
        return None if ended is not None and ended < day else rules

    def _rule(self, entry: Row) -> Row:
        for rule in self._rules(entry["business_date"]) or []:
            if any(rule["others"][name] for name in rule["others"]) or rule["outcome"] == "per_claim":
                raise RuleUnknown(rule)
            is_last = rule["outcome"] == "exclude" and not rule["sources"] and not rule["payer_ids"]
            by_source = entry["source"] in rule["sources"] if rule["sources"] else entry["source"] not in UNLESS_NAMED
            by_payer = not rule["payer_ids"] or entry["payer_id"] in rule["payer_ids"]
            if is_last or (by_source and by_payer):
                return rule
        raise RuleUnknown(entry)

    def _place(self, entry: Row) -> tuple[str, str, str | None]:
        return self.evidence.claims[entry["claim_id"]]["family_id"], entry["source"], entry["payer_id"]

    def _priced(self, entry: Row, cents: int, base: int, fee: int) -> Priced:
        family, source, payer = self._place(entry)
        return Priced(entry["allocation_id"], cents, base, fee, family, entry["line_no"], source, payer)

    def _keep(self, entry: Row, base: int, fee: int) -> None:
        self.done[entry["allocation_id"]] = (base, fee, entry["business_date"])


def _sides(entry: Row) -> set[str]:
    return {entry["debit"], entry["credit"]}
