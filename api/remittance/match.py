"""Which claim a claim payment is about. Pure; a batch's candidates are read beforehand.

1. CLP02 first: a reversal (22), a secondary's answer (2, 3, 20, 21), a claim forwarded (23) or an estimate (25) is
   not a primary adjudication: it stays unmatched with that reason.
2. CLP01 equal to a claim number of ours. `0` or empty is no key.
3. CLP07 equal to an ICN we know, if exactly one claim has it.
4. The claim must have been sent, and not be adjudicated already.
"""

from dataclasses import dataclass, replace

from api.claims import Candidate, ClaimState
from api.x12 import ClaimPayment

PRIMARY = frozenset({"1", "4", "19"})
WAITING = {
    "2": "secondary_payer",
    "3": "secondary_payer",
    "20": "secondary_payer",
    "21": "secondary_payer",
    "22": "reversal",
    "23": "forwarded",
    "25": "predetermination",
}
OPEN = frozenset(
    {
        ClaimState.QUEUED,
        ClaimState.SUBMITTED,
        ClaimState.ACCEPTED,
        ClaimState.REJECTED,
        ClaimState.PARTIALLY_ADJUDICATED,
    }
)


@dataclass(frozen=True, slots=True)
class Matched:
    """The claim, and by what it was found (`claim_number`, `payer_claim_control_number`)."""

    claim: Candidate
    by: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No claim, and why: the money goes to unapplied cash."""

    reason: str


class Candidates:
    """The claims a batch of claim payments may mean."""

    def __init__(self, claims: list[Candidate]) -> None:
        self._by_number = {claim.number: claim for claim in claims}
        self._by_control: dict[str, list[Candidate]] = {}
        for claim in claims:
            if claim.payer_claim_control_number:
                self._by_control.setdefault(claim.payer_claim_control_number, []).append(claim)

    def match(self, payment: ClaimPayment) -> Matched | Unmatched:
        """Decide for one claim payment."""
        if payment.status not in PRIMARY:
            return Unmatched(WAITING.get(payment.status, "status_unknown"))
        found = self._find(payment)
        if isinstance(found, Unmatched):
            return found
        if found.claim.payer_sequence != "P":
            return Unmatched("secondary_payer")
        if found.claim.state is ClaimState.READY:
            return Unmatched("claim_not_sent")
        if found.claim.state not in OPEN:
            return Unmatched("already_adjudicated")
        return found

    def decide(self, claim: Candidate, state: ClaimState) -> None:
        """Remember what a claim payment of this batch has made of a claim, for the next one about it."""
        decided = replace(claim, state=state)
        self._by_number[claim.number] = decided
        for claims in self._by_control.values():
            claims[:] = [decided if each.id == claim.id else each for each in claims]

    def _find(self, payment: ClaimPayment) -> Matched | Unmatched:
        if has_claim_number(payment):
            claim = self._by_number.get(payment.claim_id)
            if claim is not None:
                return Matched(claim, "claim_number")
        known = self._by_control.get(payment.payer_claim_id, []) if payment.payer_claim_id else []
        if len(known) == 1:
            return Matched(known[0], "payer_claim_control_number")
        if known:
            return Unmatched("control_number_ambiguous")
        return Unmatched("claim_unknown" if has_claim_number(payment) else "no_claim_number")


def has_claim_number(payment: ClaimPayment) -> bool:
    """Whether CLP01 can be a key: a payer that had none sends `0`."""
    return payment.claim_id not in {"", "0"}
