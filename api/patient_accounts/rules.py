"""How patients' money is spread over shares, which allocations a refund unwinds, why a share is not open. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from api.claims import ClaimState


class PaymentMethod(StrEnum):
    """How a patient paid."""

    CASH = "cash"
    CHECK = "check"
    CARD = "card"


class PaymentSource(StrEnum):
    """Where the money was received; fixed then."""

    DESK = "desk"
    """Over the counter, at the visit."""
    STATEMENT = "statement"
    """In answer to a bill."""


class RefundReason(StrEnum):
    """Why money goes back."""

    OVERPAID = "overpaid"
    SHARE_WITHDRAWN = "share_withdrawn"
    """The payer says that the share may not be collected (OA-209)."""
    RETURNED_CHECK = "returned_check"
    CHARGEBACK = "chargeback"
    OTHER = "other"


BOUNCES = {RefundReason.RETURNED_CHECK: PaymentMethod.CHECK, RefundReason.CHARGEBACK: PaymentMethod.CARD}
"""What a bank takes back by itself, and the method it belongs to."""


class ShareReason(StrEnum):
    """What a patient owes a line for, in the words of a front desk."""

    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"
    PAID_TO_PATIENT = "paid_to_patient"
    """CARC 100: the insurer paid the patient, who holds its money."""
    OUT_OF_NETWORK = "out_of_network"
    OTHER = "other"


_BY_CODE = {
    ("PR", "1"): ShareReason.DEDUCTIBLE,
    ("PR", "66"): ShareReason.DEDUCTIBLE,
    ("PR", "247"): ShareReason.DEDUCTIBLE,
    ("PR", "2"): ShareReason.COINSURANCE,
    ("PR", "248"): ShareReason.COINSURANCE,
    ("PR", "3"): ShareReason.COPAY,
    ("PR", "241"): ShareReason.COPAY,
    ("PR", "45"): ShareReason.OUT_OF_NETWORK,
}
"""66 is the blood deductible; 241, 247 and 248 are the low-income and bundled-payment forms of the three shares."""


def share_reason(group: str, carc: str) -> ShareReason:
    """What a CAS triplet that the patient owes is called."""
    if carc == "100":
        return ShareReason.PAID_TO_PATIENT
    return _BY_CODE.get((group, carc), ShareReason.OTHER)


class Waiting(StrEnum):
    """Why a claim has no share yet, or none any more."""

    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    PAYER_DECIDES = "payer_decides"
    PARTLY_DECIDED = "partly_decided"
    PENDED = "pended"
    LATER_PAYER = "later_payer"
    REVERSED = "reversed"
    CORRECTED = "corrected"
    DENIED = "denied"


SENTENCES = {
    Waiting.NOT_SENT: "The claim has not gone to the payer yet",
    Waiting.REJECTED: "The claim was turned away before the payer decided; it is corrected and sent again",
    Waiting.PAYER_DECIDES: "The payer has the claim and has not decided",
    Waiting.PARTLY_DECIDED: "The payer has decided on a part of the claim",
    Waiting.PENDED: "The payer holds the claim and will decide again",
    Waiting.LATER_PAYER: "The first payer has decided; the patient's other insurance comes next",
    Waiting.REVERSED: "The payer took its decision back",
    Waiting.CORRECTED: "A corrected claim stands in this one's place, and its payer decides the share anew",
    Waiting.DENIED: "The payer refused a part; it is the practice's to settle with the payer, not the patient's",
}

_BY_STATE = {
    ClaimState.READY: Waiting.NOT_SENT,
    ClaimState.QUEUED: Waiting.NOT_SENT,
    ClaimState.SUBMITTED: Waiting.PAYER_DECIDES,
    ClaimState.ACCEPTED: Waiting.PAYER_DECIDES,
    ClaimState.REJECTED: Waiting.REJECTED,
    ClaimState.PARTIALLY_ADJUDICATED: Waiting.PARTLY_DECIDED,
    ClaimState.PENDED: Waiting.PENDED,
    ClaimState.FORWARDED: Waiting.LATER_PAYER,
    ClaimState.CROSSOVER_EXPECTED: Waiting.LATER_PAYER,
    ClaimState.SECONDARY_DUE: Waiting.LATER_PAYER,
    ClaimState.REVERSED: Waiting.REVERSED,
    ClaimState.DENIED: Waiting.DENIED,
    ClaimState.PARTIALLY_DENIED: Waiting.DENIED,
}


def waiting_for(state: ClaimState, *, is_superseded: bool) -> Waiting | None:
    """What a claim waits for; None when insurance is finished with it."""
    return Waiting.CORRECTED if is_superseded else _BY_STATE.get(state)


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line's patient share as it is open now, > 0."""

    claim_id: UUID
    line_no: int
    cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """Cents of a payment for a line."""

    payment_id: UUID
    claim_id: UUID
    line_no: int
    cents: int


def spread(payment_id: UUID, cents: int, lines: Iterable[OpenLine]) -> list[Share]:
    """`cents` over lines in their order, each filled before the next and never past what is open on it.

    The sum is the lesser of `cents` and what is open.
    """
    shares: list[Share] = []
    for line in lines:
        taken = min(cents, line.cents)
        if taken > 0:
            shares.append(Share(payment_id, line.claim_id, line.line_no, taken))
            cents -= taken
    return shares


def less(lines: Sequence[OpenLine], shares: Iterable[Share]) -> list[OpenLine]:
    """What stays open of lines once shares are on them; lines that are full are left out."""
    taken: dict[tuple[UUID, int], int] = {}
    for share in shares:
        place = (share.claim_id, share.line_no)
        taken[place] = taken.get(place, 0) + share.cents
    left = [
        OpenLine(line.claim_id, line.line_no, line.cents - taken.get((line.claim_id, line.line_no), 0))
        for line in lines
    ]
    return [line for line in left if line.cents > 0]


@dataclass(frozen=True, slots=True)
class Standing:
    """An allocation and what it still holds."""

    id: UUID
    payment_id: UUID
    patient_id: UUID
    source: str
    claim_id: UUID
    line_no: int
    standing_cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """Cents that an allocation gives back."""

    allocation: Standing
    cents: int


def latest_first(cents: int, standing: Iterable[Standing]) -> list[Part]:
    """Which allocations give `cents` back: the latest first, whole before the one before it.

    Ids are made in the order of allocation. Desk 2500, then statement 5000, refund 4000: 4000 of the 5000. The sum is
    the lesser of `cents` and what all of them hold.
    """
    parts: list[Part] = []
    for each in sorted(standing, key=lambda allocation: allocation.id, reverse=True):
        taken = min(cents, each.standing_cents)
        if taken > 0:
            parts.append(Part(each, taken))
            cents -= taken
    return parts
