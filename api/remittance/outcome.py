"""What payers' answers amount to: complete, denied, paid, whose turn it is; the claim's state, the event's facts. Pure.

A payer's adjudication is complete when the CLP03 of its standing claim payments, over distinct CLP07, reach CLM02 and
nothing is pended. `denied_cents` is the sum of positive net denial cents per (line, group, CARC); a denial is never
read from CLP02. A later payer is expected after CLP02 19 to 21, MA18 or N89 (crossover), and when the patient has a
later coverage and a share is left for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from api.claims import ClaimState
from api.reference import PATIENT, SETTLED, AdjustmentClass
from api.remittance.standing import (
    CROSSED_OVER,
    CROSSOVER_REMARKS,
    SEQUENCES,
    UNPROCESSABLE,
    Book,
    Classified,
    Kept,
    Outcome,
)

FAVORABLE = frozenset({"1", "2", "3", "19", "20", "21"})


NOTHING = Outcome()


def outcome(book: Book, sequence: str) -> Outcome:
    """The decision of the payer of a sequence."""
    known = book.outcomes.get(sequence)
    if known is None:
        standing = book.standing(sequence)
        known = book.outcomes[sequence] = _decided(book, standing) if standing else NOTHING
    return known


def _decided(book: Book, standing: list[Kept]) -> Outcome:
    adjustments = [each for kept in standing for each in kept.adjustments]
    charge_cents = _charged(standing)
    is_pended = any(kept.is_pended for kept in standing)
    charged = frozenset[int]().union(*(kept.charged_lines for kept in standing))
    kinds = {each.kind for each in adjustments}
    nets = denials(adjustments) if AdjustmentClass.DENIAL in kinds else {}
    refused = {line_no for (line_no, _, _), net in nets.items() if net > 0}
    return Outcome(
        charge_cents=charge_cents,
        paid_cents=sum(kept.paid_cents for kept in standing),
        denied_cents=sum(net for net in nets.values() if net > 0),
        share_cents=sum(each.cents for each in adjustments if each.kind in PATIENT),
        is_pended=is_pended,
        is_complete=not is_pended and charge_cents >= book.claim.charge_cents,
        is_crossed_over=any(kept.status in CROSSED_OVER or kept.remarks & CROSSOVER_REMARKS for kept in standing),
        leaves_nothing=kinds <= SETTLED,
        is_capitated=AdjustmentClass.CAPITATED in kinds,
        lines_charged=len(charged) or 1,
        # Without SVC the claim is one line; so it is when a denial is of the claim as a whole.
        lines_clean=(0 if 0 in refused else len(charged - refused)) if charged else int(not refused),
    )


def denials(adjustments: Iterable[Classified]) -> dict[tuple[int, str, str], int]:
    """Net cents of class denial by line, group and CARC."""
    nets: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for each in adjustments:
        if each.kind is AdjustmentClass.DENIAL:
            nets[each.line_no, each.group, each.carc] += each.cents
    return nets


def expects_later_payer(book: Book, sequence: str, decided: Outcome) -> ClaimState | None:
    """Whose turn it is after a payer's complete answer: crossover_expected, secondary_due; None: insurance is done."""
    if sequence == SEQUENCES[-1]:
        return None
    if decided.is_crossed_over:
        return ClaimState.CROSSOVER_EXPECTED
    position = SEQUENCES.index(sequence)
    has_later = any(SEQUENCES.index(each) > position for each in book.coverages)
    return ClaimState.SECONDARY_DUE if has_later and decided.share_cents > 0 else None


def state_of_receivable(book: Book) -> ClaimState:
    """Where the claim that holds the receivable stands, by all answers to it."""
    first = book.claim.payer_sequence
    own, last = outcome(book, first), book.last_sequence()
    if not book.standing(first) or last is None:
        return ClaimState.REVERSED
    decided = outcome(book, last)
    if own.is_pended or decided.is_pended:
        return ClaimState.PENDED
    if not own.is_complete:
        return ClaimState.PARTIALLY_ADJUDICATED
    if not decided.is_complete:
        return ClaimState.CROSSOVER_EXPECTED
    return expects_later_payer(book, last, decided) or final_state(book, decided)


def final_state(book: Book, decided: Outcome) -> ClaimState:
    """How it ends when no further payer is expected."""
    paid_cents = sum(outcome(book, each).paid_cents for each in SEQUENCES)
    return _ended(decided, paid_cents)


def state_of_member(book: Book, sequence: str) -> ClaimState:
    """Where a later payer's own claim stands, by that payer's answers alone."""
    decided = outcome(book, sequence)
    if not book.standing(sequence):
        return ClaimState.REVERSED
    if decided.is_pended:
        return ClaimState.PENDED
    if not decided.is_complete:
        return ClaimState.PARTIALLY_ADJUDICATED
    return _ended(decided, decided.paid_cents)


def _ended(decided: Outcome, paid_cents: int) -> ClaimState:
    if decided.denied_cents > 0:
        return ClaimState.PARTIALLY_DENIED if paid_cents > 0 else ClaimState.DENIED
    if paid_cents == 0 and decided.share_cents > 0:
        return ClaimState.PATIENT_RESPONSIBILITY
    return ClaimState.PAID


def facts(
    book: Book,
    kept: Kept,
    *,
    is_duplicate: bool = False,
    reverses: UUID | None = None,
    write_offs: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """Of an adjudication, for its event: codes and cents of the payer's decision as it stands after this answer."""
    decided = outcome(book, kept.sequence)
    taken_back = {"write_offs_taken_back": [list(each) for each in write_offs]} if write_offs else {}
    return taken_back | {
        "payer_sequence": kept.sequence,
        "status_code": kept.status,
        "complete": decided.is_complete and not is_duplicate,
        "denied_cents": decided.denied_cents,
        "paid_cents": decided.paid_cents,
        "charge_cents": decided.charge_cents,
        "any_payment": kept.status in FAVORABLE and (decided.paid_cents > 0 or decided.leaves_nothing),
        "capitated": decided.is_capitated,
        "duplicate": is_duplicate,
        "unprocessable": UNPROCESSABLE in kept.remarks,
        "lines_charged": decided.lines_charged,
        "lines_clean": decided.lines_clean,
        "reverses_claim_payment_id": str(reverses) if reverses else None,
    }


def _charged(standing: Sequence[Kept]) -> int:
    """The sum of CLP03 over distinct CLP07: a number that comes twice is the same part of the claim."""
    if len(standing) == 1:
        return standing[0].charge_cents
    by_number: dict[str, int] = {}
    for kept in standing:
        key = kept.control_number or str(kept.id)
        by_number[key] = max(by_number.get(key, 0), kept.charge_cents)
    return sum(by_number.values())
