"""fprr/1 with its variants, idr/1 and fpar/1 from what was sent, what came back, and when."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.second_opinion.classes import cents_of, denied, nets
from tests.second_opinion.evidence import Evidence, Row
from tests.second_opinion.verdict import Verdict
from tests.second_opinion.x12 import ClaimPayment, SentClaim

FAVORABLE = {"1", "2", "3", "19", "20", "21"}
LATER = {"2", "20", "3", "21"}
UNDECIDED = {"23", "25"}
SETTLED = {"share", "to_patient", "contractual", "capitated", "nothing"}
Counted = dict[str, tuple[int, int]]


def judge_rates(evidence: Evidence, verdict: Verdict) -> None:
    families = _families(evidence)
    parts: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for family in families.values():
        part, adds = family.judged()
        parts[part] += 1
        for metric, (numerator, denominator) in adds.items():
            sums[metric][0] += numerator
            sums[metric][1] += denominator
    for metric, told in evidence.told_rates.items():
        product = (told["numerator"], told["denominator"])
        verdict.compare("rate", metric, product, tuple(sums[metric]))
        if metric != "fpar":
            product = (told["pending"], told["excluded"])
            verdict.compare("rate", f"{metric}, pending and excluded", product, (parts["pending"], parts["excluded"]))
    told = evidence.told_rates["fprr"]["later_reversed"]
    verdict.compare("rate", "later reversed", told, sum(family.is_reversed_later for family in families.values()))


@dataclass
class Answered:
    """A row of the primary payer, with its check's day, when it came and where it stood."""

    paid_on: date
    received_at: datetime
    place: tuple[int, int]
    row: ClaimPayment


@dataclass
class Family:
    """One claim family whose original went out."""

    original: SentClaim
    claim: Row
    is_capitated: bool
    charges: dict[str, int]
    """CLM02 of each member."""
    replaced_at: list[datetime] = field(default_factory=list)
    voided_at: list[datetime] = field(default_factory=list)
    rejected_at: list[datetime] = field(default_factory=list)
    accepted_at: list[datetime] = field(default_factory=list)
    rows: list[Answered] = field(default_factory=list)

    def first(self) -> tuple[datetime, list[ClaimPayment]] | None:
        """When the first adjudication came, and its rows: the earliest check that completes a member."""
        candidates: list[tuple[date, datetime, tuple[int, int], list[ClaimPayment]]] = []
        for number, charge in self.charges.items():
            mine = sorted(
                (each for each in self.rows if each.row.number == number),
                key=lambda each: (each.paid_on, each.received_at, each.place),
            )
            standing: list[ClaimPayment] = []
            found = None
            for each in mine:
                if each.row.status == "22":
                    standing = []
                    if found is not None and found[2][0] == each.place[0]:
                        found = None  # the correction in the same ST counts
                    continue
                standing.append(each.row)
                is_complete = sum(row.charge for row in standing) >= charge
                if found is None and is_complete and not any(row.is_pended for row in standing):
                    found = (each.paid_on, each.received_at, each.place, list(standing))
            if found is not None:
                candidates.append(found)
        if not candidates:
            return None
        _, received_at, _, rows = min(candidates, key=lambda each: each[:3])
        return received_at, rows

    @property
    def is_reversed_later(self) -> bool:
        """A 22 in another check than the first adjudication, after it."""
        first = self.first()
        if first is None:
            return False
        place = next(each.place[0] for each in self.rows if each.row is first[1][-1])
        return any(each.row.status == "22" and each.place[0] > place for each in self.rows)

    def judged(self) -> tuple[str, Counted]:
        """The part of the rates it is in, and what it adds to each."""
        first = self.first()
        answered = [each.received_at for each in self.rows if each.row.status != "22"]
        accepted = min([*self.accepted_at, *answered], default=None)
        rejected = min(self.rejected_at, default=None)
        adds: Counted = {}
        if accepted is not None or rejected is not None:
            adds["fpar"] = (int(rejected is None or (accepted is not None and accepted < rejected)), 1)
        if first is None:
            is_gone = bool(self.voided_at) or self.claim["state"] == "withdrawn"
            return ("excluded" if is_gone or self.original.charge == 0 else "pending"), adds
        at, rows = first
        if self.original.charge == 0 or cents_of(rows, "capitated", capitated=self.is_capitated):
            return "excluded", adds
        refused = denied(rows, capitated=self.is_capitated)
        cents, paid = sum(refused.values()), sum(row.paid for row in rows)
        is_whole = not any(moment < at for moment in (*self.replaced_at, *self.voided_at, *self.rejected_at))
        is_processed = all(row.status in FAVORABLE for row in rows)
        is_favorable = is_whole and is_processed and cents == 0
        kinds = {kind for (kind, *_), each in nets(rows, capitated=self.is_capitated).items() if each}
        is_paid_somehow = is_processed and (paid > 0 or kinds <= SETTLED)
        charged = {service.line for row in rows for service in row.services if service.charge > 0}
        clean = (0 if "" in refused else len(charged - refused.keys())) if charged else int(not refused)
        return "counted", adds | {
            "fprr": (int(is_favorable), 1),
            "fprr_strict": (int(is_favorable and paid > 0), 1),
            "fprr_any_payment": (int(is_whole and is_paid_somehow), 1),
            "fprr_by_line": (clean if is_whole else 0, len(charged) or 1),
            "idr_full": (int(cents > 0 and paid == 0), 1),
            "idr_any_line": (int(cents > 0), 1),
            "idr_money": (cents, sum(row.charge for row in rows)),
        }


def _families(evidence: Evidence) -> dict[str, Family]:
    families: dict[str, Family] = {}
    _sent(evidence, families)
    _acknowledged(evidence, families)
    _decided(evidence, families)
    return families


def _sent(evidence: Evidence, families: dict[str, Family]) -> None:
    """An original opens its family; a 7, an 8 and a rebill belong to one."""
    by_number = evidence.by_number()
    for at, sent in evidence.sent:
        claim = by_number[sent.number]
        if sent.sequence != "P":
            continue
        is_original = claim["id"] == claim["family_id"]
        if is_original:
            capitated = evidence.is_capitated(claim["payer_id"], claim["service_from"])
            families.setdefault(claim["id"], Family(sent, claim, capitated, {}))
        family = families[claim["family_id"]]
        family.charges[sent.number] = sent.charge
        if not is_original:
            (family.voided_at if sent.frequency == "8" else family.replaced_at).append(at)


def _acknowledged(evidence: Evidence, families: dict[str, Family]) -> None:
    for at, answer in evidence.answers:
        family = _primary_family(evidence, families, answer.number)
        if family is not None and answer.rejected:
            family.rejected_at.append(at)
        elif family is not None and answer.accepted_by_payer:
            family.accepted_at.append(at)


def _decided(evidence: Evidence, families: dict[str, Family]) -> None:
    """The primary payer's rows; a duplicate, a forwarded claim and an estimate decide nothing."""
    for check, posted in enumerate(evidence.posted):
        for position, row in enumerate(posted.remittance.claims):
            family = _primary_family(evidence, families, row.number)
            if family is None or row.is_duplicate or row.status in LATER | UNDECIDED:
                continue
            assert posted.remittance.paid_on is not None, "a check has a day"
            place = (check, position)
            family.rows.append(Answered(posted.remittance.paid_on, posted.received_at, place, row))


def _primary_family(evidence: Evidence, families: dict[str, Family], number: str) -> Family | None:
    claim = evidence.by_number().get(number)
    return families.get(claim["family_id"]) if claim is not None and claim["payer_sequence"] == "P" else None
