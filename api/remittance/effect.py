"""What one matched claim payment does: entries, its lines and adjustments, states, facts. Pure values and movements."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.claims import Candidate, ClaimState
from api.ledger import Entry, movement
from api.reference import AdjustmentClass, classify
from api.remittance.standing import Classified, Kept
from api.x12 import Adjustment, ClaimPayment

WRITTEN_OFF = frozenset({AdjustmentClass.CONTRACTUAL, AdjustmentClass.PACKAGING, AdjustmentClass.CAPITATED})
NOT_COLLECTIBLE = ("OA", "209")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose answer a claim payment is, and to which claim."""

    claim_payment_id: UUID
    claim_id: UUID
    payer_id: UUID
    sequence: str
    payer_identifier: str
    """TRN03."""


@dataclass(slots=True)
class Effect:
    """The whole effect of one matched claim payment; `states` are of claims that change theirs."""

    kept: Kept
    lines: list[int]
    entries: list[Entry] = field(default_factory=list)
    states: dict[UUID, ClaimState] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    reverses: UUID | None = None
    released: list[Entry] = field(default_factory=list)
    """Those of the entries that post the patient's part: insurance is finished."""
    refunds: dict[int, int] = field(default_factory=dict)
    """OA-209 by line: what the patient paid there, up to these cents, goes back."""


Mover = Callable[..., list[Entry]]


def mover(claim: Candidate, payer_id: UUID, claim_payment_id: UUID) -> Mover:
    """Movements against the receivable of a claim, for one claim payment: `move(debit, cents, line_no, adjustment)`."""

    def move(debit: str, cents: int, line_no: int, adjustment: Classified | None = None) -> list[Entry]:
        return movement(
            debit,
            "insurance_receivable",
            cents,
            claim_id=claim.id,
            line_no=line_no,
            patient_id=claim.patient_id,
            payer_id=payer_id,
            claim_payment_id=claim_payment_id,
            group_code=adjustment.group if adjustment else "",
            reason_code=adjustment.carc if adjustment else "",
            adjustment_class=adjustment.kind if adjustment else "",
        )

    return move


def classified(
    payment: ClaimPayment, lines: list[int], claim_line: int, *, is_capitated: bool = False
) -> list[Classified]:
    """Every CAS triplet of a claim payment with its class."""

    def one(position: int, line_no: int, adjustment: Adjustment, charge_cents: int | None) -> Classified:
        kind = classify(adjustment.group, adjustment.carc, line_charge_cents=charge_cents, is_capitated=is_capitated)
        quantity = "" if adjustment.quantity is None else format(adjustment.quantity, "f")
        return Classified(position, line_no, adjustment.group, adjustment.carc, adjustment.cents, kind, quantity)

    found = [one(-1, claim_line, adjustment, None) for adjustment in payment.adjustments]
    for position, (service, line_no) in enumerate(zip(payment.services, lines, strict=True)):
        found += [one(position, line_no, adjustment, service.charge_cents) for adjustment in service.adjustments]
    return found


def kept_of(payment: ClaimPayment, lines: list[int], adjustments: list[Classified], answer: Answer) -> Kept:
    """The claim payment as later ones will know it."""
    return Kept(
        id=answer.claim_payment_id,
        claim_id=answer.claim_id,
        payer_id=answer.payer_id,
        sequence=answer.sequence,
        status=payment.status,
        control_number=payment.payer_claim_id,
        payer_identifier=answer.payer_identifier,
        charge_cents=payment.charge_cents,
        paid_cents=payment.paid_cents,
        adjustments=adjustments,
        charged_lines=frozenset(
            line_no for service, line_no in zip(payment.services, lines, strict=True) if service.charge_cents > 0
        ),
        remarks=frozenset(payment.remark_codes).union(*(service.remark_codes for service in payment.services)),
    )


def paid_by_line(payment: ClaimPayment, lines: list[int], claim_line: int) -> list[tuple[int, int]]:
    """(line, SVC03) in the order of the services, then what CLP04 says beyond them: the sum is always CLP04."""
    found = [(line_no, service.paid_cents) for service, line_no in zip(payment.services, lines, strict=True)]
    return [*found, (claim_line, payment.paid_cents - sum(cents for _, cents in found))]


def not_collectible(adjustments: list[Classified]) -> dict[int, int]:
    """OA-209 by line, in cents: what may not be collected from the patient."""
    found: dict[int, int] = {}
    for each in adjustments:
        if (each.group, each.carc) == NOT_COLLECTIBLE and each.cents > 0:
            found[each.line_no] = found.get(each.line_no, 0) + each.cents
    return found
