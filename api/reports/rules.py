"""What an event means for the first-pass rates of its family: pure functions of frozen values.

The rates themselves are said once, in `definitions`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

FAVORABLE_STATUSES = frozenset({"1", "2", "3", "19", "20", "21"})
"""CLP02 of an adjudication that may resolve a claim: processed as primary, secondary, tertiary; forwarded or not."""

REVERSAL = "22"
NOT_ADJUDICATED = frozenset({REVERSAL, "23", "25"})
"""CLP02 of rows that adjudicate nothing: reversal, not ours and forwarded, predetermination."""

PRIMARY = "P"
ORIGINAL, VOID = "1", "8"
CONTENT_REJECT = "277CA"


@dataclass(frozen=True, slots=True)
class Submission:
    """A claim of the family went out. `frequency` is CLM05-3; `lines` counts those with a charge."""

    family_id: UUID
    claim_id: UUID
    event_id: UUID
    submitted_on: date
    payer_id: UUID
    billing_provider_id: UUID
    charge_cents: int
    lines: int
    frequency: str
    payer_sequence: str

    @property
    def opens(self) -> bool:
        """The family's original, sent to the primary payer."""
        return self.frequency == ORIGINAL and self.claim_id == self.family_id and self.payer_sequence == PRIMARY

    @property
    def replaces(self) -> bool:
        """A replacement, void or rebill: before the first adjudication it breaks the family."""
        return self.payer_sequence == PRIMARY and (self.frequency != ORIGINAL or self.claim_id != self.family_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back before adjudication. `source`: 277CA, 999 or TA1."""

    family_id: UUID
    event_id: UUID
    outcome: str
    from_payer: bool
    source: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A row of an 835 (CLP) for the family."""

    family_id: UUID
    event_id: UUID
    claim_payment_id: UUID
    adjudicated_on: date
    status_code: str
    complete: bool
    denied_cents: int
    paid_cents: int
    charge_cents: int
    any_payment: bool
    capitated: bool
    duplicate: bool
    lines_charged: int
    lines_clean: int

    @property
    def counts(self) -> bool:
        """Whether it can be the first adjudication."""
        return self.complete and not self.duplicate and self.status_code not in NOT_ADJUDICATED

    @property
    def favorable(self) -> bool:
        """Nothing denied, and processed at all."""
        return self.status_code in FAVORABLE_STATUSES and self.denied_cents == 0


@dataclass(frozen=True, slots=True)
class First:
    """A family's first adjudication among rows that came together; `reversed`: a 22 came after it and no correction."""

    row: Adjudication
    reversed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The first answer that decides fpar/1 for a family."""

    family_id: UUID
    acceptance: str
    on: date


def openings(submissions: Iterable[Submission]) -> list[Submission]:
    """The first original of each family: replacement, void, rebill, secondary and the claim sent again open nothing."""
    opened: dict[UUID, Submission] = {}
    for submission in submissions:
        if submission.opens:
            opened.setdefault(submission.family_id, submission)
    return list(opened.values())


def decisions(answers: Iterable[Answer]) -> list[Decision]:
    """Each family's first decisive answer: a reject by anyone, an accept by the payer. The rest is interim."""
    decided: dict[UUID, Decision] = {}
    for answer in answers:
        if rejects_content(answer) or (answer.outcome == "accepted" and answer.from_payer):
            decided.setdefault(answer.family_id, Decision(answer.family_id, answer.outcome, answer.received_on))
    return list(decided.values())


def rejects_content(answer: Answer) -> bool:
    """A reject of what the claim says. TA1 and 999 refuse its envelope."""
    return answer.outcome == "rejected" and answer.source == CONTENT_REJECT


def first_adjudications(rows: Sequence[Adjudication]) -> list[First]:
    """Of each family's rows, in the order of their file, the one that counts.

    The earliest payment date, then the position; when a 22 among them is followed by a correction, the correction.
    """
    in_order = sorted(rows, key=lambda row: (row.family_id, row.adjudicated_on))
    found = (_first(list(family)) for _, family in groupby(in_order, key=lambda row: row.family_id))
    return [first for first in found if first is not None]


def _first(rows: list[Adjudication]) -> First | None:
    reversals = [place for place, row in enumerate(rows) if row.status_code == REVERSAL]
    after = reversals[-1] + 1 if reversals else 0
    correction = next((row for row in rows[after:] if row.counts), None)
    if correction is not None:
        return First(correction, reversed=False)
    first = next((row for row in rows if row.counts), None)
    return First(first, reversed=bool(reversals)) if first is not None else None
