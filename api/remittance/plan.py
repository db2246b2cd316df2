"""What a matched claim payment does: ledger entries, the claim's next state, the facts of its adjudication. Pure.

For each line, with `funds` for undeposited_funds (a negative amount swaps the sides):

| of the 835 | debit | credit | when |
|---|---|---|---|
| SVC03 | funds | insurance_receivable | always |
| contractual, packaging | contractual_adjustments | insurance_receivable | always |
| paid to the patient (CARC 100) | patient_receivable | insurance_receivable | always |
| patient share, PR-45 | patient_receivable | insurance_receivable | claim complete, no later payer expected |
| denial, pended, informational, duplicate, prior payer | | | nothing: the cents stay receivable |

Claim-level CAS goes to line 0; so does CLP04 - sum(SVC03), which those adjustments explain: the funds of a claim
payment are always CLP04.

A claim is complete when the charges of its claim payments reach CLM02 and nothing is pended; until then it is
`partially_adjudicated` and has no patient part. `denied_cents` is the sum of positive net denial cents per (line,
group, CARC); a denial is never read from CLP02.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from api.claims import Candidate, ClaimState
from api.ledger import Entry, movement
from api.reference import PATIENT, SETTLED, AdjustmentClass, classify
from api.remittance.lines import claim_level_line, line_numbers
from api.x12 import Adjustment, ClaimPayment

FORWARDED = "19"
FAVORABLE = frozenset({"1", "2", "3", "19", "20", "21"})


@dataclass(frozen=True, slots=True)
class Classified:
    """One CAS triplet with its class. `service_position` is -1 for a claim-level one."""

    service_position: int
    line_no: int
    group: str
    carc: str
    cents: int
    kind: AdjustmentClass


@dataclass(slots=True)
class Settlement:
    """What earlier claim payments of a claim have done, and this one adds to."""

    charge_cents: int = 0
    denied_cents: int = 0
    paid_cents: int = 0
    is_pended: bool = False
    held_shares: list[Classified] = field(default_factory=list)
    """Patient shares that wait for the claim to be complete."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole effect of one matched claim payment."""

    entries: list[Entry]
    lines: list[int]
    """The line of each service payment."""
    adjustments: list[Classified]
    state: ClaimState | None
    """None: the claim stays as it is (a duplicate's answer)."""
    facts: dict[str, Any]
    """Of the adjudication, for the event: codes and cents."""


def classified(payment: ClaimPayment, lines: list[int], claim_line: int) -> list[Classified]:
    """Every CAS triplet of a claim payment with its class."""
    found = [_classified(-1, claim_line, adjustment, line_charge_cents=None) for adjustment in payment.adjustments]
    for position, (service, line_no) in enumerate(zip(payment.services, lines, strict=True)):
        found += [
            _classified(position, line_no, adjustment, line_charge_cents=service.charge_cents)
            for adjustment in service.adjustments
        ]
    return found


def plan(payment: ClaimPayment, claim: Candidate, before: Settlement) -> Plan:
    """The effect of a primary payer's claim payment on its claim; adds it to `before`."""
    lines, claim_line = line_numbers(payment, claim), claim_level_line(payment, claim)
    adjustments = classified(payment, lines, claim_line)
    if payment.paid_cents == 0 and adjustments and all(each.kind is AdjustmentClass.DUPLICATE for each in adjustments):
        return Plan([], lines, adjustments, None, {})
    entries = [*_paid(payment, claim, lines, claim_line), *_adjusted(adjustments, claim)]
    before.charge_cents += payment.charge_cents
    before.paid_cents += payment.paid_cents
    before.denied_cents += denied_cents(adjustments)
    before.is_pended |= any(each.kind is AdjustmentClass.PENDED for each in adjustments)
    before.held_shares += [each for each in adjustments if each.kind in PATIENT]
    is_complete = before.charge_cents >= claim.charge_cents and not before.is_pended
    share_cents = sum(each.cents for each in before.held_shares)
    if is_complete and payment.status != FORWARDED:
        entries += _patient_part(before.held_shares, claim)
        before.held_shares = []
    return Plan(
        entries,
        lines,
        adjustments,
        _state(before, share_cents, is_complete=is_complete),
        _facts(
            payment,
            [(n, service.charge_cents) for n, service in zip(lines, payment.services, strict=True)],
            adjustments,
            before,
            is_complete=is_complete,
        ),
    )


def denied_cents(adjustments: Iterable[Classified]) -> int:
    """The positive net amounts of class denial, per (line, group, CARC)."""
    nets: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for each in adjustments:
        if each.kind is AdjustmentClass.DENIAL:
            nets[each.line_no, each.group, each.carc] += each.cents
    return sum(net for net in nets.values() if net > 0)


def _classified(position: int, line_no: int, adjustment: Adjustment, *, line_charge_cents: int | None) -> Classified:
    kind = classify(adjustment.group, adjustment.carc, line_charge_cents=line_charge_cents)
    return Classified(position, line_no, adjustment.group, adjustment.carc, adjustment.cents, kind)


def _paid(payment: ClaimPayment, claim: Candidate, lines: list[int], claim_line: int) -> list[Entry]:
    entries: list[Entry] = []
    for service, line_no in zip(payment.services, lines, strict=True):
        entries += _move("undeposited_funds", service.paid_cents, claim, line_no)
    rest = payment.paid_cents - sum(service.paid_cents for service in payment.services)
    return entries + _move("undeposited_funds", rest, claim, claim_line)


def _adjusted(adjustments: list[Classified], claim: Candidate) -> list[Entry]:
    entries: list[Entry] = []
    for each in adjustments:
        if each.kind in {AdjustmentClass.CONTRACTUAL, AdjustmentClass.PACKAGING}:
            entries += _move("contractual_adjustments", each.cents, claim, each.line_no, each)
        elif each.kind is AdjustmentClass.PAID_TO_PATIENT:
            entries += _move("patient_receivable", each.cents, claim, each.line_no, each)
    return entries


def _patient_part(shares: list[Classified], claim: Candidate) -> list[Entry]:
    entries: list[Entry] = []
    for each in shares:
        entries += _move("patient_receivable", each.cents, claim, each.line_no, each)
    return entries


def _move(debit: str, cents: int, claim: Candidate, line_no: int, adjustment: Classified | None = None) -> list[Entry]:
    return movement(
        debit,
        "insurance_receivable",
        cents,
        claim_id=claim.id,
        line_no=line_no,
        patient_id=claim.patient_id,
        payer_id=claim.payer_id,
        group_code=adjustment.group if adjustment else "",
        reason_code=adjustment.carc if adjustment else "",
        adjustment_class=adjustment.kind if adjustment else "",
    )


def _state(after: Settlement, share_cents: int, *, is_complete: bool) -> ClaimState:
    if not is_complete:
        return ClaimState.PARTIALLY_ADJUDICATED
    if after.denied_cents > 0:
        return ClaimState.PARTIALLY_DENIED if after.paid_cents > 0 else ClaimState.DENIED
    if after.paid_cents == 0 and share_cents > 0:
        return ClaimState.PATIENT_RESPONSIBILITY
    return ClaimState.PAID


def _facts(
    payment: ClaimPayment,
    lines: list[tuple[int, int]],
    adjustments: list[Classified],
    after: Settlement,
    *,
    is_complete: bool,
) -> dict[str, Any]:
    leaves_nothing = all(each.kind in SETTLED for each in adjustments)
    charged = {line_no for line_no, cents in lines if cents > 0} or {0}
    denied = {each.line_no for each in adjustments if each.kind is AdjustmentClass.DENIAL and each.cents > 0}
    return {
        "status_code": payment.status,
        "complete": is_complete,
        "denied_cents": after.denied_cents,
        "paid_cents": after.paid_cents,
        "charge_cents": after.charge_cents,
        "capitated": False,
        "duplicate": False,
        "lines_charged": len(charged),
        "lines_clean": len(charged - denied),
        "any_payment": payment.status in FAVORABLE and (after.paid_cents > 0 or leaves_nothing),
    }
