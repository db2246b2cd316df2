"""Patients' accounts: what a patient owes and why, what was paid and where it was put, what goes back.

| posting | debit | credit | cents |
|---|---|---|---|
| received at the desk 2500 | patient_cash | unapplied_cash | 2500 |
| allocated to PR-3 | unapplied_cash | patient_receivable | 2500 |
| refund made, naming what it unwinds | patient_receivable | refunds_payable | 4000 |
| refund of cash that is unapplied | unapplied_cash | refunds_payable | 1000 |
| refund sent | refunds_payable | patient_cash | 4000 |
| released: unapplied again | patient_receivable | unapplied_cash | 2500 |

Receipt and allocation are batches of their own. A share is open once insurance is finished with its claim, so money for
a claim waits until then (`shares_posted`); what a payer says the patient gets back is a refund that is due
(`shares_withdrawn`). Every cent of a payment is unapplied, allocated or refunded, which the database holds.
"""

from api.patient_accounts.follow import decisions_taken_back, shares_posted, shares_withdrawn

__all__ = ["decisions_taken_back", "shares_posted", "shares_withdrawn"]
