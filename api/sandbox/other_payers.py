"""Other payers of a claim: those that decided before, and the one it crosses over to."""

from typing import Final

import msgspec

from api.sandbox.names import clean_name
from api.sandbox.pricing import EarlierPayers
from api.x12 import Claim, can_write

_LATER: Final = "ST"


class CrossoverPayer(msgspec.Struct, frozen=True):
    """NM1*TT, and the payer of the check that follows."""

    name: str
    id: str
    filing_indicator: str = ""


_MADE_UP: Final = CrossoverPayer("SANDBOX SUPPLEMENT", "SBXMG")


def carrier_of(claim: Claim) -> CrossoverPayer:
    """The later payer that the claim names (2320 SBR01 S or T), else one that the sandbox makes up."""
    for other in claim.other_payers:
        payer = other.payer
        if other.sequence in _LATER and payer.id and can_write(payer.id):
            return CrossoverPayer(clean_name(payer.last_name) or _MADE_UP.name, payer.id, other.filing_indicator)
    return _MADE_UP


def earlier_payers(claim: Claim) -> list[EarlierPayers] | None:
    """What the payers before this one left of each line; None when the claim tells of no decision of theirs.

    The patient's part is that of the one that decided last. Amounts told for the claim alone go to its lines in order.
    """
    decided = [other for other in claim.other_payers if other.paid_cents is not None]
    if not decided:
        return None
    if any(line.adjudications for line in claim.lines):
        return [
            EarlierPayers(
                sum(each.paid_cents for each in line.adjudications),
                sum(a.cents for each in line.adjudications[-1:] for a in each.adjustments if a.group == "PR"),
            )
            for line in claim.lines
        ]
    paid = sum(other.paid_cents or 0 for other in decided)
    patient = sum(each.cents for each in decided[-1].adjustments if each.group == "PR")
    charges = [line.charge_cents for line in claim.lines]
    return [EarlierPayers(*each) for each in zip(_spread(paid, charges), _spread(patient, charges), strict=True)]


def _spread(cents: int, charges: list[int]) -> list[int]:
    parts = []
    for charge_cents in charges:
        parts.append(max(0, min(cents, charge_cents)))
        cents -= parts[-1]
    return parts
