"""Why a claim is not corrected, or not so.

Conflict 409
├── AlreadyCorrected
├── ClaimInFlight
├── ClaimWithdrawn
├── ControlNumberMissing
├── CorrectionByOtherMeans
├── MethodNotTaken
├── PayerChanged
├── StillWithThePayer
└── Overridable (`override_reason` lets it pass)
    ├── NotAdjudicated
    ├── CorrectionLate
    ├── LaterPayerBilled
    └── OtherMethodAdvised
Unprocessable 422
└── CorrectionInvalid
"""

from api.kit.problems import Conflict, Unprocessable


class AlreadyCorrected(Conflict):
    """A claim is corrected once; what is wrong with the correction, its own correction mends."""

    slug, title = "already-corrected", "The claim has been corrected: correct the claim in `superseded_by` instead"


class ClaimInFlight(Conflict):
    """A claim that is just being written into a file."""

    slug, title = "claim-in-flight", "The claim is being sent: correct it once it is submitted"


class ClaimWithdrawn(Conflict):
    """A claim that was taken back stands for no visit any more."""

    slug = "claim-withdrawn"
    title = (
        "The claim was withdrawn, and a correction would bill it again: bill the visit anew, or the next payer by its"
        " primary claim"
    )


class ControlNumberMissing(Conflict):
    """A frequency 7 or 8 has to name the payer's number of the claim (REF*F8)."""

    slug = "payer-control-number-missing"
    title = (
        "The payer's number of the claim is not known yet, and a replacement or void has to name it (REF*F8): wait for"
        " its 277CA, 277 or 835; if the payer never took the claim in, correct it by new_claim_1"
    )


class CorrectionByOtherMeans(Conflict):
    """The payer takes no claim for this; `method` says what it takes."""

    slug = "correction-not-by-claim"
    title = (
        "The payer takes no corrected claim for this but a reopening or an appeal: record it on the claim's denial,"
        " POST /v1/practices/{practice_id}/denials/{denial_id}/appeals"
    )


class MethodNotTaken(Conflict):
    """The payer would refuse the method; the detail says why and what it takes."""

    slug, title = "correction-method-not-taken", "The payer does not take this method for this claim"


class StillWithThePayer(Conflict):
    """A payer has the claim, or has decided on it."""

    slug = "claim-still-with-the-payer"
    title = (
        "Only a claim that was never sent, was rejected, or was answered as a duplicate can be withdrawn: correct this"
        " one with the cause billed_in_error, which voids it where the payer takes voids"
    )


class PayerChanged(Conflict):
    """The coverage was moved to another payer since."""

    slug = "payer-changed"
    title = (
        "The coverage names another payer now, which has nothing to replace: correct a rejected or unprocessable claim"
        " by new_claim_1, else void this one and bill the visit anew"
    )


class Overridable(Conflict):
    """A guard that a person may overrule by sending `override_reason`, which is kept."""


class NotAdjudicated(Overridable):
    """The payer has not decided, or not on all of it."""

    slug = "claim-not-adjudicated"
    title = (
        "The payer has not decided on the whole claim: a correction now counts against the first-pass rate and may"
        " cross its answer; wait for the 835, or send override_reason"
    )


class CorrectionLate(Overridable):
    """The last day of the payer's contract has passed; `deadline_on` names it."""

    slug = "correction-late"
    title = (
        "The payer's last day for this correction has passed: send override_reason, and delay_reason if there is one"
    )


class LaterPayerBilled(Overridable):
    """A later payer has a claim that tells what this one's payer decided: `claim_id`."""

    slug = "later-payer-billed"
    title = (
        "A later payer was sent a claim that rests on this one and has not decided: wait for its answer, or send"
        " override_reason"
    )


class OtherMethodAdvised(Overridable):
    """The method asked for is not the one this payer takes here."""

    slug, title = (
        "correction-method-advised",
        "Another method is the payer's: leave `method` out, or send override_reason",
    )


class CorrectionInvalid(Unprocessable):
    """What is asked to change can't change in this correction; `errors` say what."""

    slug, title = "correction-invalid", "The correction asks for a change it can't make"
