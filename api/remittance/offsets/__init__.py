"""PLB: what provider adjustments do at the level of the check, and the takebacks they tell.

A positive amount reduces the payment: (account, undeposited_funds); a negative one raises it and swaps the sides. With
the claim payments' CLP04 this leaves exactly BPR02 in undeposited_funds. Codes: 005010X221A1, PLB03-1. `funds` is
undeposited_funds.

| code | | posts |
|---|---|---|
| 72 -X with WO +X in one check | a refund check has arrived | nothing: they cancel |
| WO, FB, 72 negative | deferred: due to the payer | (funds, due_to_payer) under the PLB reference |
| WO -X that gives an open takeback of X back | a 22 tells the same now | the takeback's entries swapped |
| WO, FB, 72 positive | what was due under the reference, as far as it goes | (due_to_payer, funds) |
| ... the rest of a WO that names an ICN of ours | letter: a takeback on that claim, unwinds its allocations | \
(insurance_receivable, funds) |
| ... the rest | nobody knows it: it waits | (unapplied_cash, funds) |
| L6 | interest | (funds, interest) for the usual negative |
| CT, CR; BN, IP | capitation_income; incentive_income | |
| LE, IR | levy_withheld | |
| OB, and WO of another NPI | intercompany_offset | |
| all others | payer_withholding | a work item when it names an ICN of ours |

FB carries a balance from check to check under whatever reference: it is kept as one pool a payer. BPR02 below zero is
against the guide but seen: no money moved, so (funds, due_to_payer, |BPR02|).
"""

from api.remittance.offsets.post import CheckFacts, post_offsets
from api.remittance.offsets.rules import balance_id
from api.remittance.offsets.store import overdue_balances, payer_balances, takeback, takebacks_page
from api.remittance.offsets.takebacks import release_takeback, waiting_takebacks

__all__ = [
    "CheckFacts",
    "balance_id",
    "overdue_balances",
    "payer_balances",
    "post_offsets",
    "release_takeback",
    "takeback",
    "takebacks_page",
    "waiting_takebacks",
]
