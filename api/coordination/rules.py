"""How an earlier payer's decision is told to the next one so that it balances. Pure.

Per line the charge less the adjustments of all its 2430 loops is the sum of SVD02; AMT*D is what the lines were paid
less the claim-level adjustments; the charge is AMT*D and all adjustments. Where lines do not balance each by itself
(an SVC that matched no line of ours) and the claim does, it is told on the claim alone (2320).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from api.claims import Adjustment, LineAdjudication
from api.remittance import LineDecision, PayerDecision, ToldAdjustment

SEQUENCES = "PST"


def next_sequence(last: str, covered: Iterable[str]) -> str | None:
    """The first sequence after `last` that the patient is covered under."""
    later = [each for each in covered if SEQUENCES.index(each) > SEQUENCES.index(last)]
    return min(later, key=SEQUENCES.index, default=None)


def told(
    decision: PayerDecision, charges: Mapping[int, int]
) -> tuple[tuple[Adjustment, ...], tuple[LineAdjudication, ...]] | None:
    """The claim-level adjustments (2320) and the lines (2430); None when the decision does not balance at all.

    `charges` are the claim's lines.
    """
    own = sum(each.cents for each in decision.adjustments)
    by_line = sum(each.cents for line in decision.lines for each in line.adjustments)
    if sum(charges.values()) != decision.paid_cents + own + by_line:
        return None
    if decision.lines and _balances_by_line(decision.lines, charges):
        return _adjustments(decision.adjustments), tuple(_line(line) for line in decision.lines)
    return _added_up(decision), ()


def _balances_by_line(lines: Sequence[LineDecision], charges: Mapping[int, int]) -> bool:
    left = dict(charges)
    for line in lines:
        if line.line_no not in left:
            return False
        left[line.line_no] -= line.paid_cents + sum(each.cents for each in line.adjustments)
    return not any(left.values())


def _line(line: LineDecision) -> LineAdjudication:
    return LineAdjudication(
        line_no=line.line_no,
        paid_cents=line.paid_cents,
        procedure=line.procedure,
        modifiers=line.modifiers,
        units=line.units,
        adjustments=_adjustments(line.adjustments),
    )


def _adjustments(adjustments: Iterable[ToldAdjustment]) -> tuple[Adjustment, ...]:
    return tuple(
        Adjustment(group=each.group, carc=each.carc, cents=each.cents, quantity=each.quantity)
        for each in adjustments
        if each.cents
    )


def _added_up(decision: PayerDecision) -> tuple[Adjustment, ...]:
    """All adjustments on the claim, one a group and reason."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in (*decision.adjustments, *(each for line in decision.lines for each in line.adjustments)):
        sums[each.group, each.carc] += each.cents
    return tuple(Adjustment(group=group, carc=carc, cents=cents) for (group, carc), cents in sums.items() if cents)
