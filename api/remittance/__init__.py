"""Remittances: an 835's check balanced at line, claim and check, matched, and posted once.

One ST is the unit of receiving, balancing and posting, in one transaction. `post` has the steps; `plan` and
`later_payers` say what an answer does, `reversals` what a 22 takes back, `shares` when the patient owes, `offsets` what
the PLB pairs do. What money of a line does, in words, is in `posting.md` beside this file, with the worked tables.

A `claim.adjudicated` event follows every matched claim payment, `claim.forwarded` a 23, `claim.takeback` a letter,
`claim.insurance_finished` the release of the patient's part; `ledger_batch_id` names what was posted.
"""

from api.remittance.finish_insurance import finish_insurance
from api.remittance.look_up import (
    DeniedAmount,
    LineDecision,
    PayerDecision,
    ToldAdjustment,
    adjudications_of,
    denied_amounts,
    payments_of_claim,
)
from api.remittance.write_offs import WRITE_OFF

__all__ = [
    "WRITE_OFF",
    "DeniedAmount",
    "LineDecision",
    "PayerDecision",
    "ToldAdjustment",
    "adjudications_of",
    "denied_amounts",
    "finish_insurance",
    "payments_of_claim",
]
