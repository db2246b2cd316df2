"""Coordination of benefits in the 837P: what payers before this one decided, in loops 2320, 2330A, 2330B and 2430.

Adjustments are copied as the earlier payer's 835 had them. With line data the line's loops carry the date and the
patient's remaining share (DTP*573, AMT*EAF), else the payer's do. AMT*D is what the payer paid: the lines' payments
less the claim-level adjustments.
"""

from collections.abc import Iterable
from decimal import Decimal

from api.claims import Adjustment as Adjusted
from api.claims import OtherPayer as Decided
from api.claims import Snapshot
from api.submission.parties import person_party, x12_name
from api.x12 import (
    Adjustment,
    Amount,
    DatePeriod,
    LineAdjudication,
    OtherPayer,
    Party,
    Procedure,
    Reference,
)

PATIENT_GROUP = "PR"
REMAINING = "EAF"


def other_payers(claim: Snapshot) -> list[OtherPayer]:
    """2320 with 2330A and 2330B, one for each payer that has decided."""
    return [_other_payer(payer) for payer in claim.other_payers]


def line_adjudications(claim: Snapshot, line_no: int) -> list[LineAdjudication]:
    """2430: what each of them decided on a line."""
    return [
        LineAdjudication(
            payer_id=payer.payer.identifier,
            paid_cents=line.paid_cents,
            procedure=Procedure("HC", line.procedure, line.modifiers),
            units=Decimal(line.units),
            adjustments=_adjustments(line.adjustments),
            paid_on=payer.adjudicated_on,
            amounts=[_remaining(line.adjustments)],
        )
        for payer in claim.other_payers
        for line in payer.lines
        if line.line_no == line_no
    ]


def _other_payer(decided: Decided) -> OtherPayer:
    subscriber = person_party("IL", decided.subscriber)
    subscriber.id_qualifier, subscriber.id = "MI", decided.member_id
    paid = Amount("D", decided.paid_cents)
    day = DatePeriod("573", decided.adjudicated_on, decided.adjudicated_on)
    return OtherPayer(
        sequence=decided.sequence,
        relationship=decided.relationship,
        group_number=decided.group_number,
        filing_indicator=decided.payer.filing_indicator,
        adjustments=_adjustments(decided.adjustments),
        amounts=[paid] if decided.lines else [paid, _remaining(decided.adjustments)],
        subscriber=subscriber,
        payer=Party(
            entity_code="PR",
            last_name=x12_name(decided.payer.name),
            id_qualifier="PI",
            id=decided.payer.identifier,
            dates=[] if decided.lines else [day],
            references=[Reference("F8", decided.control_number)] if decided.control_number else [],
        ),
    )


def _adjustments(adjusted: Iterable[Adjusted]) -> list[Adjustment]:
    """CAS, one group after the other: a group's triplets share segments."""
    return [
        Adjustment(each.group, each.carc, each.cents, Decimal(each.quantity) if each.quantity else None)
        for each in sorted(adjusted, key=lambda each: each.group)
    ]


def _remaining(adjusted: Iterable[Adjusted]) -> Amount:
    """AMT*EAF: what the payer leaves to the patient."""
    return Amount(REMAINING, sum(each.cents for each in adjusted if each.group == PATIENT_GROUP))
