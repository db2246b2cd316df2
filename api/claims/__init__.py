"""The claim family and its states. A claim moves only through `move`, which tells why in an event."""

from api.claims.compose import billed_as_self, compose, payer_of, visit_of
from api.claims.correct import HeldClaim, hold_claim, leaving, supersede
from api.claims.look_up import (
    Candidate,
    CandidateLine,
    ClaimFacts,
    ClaimForSubmission,
    LaterClaim,
    ReadyClaim,
    by_numbers,
    candidates,
    families,
    for_submission,
    ready,
    receivable_claims,
    related,
    undecided_later,
)
from api.claims.make_claim import ClaimDraft, MadeClaim, make_claim
from api.claims.move import Move, Moved, hold, move
from api.claims.problems import ClaimCorrected
from api.claims.read import read_claim_history
from api.claims.schemas import DelayReason, Reason
from api.claims.snapshot import Adjustment, Line, LineAdjudication, OtherPayer, Payer, Snapshot
from api.claims.states import ADJUDICATED, TRANSITIONS, ClaimState
from api.claims.take_turn import take_turn

__all__ = [
    "ADJUDICATED",
    "TRANSITIONS",
    "Adjustment",
    "Candidate",
    "CandidateLine",
    "ClaimCorrected",
    "ClaimDraft",
    "ClaimFacts",
    "ClaimForSubmission",
    "ClaimState",
    "DelayReason",
    "HeldClaim",
    "LaterClaim",
    "Line",
    "LineAdjudication",
    "MadeClaim",
    "Move",
    "Moved",
    "OtherPayer",
    "Payer",
    "ReadyClaim",
    "Reason",
    "Snapshot",
    "billed_as_self",
    "by_numbers",
    "candidates",
    "compose",
    "families",
    "for_submission",
    "hold",
    "hold_claim",
    "leaving",
    "make_claim",
    "move",
    "payer_of",
    "read_claim_history",
    "ready",
    "receivable_claims",
    "related",
    "supersede",
    "take_turn",
    "undecided_later",
    "visit_of",
]
