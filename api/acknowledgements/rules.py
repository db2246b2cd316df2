"""What a 277CA, a 999 and a TA1 say of a claim or a batch. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from api.x12 import (
    ClaimAcknowledgement,
    ClaimStatus,
    ImplementationAcknowledgement,
    InterchangeAcknowledgement,
    ProviderStatus,
    ReceiverStatus,
    SegmentError,
    StatusInformation,
)

Outcome = Literal["accepted", "rejected", "interim"]

ACCEPTED = frozenset({"A2"})
REJECTED = frozenset({"A3", "A6", "A7", "A8"})
_ACCEPT_ACTION, _REJECT_ACTION = "WQ", "U"
_PAYER = "PR"
_SHORT, _LOOP, _LONGEST_ICN = 3, 6, 50


@dataclass(frozen=True, slots=True)
class Status:
    """One code composite of an STC, with the STC's action (STC03) and amount (STC04)."""

    category: str
    status: str
    entity: str
    action: str
    cents: int | None

    @property
    def is_contradictory(self) -> bool:
        """The action says the opposite of the category: nobody may decide on it."""
        return (self.category in REJECTED and self.action == _ACCEPT_ACTION) or (
            self.category in ACCEPTED and self.action == _REJECT_ACTION
        )

    @property
    def outcome(self) -> Outcome:
        """A2 accepts; A3, A6, A7, A8 reject; the rest (A0, A1, A5 and what contradicts itself) decides nothing."""
        if self.is_contradictory:
            return "interim"
        if self.category in ACCEPTED:
            return "accepted"
        return "rejected" if self.category in REJECTED else "interim"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a group of statuses is about: a claim by number, or all of a batch, or those of one billing NPI."""

    batch_reference: str
    claim_number: str | None
    billing_npi: str | None
    payer_claim_control_number: str | None
    statuses: list[Status]


def scopes(acknowledgement: ClaimAcknowledgement) -> Iterator[Scope]:
    """Claim by claim, in the order of the file.

    A rejection at the receiver (HL 21) or provider (HL 19) covers every claim below that is not rejected by itself;
    where no claim is listed below, every claim that was sent (by that provider). Acceptance there covers nothing.
    """
    for receiver in acknowledgement.receivers:
        above = _rejections(receiver.statuses)
        if above and not receiver.providers:
            yield _whole(receiver, None, above)
        for provider in receiver.providers:
            covering = above + _rejections(provider.statuses)
            if covering and not provider.claims:
                yield _whole(receiver, provider, covering)
            for claim in provider.claims:
                yield _claim(receiver, claim, covering)


def combined(statuses: Iterable[Status]) -> Outcome:
    """A claim's outcome: any rejection rejects, else any acceptance accepts."""
    outcomes = {status.outcome for status in statuses}
    if "rejected" in outcomes:
        return "rejected"
    return "accepted" if "accepted" in outcomes else "interim"


def decisive(statuses: list[Status]) -> Status:
    """The status that the combined outcome comes from."""
    outcome = combined(statuses)
    return next(status for status in statuses if status.outcome == outcome)


def is_from_payer(acknowledgement: ClaimAcknowledgement) -> bool:
    """2100A NM101: PR is the payer; AY is a clearinghouse, whose acceptance is not the payer's."""
    return acknowledgement.source.entity_code == _PAYER


def interchange_outcome(acknowledgement: InterchangeAcknowledgement) -> Outcome:
    """TA104: A and E go on, R is rejected."""
    return "accepted" if acknowledgement.status in {"A", "E"} else "rejected"


def group_outcome(acknowledgement: ImplementationAcknowledgement) -> tuple[Outcome, str]:
    """A group of ours holds one ST: its IK501 decides, or AK901 when no ST is answered."""
    response = next(iter(acknowledgement.responses), None)
    code = response.status if response else acknowledgement.status
    return ("accepted" if code in {"A", "E"} else "rejected"), word(code)


def error_detail(acknowledgement: ImplementationAcknowledgement) -> list[dict[str, Any]]:
    """Segments and elements that a 999 names; never the value (IK404), which may be a patient's."""
    return [_error(error) for response in acknowledgement.responses for error in response.errors]


def word(text: str, longest: int = _SHORT) -> str:
    """A code of a file as a column may hold it: letters and digits, cut off."""
    return "".join(character for character in text if character.isascii() and character.isalnum())[:longest]


def _error(error: SegmentError) -> dict[str, Any]:
    return {
        "segment": word(error.segment),
        "position": error.position,
        "loop": word(error.loop, _LOOP),
        "code": word(error.code),
        "elements": [
            {
                "position": element.position,
                "component": element.component,
                "data_element": word(element.data_element, _LOOP),
                "code": word(element.code),
            }
            for element in error.elements
        ],
    }


def _statuses(information: Iterable[StatusInformation]) -> list[Status]:
    return [
        Status(word(code.category), word(code.status, 4), word(code.entity), word(each.action), each.cents)
        for each in information
        for code in each.codes
    ]


def _rejections(information: Iterable[StatusInformation]) -> list[Status]:
    return [status for status in _statuses(information) if status.outcome == "rejected"]


def _whole(receiver: ReceiverStatus, provider: ProviderStatus | None, statuses: list[Status]) -> Scope:
    return Scope(receiver.trace_number, None, provider.provider.id if provider else None, None, statuses)


def _claim(receiver: ReceiverStatus, claim: ClaimStatus, covering: list[Status]) -> Scope:
    own = _statuses(claim.statuses)
    icn = next((each.value for each in claim.references if each.qualifier == "1K"), "")
    decided = combined(own) if own else "interim"
    return Scope(
        batch_reference=receiver.trace_number,
        claim_number=claim.claim_id,
        billing_npi=None,
        payer_claim_control_number=_number(icn),
        statuses=own if decided == "rejected" else own + covering,
    )


def _number(icn: str) -> str | None:
    is_usable = 0 < len(icn) <= _LONGEST_ICN and icn.isascii() and icn.isprintable()
    return icn if is_usable else None
