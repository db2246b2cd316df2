"""The base from the cash side of the ledger, and whether the fee entries say the same. Pure.

Every posting's legs sum to zero. Those between receivables, charges and adjustments move no money; so the others sum to
what the posting allocated, and over a month:

    allocated = receipts + unapplied (opening - closing) + due to payer (opening - closing)
                + refunds payable (opening - closing) - what came from elsewhere or went there (interest, levies, ...)
    base      = allocated - what entries exclude - what no agreement holds for

Receipts are gross: what a card or an EFT vendor kept counts as received. A deferred takeback of 4000 in March: receipts
0, due to payer 0 - 4000, base -4000; in April with 5000 received: 5000 + 4000 - 0 = 9000.
"""

from collections.abc import Mapping
from typing import Final

from api.fees.schemas import FeeTieOut

RECEIPTS: Final = ("undeposited_funds", "insurance_cash", "patient_cash", "payment_processing_fees")
ELSEWHERE: Final = {
    "interest": "interest",
    "capitation_income": "capitation",
    "incentive_income": "incentive",
    "payer_withholding": "payer_withholding",
    "levy_withheld": "levy",
    "intercompany_offset": "affiliate_offset",
    "pre_go_live_receivable": "pre_go_live_takeback",
    "suspense": "suspense",
}
"""Accounts whose movement is money of no claim, and the reason it is excluded for."""

Movements = Mapping[str, tuple[int, int]]
"""By account: debits less credits before the month, and within it."""


def from_elsewhere(accounts: Movements) -> dict[str, int]:
    """Excluded money by reason: positive when it came in beside claims, negative when it was taken."""
    moved = {reason: -accounts[account][1] for account, reason in ELSEWHERE.items() if account in accounts}
    return {reason: cents for reason, cents in moved.items() if cents}


def tie_out(accounts: Movements, excluded_cents: int, charged_base_cents: int) -> FeeTieOut:
    """The equation, each term from the ledger. `excluded_cents`: of entries, and of days without an agreement."""
    owed = {name: _owed(accounts, name) for name in ("unapplied_cash", "due_to_payer", "refunds_payable")}
    receipts = sum(accounts.get(account, (0, 0))[1] for account in RECEIPTS)
    exclusions = sum(from_elsewhere(accounts).values()) + excluded_cents
    base = receipts + sum(opening - closing for opening, closing in owed.values()) - exclusions
    return FeeTieOut(
        receipts_cents=receipts,
        unapplied_opening_cents=owed["unapplied_cash"][0],
        unapplied_closing_cents=owed["unapplied_cash"][1],
        due_to_payer_opening_cents=owed["due_to_payer"][0],
        due_to_payer_closing_cents=owed["due_to_payer"][1],
        refunds_payable_opening_cents=owed["refunds_payable"][0],
        refunds_payable_closing_cents=owed["refunds_payable"][1],
        exclusions_cents=exclusions,
        base_cents=base,
        charged_base_cents=charged_base_cents,
        difference_cents=charged_base_cents - base,
        ties=charged_base_cents == base,
    )


def _owed(accounts: Movements, account: str) -> tuple[int, int]:
    """What an account owes at the month's start and end: credits less debits."""
    opening, moved = accounts.get(account, (0, 0))
    return -opening, -(opening + moved)
