"""What the payer allows, refuses, leaves to the patient and pays of each line: arithmetic alone.

A commercial plan writes 30 % of a charge off (CO-45) and takes a copay of 2500 a claim (PR-3). Medicare writes 50 %
off, takes a deductible of 5000 a claim (PR-1), then 20 % coinsurance (PR-2), and 2 % of the rest is sequestered
(CO-253).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec

from api.sandbox.scenarios import LineRule, Scenario
from api.x12 import Adjustment

_WRITTEN_OFF: Final = {False: Fraction(3, 10), True: Fraction(1, 2)}  # by whether it is Medicare
_COPAY_CENTS: Final = 2_500
_DEDUCTIBLE_CENTS: Final = 5_000
_COINSURANCE: Final = Fraction(1, 5)
_SEQUESTERED: Final = Fraction(1, 50)
MEDICARE: Final = frozenset({"MA", "MB"})  # SBR09
MEDICAID: Final = "MC"


class Priced(msgspec.Struct, frozen=True):
    """A line as adjudicated: what is not paid and why, and the allowed amount (AMT*B6), which a denied line lacks."""

    adjustments: tuple[Adjustment, ...]
    allowed_cents: int | None
    remarks: tuple[str, ...] = ()

    @property
    def adjusted_cents(self) -> int:
        """Charge less payment."""
        return sum(each.cents for each in self.adjustments)


class EarlierPayers(msgspec.Struct, frozen=True):
    """What payers before this one left of a line: what they paid, and the patient's part, which is left to pay."""

    paid_cents: int
    patient_cents: int


def share(cents: int, of: Fraction) -> int:
    """A share in cents, rounded half away from zero."""
    rounded = (2 * abs(cents) * of.numerator + of.denominator) // (2 * of.denominator)
    return rounded if cents >= 0 else -rounded


def price(charges: Sequence[int], scenario: Scenario, *, is_medicare: bool) -> list[Priced]:
    """Every line of a claim of which this payer is the first."""
    priced: list[Priced] = []
    left = _DEDUCTIBLE_CENTS if is_medicare else _COPAY_CENTS
    for at, charge_cents in enumerate(charges):
        rule = scenario.line_rules[at] if at < len(scenario.line_rules) else None
        if scenario.denial is not None:
            rule = LineRule(denial=scenario.denial)
        if rule is not None:
            priced.append(_refuse(charge_cents, rule, is_medicare=is_medicare))
            continue
        priced.append(_allow(charge_cents, scenario, left, is_medicare=is_medicare))
        left -= sum(each.cents for each in priced[-1].adjustments if (each.group, each.carc) in _ONCE_A_CLAIM)
    return priced


def price_after(
    charges: Sequence[int],
    earlier: Sequence[EarlierPayers],
    scenario: Scenario,
    *,
    is_medicaid: bool,
    is_medicare: bool,
) -> list[Priced]:
    """Every line of a claim that other payers have decided: OA-23 is what they did with it, the patient's part is paid.

    Medicaid allows less than they paid: OA-23 is their payment and CO-45 the rest.
    """
    return [
        _after(charge_cents, each, scenario, is_medicaid=is_medicaid, is_medicare=is_medicare)
        for charge_cents, each in zip(charges, earlier, strict=True)
    ]


_ONCE_A_CLAIM: Final = frozenset({("PR", "1"), ("PR", "3")})


def _refuse(charge_cents: int, rule: LineRule, *, is_medicare: bool) -> Priced:
    denial = rule.denial
    contractual = share(charge_cents, rule.contractual)
    refused = share(charge_cents, rule.denied)
    rows = (Adjustment("CO", "45", contractual),) if rule.contractual else ()
    paid_cents = charge_cents - contractual - refused
    return Priced(
        (*rows, Adjustment(denial.group, denial.carc, refused)),
        paid_cents if rule.denied < 1 else None,
        denial.remarks_of(is_medicare=is_medicare),
    )


def _allow(charge_cents: int, scenario: Scenario, left: int, *, is_medicare: bool) -> Priced:
    if scenario.is_paid_in_full:
        return Priced((), charge_cents)
    written_off = share(charge_cents, _WRITTEN_OFF[is_medicare] + scenario.more_contractual)
    allowed = charge_cents - written_off
    rows = [Adjustment("CO", "45", written_off)]
    if scenario.is_all_deductible:
        rows.append(Adjustment("PR", "1", allowed))
    elif is_medicare:
        deductible = min(left, allowed)
        coinsurance = share(allowed - deductible, _COINSURANCE)
        sequestered = share(allowed - deductible - coinsurance, _SEQUESTERED)
        rows += [
            Adjustment("CO", "253", sequestered),
            Adjustment("PR", "1", deductible),
            Adjustment("PR", "2", coinsurance),
        ]
    else:
        rows.append(Adjustment("PR", "3", min(left, allowed)))
    return Priced(tuple(row for row in rows if row.cents), allowed)


def _after(
    charge_cents: int, earlier: EarlierPayers, scenario: Scenario, *, is_medicaid: bool, is_medicare: bool
) -> Priced:
    if is_medicaid and scenario.denial is None:
        impact = min(earlier.paid_cents, charge_cents)
        rows = [Adjustment("CO", "45", charge_cents - impact), Adjustment("OA", "23", impact)]
        return Priced(tuple(row for row in rows if row.cents), None)
    left = max(0, min(earlier.patient_cents, charge_cents))
    rows = [Adjustment("OA", "23", charge_cents - left)]
    remarks: tuple[str, ...] = ()
    if scenario.denial is not None:
        rows.append(Adjustment(scenario.denial.group, scenario.denial.carc, left))
        remarks = scenario.denial.remarks_of(is_medicare=is_medicare)
    elif scenario.is_all_deductible:
        rows.append(Adjustment("PR", "1", left))
    return Priced(tuple(row for row in rows if row.cents), None, remarks)
