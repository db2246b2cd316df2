"""Fees: what a billing company charges a practice on what was collected. One fee entry a collection, at most, ever.

**Inputs**: the practice's active agreement of the day (rules, first match by priority) and the allocations of a ledger
batch: money put on a line of a claim, or taken off it again.

**Steps**, in the transaction that posts the batch (`accrue`, `pricing`):
1. the agreement is that of the batch's business date, a stored day: the practice's local one, or the first open day
   after a closed month. Date of service and payer matter only where a rule names them;
2. money taken back gives its fee back by the share stored with each collection, cumulatively;
3. money that corrects a taking back (same claim family, source and payer) is charged by the same share, up to the
   amount taken back;
4. what is left takes the first rule that matches: a rate, cents per claim, or exclusion. Rates are rounded half away
   from zero once a (rule, rate) of the batch and shared by largest remainder.

Money that was posted before its agreement was started is priced by a job, batch by batch in the order of posting, with
the same code; what is posted meanwhile waits behind it.

**Guarantees**: an allocation has at most one entry (unique key, append-only); terms of an active agreement can't change
(keys and row security); taking everything back nets to zero; for k parts of one bucket |fee(all) - sum fee(parts)| <=
(k + 1) / 2; the same batches give the same fees whether priced beside the posting or by the job. The base ties to the
cash side of the ledger (`preview.tie_out`), or the preview names the postings where they part.

| money, in cents | fee | why |
|---|---|---|
| 3 x 33 at 500 bps | 2, 2, 1 | 4.95 is 5, shared |
| 2 x 10 at 500 bps, one batch each | 1 + 1 | together 1 |
| 33 charged 2; 11 taken back, then 22 | -1, -1 | 2 x 11 / 33 is 1; 2 - 1 is 1 |
| January 10000 at 600; March, at 500: -10000, +12000 | 600; -600, +700 | 10000 keep 600, 2000 take 500 |
| takeback of 4000 of 10000 at 500 | -200 | netted, deferred or by letter, each time |
| 10000 moved from a claim at 450 to one at 625 | -450 + 625 | the base nets to zero, the fee need not |
| takeback of money from before the first agreement | 0 | excluded, `never_charged` |

Left to the closing of a month: tiers, minimum and cap, invoices, the legal guard; and of the options all but the
defaults. Basis `deposited` can be drafted, and started once there are bank deposits.
"""

from api.fees.accrue import money_posted
from api.fees.look_up import fees_of_claim

__all__ = ["fees_of_claim", "money_posted"]
"""`money_posted` is the reaction to every event that carries a `ledger_batch_id`."""
