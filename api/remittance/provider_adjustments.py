"""PLB: what a provider adjustment does at the level of the check. Pure.

A positive amount reduces the payment: (account, undeposited_funds); a negative one raises it and swaps the sides.
With the claim payments' CLP04 this leaves exactly BPR02 in undeposited_funds. Codes: 005010X221A1, PLB03-1.

| code | account | |
|---|---|---|
| WO, FB, 72 | due_to_payer | a positive WO that no earlier negative one explains goes to unapplied_cash and waits |
| L6 | interest | usual form -150: (undeposited_funds, interest, 150) |
| CT, CR | capitation_income | |
| BN, IP | incentive_income | |
| LE, IR | levy_withheld | |
| OB | intercompany_offset | |
| all others | payer_withholding | |

BPR02 below zero is against the guide but seen: no money moved, so (undeposited_funds, due_to_payer, |BPR02|).
"""

from collections.abc import Sequence

from api.ledger import Entry, movement
from api.x12 import ProviderAdjustment

ACCOUNTS = {
    "WO": "due_to_payer",
    "FB": "due_to_payer",
    "72": "due_to_payer",
    "L6": "interest",
    "CT": "capitation_income",
    "CR": "capitation_income",
    "BN": "incentive_income",
    "IP": "incentive_income",
    "LE": "levy_withheld",
    "IR": "levy_withheld",
    "OB": "intercompany_offset",
}
OTHER = "payer_withholding"
DEFERRED = frozenset({"WO", "FB", "72"})


def provider_entries(
    adjustments: Sequence[ProviderAdjustment], outstanding: dict[str, int], payment_cents: int
) -> list[Entry]:
    """Entries of a check's PLB pairs. `outstanding` is what is due to the payer, in cents, by PLB reference."""
    due = dict(outstanding)
    for each in adjustments:
        if each.code in DEFERRED and each.cents < 0:
            due[each.reference] = due.get(each.reference, 0) - each.cents
    entries: list[Entry] = []
    for each in adjustments:
        account = ACCOUNTS.get(each.code, OTHER)
        if each.code == "WO" and each.cents > 0:
            explained = min(each.cents, max(due.get(each.reference, 0), 0))
            due[each.reference] = due.get(each.reference, 0) - explained
            entries += _move(account, explained, each)
            entries += _move("unapplied_cash", each.cents - explained, each)
        else:
            entries += _move(account, each.cents, each)
    if payment_cents < 0:
        entries += movement("undeposited_funds", "due_to_payer", -payment_cents, reason_code="negative_check")
    return entries


def _move(account: str, cents: int, adjustment: ProviderAdjustment) -> list[Entry]:
    return movement(account, "undeposited_funds", cents, reason_code=adjustment.code)
