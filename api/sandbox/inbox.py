"""What arrived: each interchange with its transactions read, and for each claim the row it asks for."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from api.sandbox.choose import Choice, choose
from api.sandbox.other_payers import CrossoverPayer, carrier_of
from api.sandbox.pricing import MEDICARE
from api.sandbox.scenarios import Scenario
from api.x12 import (
    BillingProvider,
    ClaimBatch,
    ClaimContext,
    EligibilityInquiry,
    Finding,
    Group,
    Interchange,
    Party,
    StatusRequest,
    Transaction,
    can_write,
    read_270,
    read_276,
    read_claims,
)

_CLAIMS: Final = ("837", "005010X222")
_INQUIRY: Final = ("270", "005010X279")
_STATUS_REQUEST: Final = ("276", "005010X212")


class ReceivedClaim(msgspec.Struct, frozen=True):
    """A claim of this file, what it asks for, and the parts its numbers are derived from."""

    context: ClaimContext
    choice: Choice
    received_on: dt.date
    key: tuple[str, ...]

    @property
    def patient(self) -> Party:
        """Who was treated: the dependent of 2010CA, or else the subscriber."""
        return self.context.patient.party if self.context.patient else self.context.subscriber.party

    @property
    def scenario(self) -> Scenario:
        """The row."""
        return self.choice.scenario

    @property
    def is_medicare(self) -> bool:
        """SBR09."""
        return self.context.subscriber.filing_indicator in MEDICARE

    @property
    def is_first_payer(self) -> bool:
        """SBR01."""
        return self.context.subscriber.sequence == "P"

    @property
    def carrier(self) -> CrossoverPayer:
        """To whom it goes on when it crosses over."""
        return carrier_of(self.context.claim)


class ReceivedBatch(msgspec.Struct, frozen=True):
    """One ST: its claims when it is an 837P, its questions when it is a 270 or 276, and all that is wrong with it."""

    transaction: Transaction
    batch: ClaimBatch | None
    claims: tuple[ReceivedClaim, ...]
    findings: tuple[Finding, ...]
    inquiry: EligibilityInquiry | None = None
    request: StatusRequest | None = None

    @property
    def is_accepted(self) -> bool:
        """No error was found: the 999 accepts it."""
        return all(finding.severity != "error" for finding in self.findings)

    @property
    def is_question(self) -> bool:
        """A 270 or 276."""
        return self.inquiry is not None or self.request is not None


class ReceivedInterchange(msgspec.Struct, frozen=True):
    """One ISA: its groups, each with its transactions read."""

    interchange: Interchange
    groups: tuple[tuple[Group, tuple[ReceivedBatch, ...]], ...]
    received_at: dt.datetime

    @property
    def batches(self) -> Iterator[ReceivedBatch]:
        """Every ST in the order of the file."""
        return (batch for _, batches in self.groups for batch in batches)

    @property
    def questions(self) -> list[ReceivedBatch]:
        """Each accepted 270 and 276."""
        return [batch for batch in self.batches if batch.is_question and batch.is_accepted]


def receive(interchange: Interchange, today: dt.date) -> ReceivedInterchange:
    """Read all that an interchange holds: received today, at the hour that it says itself."""
    received_at = dt.datetime.combine(today, _hour(interchange))
    groups = tuple(
        (group, tuple(_receive(transaction, received_at.date()) for transaction in group.transactions))
        for group in interchange.groups
    )
    return ReceivedInterchange(interchange, groups, received_at)


def _hour(interchange: Interchange) -> dt.time:
    try:
        return dt.datetime.strptime(interchange.time, "%H%M").time()  # noqa: DTZ007 - no zone in X12
    except ValueError:
        return dt.time(12)


def _receive(transaction: Transaction, received_on: dt.date) -> ReceivedBatch:
    kind = next((each for each in (_CLAIMS, _INQUIRY, _STATUS_REQUEST) if transaction.set_id == each[0]), ("", ""))
    if not kind[0] or not transaction.version.startswith(kind[1]):
        refusal = Finding(
            rule="version.unsupported",
            severity="error",
            blocking=True,
            message="this payer takes 837P, 270 and 276 of 005010",
            segment="ST",
            position=1,
        )
        return ReceivedBatch(transaction, None, (), (*transaction.findings, refusal))
    if kind is _INQUIRY:
        inquiry = read_270(transaction)
        findings = (*inquiry.findings, *_unanswerable(_asked_by(inquiry), "2100C"))
        return ReceivedBatch(transaction, None, (), findings, inquiry=inquiry)
    if kind is _STATUS_REQUEST:
        request = read_276(transaction)
        findings = (*request.findings, *_unanswerable(_asked_of(request), "2200D"))
        return ReceivedBatch(transaction, None, (), findings, request=request)
    return _receive_claims(transaction, received_on)


def _receive_claims(transaction: Transaction, received_on: dt.date) -> ReceivedBatch:
    batch = read_claims(transaction)
    contexts = list(_contexts(batch))
    claims = tuple(
        ReceivedClaim(
            context,
            choose(context),
            received_on,
            (
                transaction.interchange.sender,
                transaction.interchange.control_number,
                transaction.group.control_number,
                transaction.control_number,
                context.claim.claim_id,
                str(number),
            ),
        )
        for number, context in enumerate(contexts, 1)
    )
    findings = [*batch.findings, *_refusals(claims)]
    return ReceivedBatch(transaction, batch, claims, tuple(findings))


def _asked_by(inquiry: EligibilityInquiry) -> Iterator[str]:
    """What a 271 repeats."""
    yield inquiry.reference
    for source in inquiry.sources:
        yield source.party.id
        for receiver in source.receivers:
            yield receiver.party.id
            for subscriber in receiver.subscribers:
                for person in (subscriber, *subscriber.dependents):
                    yield from (person.party.id, person.sex)
                    for trace in person.traces:
                        yield from (trace.number, trace.originator, trace.detail)


def _asked_of(request: StatusRequest) -> Iterator[str]:
    """What a 277 repeats."""
    yield request.reference
    for payer in request.payers:
        yield payer.party.id
        for receiver in payer.receivers:
            yield receiver.party.id
            for provider in receiver.providers:
                yield from (party.id for party in provider.parties)
                for subscriber in provider.subscribers:
                    yield from (party.id for party in (subscriber.party, *(d.party for d in subscriber.dependents)))
                    for claims in (subscriber.claims, *(dependent.claims for dependent in subscriber.dependents)):
                        for claim in claims:
                            yield from (claim.trace_number, claim.match_keys.claim_id)


def _unanswerable(values: Iterable[str], loop: str) -> Iterator[Finding]:
    if not all(map(can_write, values)):
        yield _error("element.value", "a value cannot be used", "NM1", loop, 1)


def _contexts(batch: ClaimBatch) -> Iterator[ClaimContext]:
    for billing in batch.billing_providers:
        for subscriber in billing.subscribers:
            for claim in subscriber.claims:
                yield ClaimContext(billing, subscriber, None, claim)
            for patient in subscriber.patients:
                for claim in patient.claims:
                    yield ClaimContext(billing, subscriber, patient, claim)


def _refusals(claims: tuple[ReceivedClaim, ...]) -> Iterator[Finding]:
    """Why an ST is refused besides what the codec found: scenario 04C, and values no answer could echo."""
    if not claims:
        yield _error("segment.missing", "there is no claim", "CLM", "2300", 1)
    for received in claims:
        claim = received.context.claim
        if received.scenario.gate == "999":
            yield _error("segment.missing", "HI is missing", "HI", "2300", claim.position)
        for segment, loop, values in _echoed(received):
            if not all(values) or not all(map(can_write, values)):
                yield _error("element.value", "a value cannot be used", segment, loop, claim.position)


def _echoed(received: ReceivedClaim) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What the answers must repeat exactly, so it must be there and be X12 text."""
    context = received.context
    claim = context.claim
    yield "CLM", "2300", (claim.claim_id, claim.place_of_service, claim.frequency)
    yield "NM1", "2010BA", (context.subscriber.party.id,)
    yield "NM1", "2010BB", (context.subscriber.payer.id,)
    yield "NM1", "2010AA", (provider_number(context.billing)[1],)
    for line in claim.lines:
        procedure = line.procedure
        yield "SV1", "2400", (procedure.qualifier, procedure.code)
        # A line without REF*6R is legal: the answer leaves it out too.
        yield "REF", "2400", (line.line_reference or "-", "".join(procedure.modifiers) or "-")


def provider_number(billing: BillingProvider) -> tuple[str, str]:
    """The billing provider's number with its qualifier: NPI (XX), else tax id (FI)."""
    party = billing.party
    return ("XX", party.id) if party.id else ("FI", party.reference("EI") or party.reference("SY"))


def _error(rule: str, message: str, segment: str, loop: str, position: int) -> Finding:
    return Finding(
        rule=rule,
        severity="error",
        blocking=False,
        message=message,
        segment=segment,
        loop=loop,
        position=position,
    )
