"""Why the next payer is not billed.

Conflict 409
├── NotThePrimaryClaim
├── NotDecided
├── NoLaterCoverage
├── AlreadyBilled
├── InsuranceFinished
├── DecisionUnbalanced
└── Overridable (`override_reason` lets it pass)
    ├── CrossoverRunning
    └── NothingLeft
"""

from api.kit.problems import Conflict


class NotThePrimaryClaim(Conflict):
    """A later payer's claim hangs on the primary one, which `receivable_claim_id` names."""

    slug, title = "not-the-primary-claim", "Bill the next payer on the primary claim: `receivable_claim_id` names it"


class NotDecided(Conflict):
    """There is no whole decision that the next payer could go on from."""

    slug = "earlier-payer-not-decided"
    title = "The payers before have not decided on the whole claim: wait for their 835"


class NoLaterCoverage(Conflict):
    """The payers of every coverage have answered."""

    slug = "no-later-coverage"
    title = "The patient has no coverage after the last payer that answered: register it with its sequence, S or T"


class AlreadyBilled(Conflict):
    """The next payer has a claim: `claim_id`."""

    slug, title = "next-payer-already-billed", "The next payer has a claim for this: correct that one"


class InsuranceFinished(Conflict):
    """A person said that no further payer comes, and the patient's part was posted: both would pay it."""

    slug = "insurance-finished"
    title = (
        "Insurance was finished on this claim and the patient owes the part that the next payer would be billed for:"
        " only when a payer decides anew can a later one be billed"
    )


class DecisionUnbalanced(Conflict):
    """What the earlier payer said can't be told so that it balances (2320, 2430)."""

    slug = "decision-does-not-balance"
    title = (
        "What an earlier payer decided does not add up to the charge, so no later payer would take it: match its"
        " missing remittance first"
    )


class Overridable(Conflict):
    """A guard that a person may overrule by sending `override_reason`, which is kept."""


class CrossoverRunning(Overridable):
    """The earlier payer has told the next one, whose answer is not overdue before `due_on`."""

    slug = "crossover-expected"
    title = (
        "The earlier payer has sent the claim on: a second one would come back as a duplicate; wait until due_on, or"
        " send override_reason"
    )


class NothingLeft(Overridable):
    """No insurance receivable is open on the claim."""

    slug = "nothing-left-to-bill"
    title = "Nothing is left for the next payer: its answer would change no balance; or send override_reason"
