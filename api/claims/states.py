"""The states of a claim and the one table of transitions.

```
ready → queued → submitted → accepted → partially_adjudicated | paid | patient_responsibility
          ↓          ↓    ↘     ↓        | denied | partially_denied | pended | forwarded
        ready     rejected ←───┘         | crossover_expected | secondary_due  ⇄  reversed
```
What no payer has to decide on can be `withdrawn`: a claim that is ready, rejected, or was answered as a duplicate.
Rejected is not denied: a front end (999, 277CA) turned the claim away and no payer has decided on it. An 835
may come without any acknowledgement, so every state a sent claim can be in leads to the adjudicated ones.
Replaced and voided are no states: a correction is a claim of its own, and the one it corrects is `superseded_by` it.
"""

from collections.abc import Mapping
from enum import StrEnum


class ClaimState(StrEnum):
    """Where a claim stands."""

    READY = "ready"
    """Made and clean; not yet picked for a batch."""
    QUEUED = "queued"
    """In a batch that is being built or sent."""
    SUBMITTED = "submitted"
    """Handed to the channel."""
    REJECTED = "rejected"
    """Turned away by a front end: never adjudicated."""
    ACCEPTED = "accepted"
    """Taken into the payer's adjudication (277CA)."""
    PARTIALLY_ADJUDICATED = "partially_adjudicated"
    """An 835 decided some of the lines."""
    PENDED = "pended"
    """An 835 holds it back (OA-133, OA-257): the payer will reverse and decide anew."""
    FORWARDED = "forwarded"
    """Sent on by the payer to another one (CLP02 23); nobody has decided."""
    CROSSOVER_EXPECTED = "crossover_expected"
    """The primary has decided and says it told the next payer (CLP02 19-21, MA18, N89): that one's answer is due."""
    SECONDARY_DUE = "secondary_due"
    """The primary has decided, the patient has a later coverage, and nobody has told it: bill it."""
    PAID = "paid"
    PATIENT_RESPONSIBILITY = "patient_responsibility"
    """Covered, and all of the allowed amount is the patient's."""
    DENIED = "denied"
    PARTIALLY_DENIED = "partially_denied"
    REVERSED = "reversed"
    """The payer took back what it had decided (CLP02 22) and nothing stands in its place."""
    WITHDRAWN = "withdrawn"
    """Taken back by us: it should not have been billed, and no payer has to decide on it."""


ADJUDICATED = frozenset(
    {
        ClaimState.PARTIALLY_ADJUDICATED,
        ClaimState.CROSSOVER_EXPECTED,
        ClaimState.SECONDARY_DUE,
        ClaimState.PAID,
        ClaimState.PATIENT_RESPONSIBILITY,
        ClaimState.DENIED,
        ClaimState.PARTIALLY_DENIED,
    }
)
"""A payer's decision stands."""

UNDECIDED = frozenset(
    {ClaimState.READY, ClaimState.QUEUED, ClaimState.SUBMITTED, ClaimState.REJECTED, ClaimState.ACCEPTED}
)
"""No payer has decided, and one may yet: a rejected claim can be sent again."""

_ANSWERED = ADJUDICATED | {ClaimState.PENDED, ClaimState.FORWARDED}
_DECIDED = _ANSWERED | {ClaimState.REVERSED}

TRANSITIONS: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.READY: frozenset({ClaimState.QUEUED, ClaimState.WITHDRAWN}),
    # An answer may overtake the note that the batch has left; one that could not leave gives its claims back.
    ClaimState.QUEUED: _ANSWERED | {ClaimState.SUBMITTED, ClaimState.ACCEPTED, ClaimState.REJECTED, ClaimState.READY},
    ClaimState.SUBMITTED: _ANSWERED | {ClaimState.ACCEPTED, ClaimState.REJECTED, ClaimState.WITHDRAWN},
    # The clearinghouse accepts, the payer behind it rejects.
    ClaimState.ACCEPTED: _ANSWERED | {ClaimState.REJECTED, ClaimState.WITHDRAWN},
    ClaimState.REJECTED: _ANSWERED | {ClaimState.READY, ClaimState.WITHDRAWN},
    # A payer may decide all the same, and its money is posted.
    ClaimState.WITHDRAWN: _ANSWERED,
    # A correction decides anew; an acknowledgement that comes late changes nothing.
    **{state: _DECIDED - {state} for state in _DECIDED},
}


def may_move(current: ClaimState, target: ClaimState) -> bool:
    """Whether the table has this transition; a state never leads to itself."""
    return target in TRANSITIONS[current]
