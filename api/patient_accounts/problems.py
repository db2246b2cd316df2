"""What can go wrong with patients' accounts.

Unprocessable
└── PatientAccountInvalid 422
Conflict
├── InsuranceNotFinished 409
├── NothingOpen 409
├── MoreThanOpen 409
├── MoreThanUnapplied 409
├── MoreThanAllocated 409
├── PaymentRefunded 409
└── RefundSent 409
"""

from api.kit.problems import Conflict, Unprocessable


class PatientAccountInvalid(Unprocessable):
    """The body is well formed and names what this practice does not have, or says what can't be; `errors` say what."""

    slug, title = "patient-account-invalid", "The request has errors"


class InsuranceNotFinished(Conflict):
    """Nothing is the patient's part of this claim yet: `waiting_for` and the detail say what it waits for."""

    slug, title = "insurance-not-finished", "The patient's part of this claim is not known: insurance is not finished"


class NothingOpen(Conflict):
    """Insurance is finished, and nothing is open."""

    slug, title = "nothing-open", "Nothing is open that the patient owes"


class MoreThanOpen(Conflict):
    """An amount for a claim or line that is more than is open on it; `open_cents` says how much is."""

    slug, title = "more-than-open", "The amount is more than is open"


class MoreThanUnapplied(Conflict):
    """An amount that the payment does not hold unapplied; `unapplied_cents` says how much it does."""

    slug, title = "more-than-unapplied", "The amount is more than the payment has unapplied"


class MoreThanAllocated(Conflict):
    """An amount that the allocations do not hold any more; `allocated_cents` says how much they do."""

    slug, title = "more-than-allocated", "The amount is more than the allocations still hold"


class PaymentRefunded(Conflict):
    """A payment that a bank takes back whole, though a part of it went back to the patient already."""

    slug, title = "payment-refunded", "A part of this payment was refunded already, so it can't be taken back whole"


class RefundSent(Conflict):
    """A refund leaves once."""

    slug, title = "refund-sent", "The refund was sent already"
