"""What a 277 says, answer by answer: about a claim, or about all that was asked of a provider or in a request."""

from collections.abc import Iterator
from typing import Any

import msgspec

from api.x12.status_276_277.classes import StatusClass
from api.x12.status_276_277.records import (
    ClaimStatusReport,
    MatchKeys,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusResponse,
    StatusSubscriber,
)


class StatusAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer with the levels it stands in. Without a claim it answers for all that stands below its level."""

    payer: StatusPayer[ClaimStatusReport]
    receiver: StatusReceiver[ClaimStatusReport]
    provider: StatusProvider[ClaimStatusReport] | None = None
    subscriber: StatusSubscriber[ClaimStatusReport] | None = None
    dependent: StatusDependent[ClaimStatusReport] | None = None
    claim: ClaimStatusReport | None = None

    @property
    def statuses(self) -> list[StatusDetail]:
        """The STC of the claim, or of the level that answers as a whole."""
        return (self.claim or self.provider or self.receiver).statuses

    @property
    def status_class(self) -> StatusClass:
        """Where the claim stands, or why nothing is said of it."""
        return self.statuses[0].status_class if self.statuses else "unknown"

    @property
    def match_keys(self) -> MatchKeys:
        """What ties it to what was asked: of a request as a whole TRN02 is the BHT03 of the 276."""
        return self.claim.match_keys if self.claim else MatchKeys((self.provider or self.receiver).trace_number, "", "")


def status_answers(response: StatusResponse) -> Iterator[StatusAnswer]:
    """Each answer, in the order of the file."""
    for payer in response.payers:
        for receiver in payer.receivers:
            above: dict[str, Any] = {"payer": payer, "receiver": receiver}
            if receiver.statuses:
                yield StatusAnswer(**above)
            for provider in receiver.providers:
                if provider.statuses:
                    yield StatusAnswer(**above, provider=provider)
                for subscriber in provider.subscribers:
                    person: dict[str, Any] = {**above, "provider": provider, "subscriber": subscriber}
                    yield from (StatusAnswer(**person, claim=claim) for claim in subscriber.claims)
                    for dependent in subscriber.dependents:
                        yield from (StatusAnswer(**person, dependent=dependent, claim=c) for c in dependent.claims)
