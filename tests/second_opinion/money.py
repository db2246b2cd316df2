"""Accounts and balances: once from the ledger's entries, once from the bytes."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.second_opinion.classes import cents_of, denied
from tests.second_opinion.evidence import Evidence, Row
from tests.second_opinion.verdict import Verdict
from tests.second_opinion.x12 import ClaimPayment

NOBODY = "00000000-0000-0000-0000-000000000000"
MONEY = {"undeposited_funds", "unapplied_cash", "insurance_cash", "patient_cash", "refunds_payable"}
WAITING = {"crossover_expected", "secondary_due", "pended", "partially_adjudicated", "forwarded"}
"""States in which a payer's answer is still to come: no patient owes anything."""
BY_STATUS = {"2": "S", "20": "S", "3": "T", "21": "T"}
NO_DECISION = {"23", "25"}


def judge_money(evidence: Evidence, verdict: Verdict) -> None:
    _ledger(evidence, verdict)
    books = Books(evidence)
    _checks(evidence, books, verdict)
    for receivable in books.receivables.values():
        _claim(evidence, receivable, verdict)


def _ledger(evidence: Evidence, verdict: Verdict) -> None:
    """Entries alone: accounts and each claim's sums."""
    accounts: defaultdict[str, int] = defaultdict(int)
    claims: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in evidence.entries:
        for account, cents in ((entry["debit"], entry["cents"]), (entry["credit"], -entry["cents"])):
            accounts[account] += cents
            claims[entry["claim_id"]][account] += cents
    verdict.compare("ledger", "sum of all accounts", 0, sum(accounts.values()))
    for account in accounts.keys() | evidence.told_accounts.keys():
        verdict.compare("account", account, evidence.told_accounts.get(account, 0), accounts[account])
    verdict.compare("claims", "all of them", sorted(evidence.told_claims), sorted(evidence.claims))
    for claim_id, told in evidence.told_claims.items():
        sums = claims[claim_id]
        product = (told["insurance_balance_cents"], told["patient_balance_cents"])
        opinion = (sums["insurance_receivable"], sums["patient_receivable"])
        verdict.compare("balance by entries", told["number"], product, opinion)


@dataclass
class Receivable:
    """A claim that holds a receivable, with what stands of each payer's answers."""

    claim: Row
    rows: dict[str, list[ClaimPayment]] = field(default_factory=lambda: defaultdict(list))
    letters: int = 0
    """Taken back without a 22."""
    icns: set[str] = field(default_factory=set)

    @property
    def last(self) -> str:
        return max((each for each, rows in self.rows.items() if rows), key="PST".index, default="P")


class Books:
    """Every posted CLP and PLB, in the order of posting."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.by_number = evidence.by_number()
        self.receivables = {
            claim["id"]: Receivable(claim)
            for claim in evidence.claims.values()
            if claim["receivable_claim_id"] == claim["id"]
        }
        self.unmatched = 0
        self.due: defaultdict[tuple[str, str], int] = defaultdict(int)
        """To payers, by TRN03 and reference: positive is owed."""
        self.letters: dict[str, tuple[Receivable | None, int]] = {}
        self.others: defaultdict[str, int] = defaultdict(int)
        for posted in evidence.posted:
            # Some payers send the correction before the 22.
            rows = sorted(posted.remittance.claims, key=lambda each: each.status != "22")
            for row in rows:
                self._take(row)
            for code, reference, cents in posted.remittance.provider_adjustments:
                self._adjust(posted.remittance.payer, code, reference, cents)

    def _take(self, row: ClaimPayment) -> None:
        found = self._find(row)
        if found is None:
            self.unmatched += row.paid
            return
        receivable, sequence = found
        if row.status == "22":
            self._reverse(receivable, row)
            return
        if row.status in NO_DECISION or row.is_duplicate:
            return
        receivable.icns.add(row.icn)
        receivable.rows[sequence].append(row)

    def _find(self, row: ClaimPayment) -> tuple[Receivable, str] | None:
        claim = self.by_number.get(row.number)
        if claim is not None:
            receivable = self.receivables[claim["receivable_claim_id"]]
            own = str(claim["payer_sequence"])
            return receivable, own if claim["id"] != receivable.claim["id"] else BY_STATUS.get(row.status, own)
        known = [each for each in self.receivables.values() if row.icn and row.icn in each.icns]
        return (known[0], BY_STATUS.get(row.status, "P")) if len(known) == 1 else None

    def _reverse(self, receivable: Receivable, row: ClaimPayment) -> None:
        """What it negates, in the family: by its ICN, else by the money alone."""
        family = receivable.claim["family_id"]
        standing = [
            (rows, each)
            for member in self.receivables.values()
            if member.claim["family_id"] == family
            for rows in member.rows.values()
            for each in rows
            if (each.charge, each.paid) == (-row.charge, -row.paid)
        ]
        named = [each for each in standing if row.icn and each[1].icn == row.icn]
        rows, original = (named or standing)[0]
        rows.remove(original)

    def _adjust(self, payer: str, code: str, reference: str, cents: int) -> None:
        if code not in {"WO", "FB"}:
            self.others[code] += cents
            return
        reference = self._named(reference)
        key = (payer, reference)
        if cents < 0:
            receivable, taken = self.letters.pop(reference, (None, 0))
            if receivable is not None:
                receivable.letters -= min(taken, -cents)
            self.due[key] += max(0, -cents - taken)
            return
        owed = min(cents, self.due[key])
        self.due[key] -= owed
        if cents > owed:
            known = [each for each in self.receivables.values() if reference in each.icns]
            if known:
                known[0].letters += cents - owed
            else:
                self.unmatched -= cents - owed
            self.letters[reference] = (known[0] if known else None, cents - owed)

    def _named(self, reference: str) -> str:
        """PLB03-2 may hold an ICN of ours beside other numbers; what is due is kept under it."""
        icns = [icn for each in self.receivables.values() for icn in each.icns if icn and icn in reference]
        return max(icns, key=len, default=reference)


def _checks(evidence: Evidence, books: Books, verdict: Verdict) -> None:
    """What checks and patients' payments leave where."""
    accounts = evidence.told_accounts
    funds = accounts.get("undeposited_funds", 0) + accounts.get("insurance_cash", 0)
    paid = sum(posted.remittance.cents for posted in evidence.posted)
    verdict.compare("checks", "BPR02 in funds", funds, paid)
    verdict.compare("checks", "due to payers", accounts.get("due_to_payer", 0), -sum(books.due.values()))
    unapplied = accounts.get("unapplied_cash", 0) + accounts.get("pre_go_live_receivable", 0)
    verdict.compare("checks", "unapplied", unapplied, -books.unmatched - evidence.patients_unapplied)
    for code, account in (("L6", "interest"), ("CT", "capitation_income"), ("LE", "levy_withheld")):
        verdict.compare("checks", account, accounts.get(account, 0), books.others[code])


def _claim(evidence: Evidence, receivable: Receivable, verdict: Verdict) -> None:
    """A charge is paid, contractual, share, written off, or open; superseded, voided, withdrawn: nothing is open."""
    claim = receivable.claim
    told = evidence.told_claims[claim["id"]]
    paid = sum(row.paid for rows in receivable.rows.values() for row in rows) - receivable.letters
    verdict.compare("paid by bytes", claim["number"], told["insurance_paid_cents"], paid)
    by_hand = {"written off": 0, "patient": 0}
    for entry in evidence.entries:
        if entry["claim_id"] != claim["id"]:
            continue
        sides = (entry["debit"], entry["credit"])
        if sides == ("write_offs", "insurance_receivable"):
            by_hand["written off"] += entry["cents"]
        elif "patient_receivable" in sides and MONEY & set(sides):
            by_hand["patient"] += entry["cents"] if sides[1] == "patient_receivable" else -entry["cents"]
    settled, share = _settled(evidence, receivable)
    holds = claim["superseded_by"] is None and claim["frequency"] != "8" and claim["state"] != "withdrawn"
    left = claim["charge_cents"] - paid - settled - share - by_hand["written off"] if holds else 0
    opinion = (left, share - by_hand["patient"])
    product = (told["insurance_balance_cents"], told["patient_balance_cents"])
    verdict.compare("balance by bytes", claim["number"], product, opinion)


def _settled(evidence: Evidence, receivable: Receivable) -> tuple[int, int]:
    """What contracts write off, and what became the patient's."""
    claim, first = receivable.claim, receivable.rows["P"]
    capitated = evidence.is_capitated(claim["payer_id"], claim["service_from"])
    settled = cents_of(first, "contractual", "capitated", capitated=capitated)
    given = cents_of(first, "to_patient")
    left = claim["charge_cents"] - sum(row.paid for row in first) - settled - given
    for sequence in ("S", "T"):
        later = receivable.rows[sequence]
        if later:
            # The R rule: whatever this payer neither pays, nor leaves to the patient, nor denies, is written off.
            kept = cents_of(later, "share", "to_patient") + min(left, sum(denied(later, capitated=False).values()))
            delta = max(0, left - sum(row.paid for row in later) - kept)
            settled += delta
            given += cents_of(later, "to_patient")
            left -= sum(row.paid for row in later) + delta
    answered = [rows for sequence in "TSP" if (rows := receivable.rows[sequence])]
    is_finished = bool(answered) and claim["state"] not in WAITING
    share = max(0, min(left, cents_of(answered[0], "share"))) if is_finished else 0
    return settled, given + share
