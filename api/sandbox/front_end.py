"""The front end's answers: TA1, 999 and 277CA."""

from typing import Final

from api.sandbox.identity import icn
from api.sandbox.inbox import ReceivedBatch, ReceivedClaim, ReceivedInterchange, provider_number
from api.sandbox.names import clean_name, clean_party
from api.x12 import (
    BillingProvider,
    ClaimAcknowledgement,
    ClaimStatus,
    DatePeriod,
    EntityName,
    ImplementationAcknowledgement,
    InterchangeAcknowledgement,
    Party,
    ProviderStatus,
    ReceiverStatus,
    Reference,
    StatusCode,
    StatusInformation,
    acknowledge_group,
    acknowledge_interchange,
    can_write,
)

_RECEIVED: Final = StatusCode("A1", "19")  # at 2200B and 2200C: it says nothing of the claims
_ACCEPTED: Final = StatusCode("A2", "20")
_INVALID_CONTENT: Final = "024"  # TA105
_ACCEPT: Final = "WQ"
_REJECT: Final = "U"


def interchange_answer(received: ReceivedInterchange) -> InterchangeAcknowledgement | None:
    """The TA1, when one is due: asked for by ISA14, or the interchange is refused."""
    is_refused = any(claim.scenario.gate == "ta1" for batch in received.batches for claim in batch.claims)
    is_refused |= not all(map(can_write, _envelope_values(received)))
    answer = acknowledge_interchange(received.interchange, reject_code=_INVALID_CONTENT if is_refused else "")
    due = received.interchange.acknowledgement_requested or answer.status == "R"
    return answer if due else None


def _envelope_values(received: ReceivedInterchange) -> list[str]:
    """What a 999 must repeat."""
    groups = [
        part for group, _ in received.groups for part in (group.functional_id, group.control_number, group.version)
    ]
    return groups + [element for batch in received.batches for element in batch.transaction.elements]


def group_answers(received: ReceivedInterchange) -> list[ImplementationAcknowledgement]:
    """One 999 for each group; a 999 is never acknowledged, and a question that can be answered is answered alone."""
    groups = [
        (group, batches)
        for group, batches in received.groups
        if group.functional_id != "FA" and not all(each.is_question and each.is_accepted for each in batches)
    ]
    return [
        acknowledge_group(group, f"{number:04d}", {at: batch.findings for at, batch in enumerate(batches)})
        for number, (group, batches) in enumerate(groups, 1)
    ]


def claim_answers(received: ReceivedInterchange) -> list[ClaimAcknowledgement]:
    """One 277CA for each ST the 999 accepted."""
    accepted = [batch for batch in received.batches if batch.is_accepted and not batch.is_question]
    return [_claim_answer(received, batch, number) for number, batch in enumerate(accepted, 1)]


def _claim_answer(received: ReceivedInterchange, sent: ReceivedBatch, number: int) -> ClaimAcknowledgement:
    batch = sent.batch
    if batch is None:
        raise ValueError("only an 837P is accepted")
    day = received.received_at.date()
    reference = batch.reference if can_write(batch.reference) else sent.transaction.control_number
    receiver = ReceiverStatus(
        receiver=clean_party(batch.submitter, "41", "46", batch.submitter.id or received.interchange.sender),
        trace_number=reference,
        providers=[_provider_status(billing, sent) for billing in batch.billing_providers],
    )
    receiver.providers = [provider for provider in receiver.providers if provider.claims]
    for provider in receiver.providers:
        # STC02 is not used at this level [P].
        provider.statuses = [StatusInformation(codes=(_RECEIVED,), action=_ACCEPT, cents=_total_cents(provider))]
    _count(receiver, sent.claims)
    receiver.statuses = [_status(_RECEIVED, _ACCEPT, sent, sum(c.context.claim.charge_cents for c in sent.claims))]
    return ClaimAcknowledgement(
        control_number=f"{number:04d}",
        reference=reference,
        created=received.received_at,
        source=clean_party(batch.receiver, "PR", "PI", batch.receiver.id or received.interchange.receiver),
        trace_number=reference,
        received_on=day,
        processed_on=day,
        receivers=[receiver],
    )


def _provider_status(billing: BillingProvider, sent: ReceivedBatch) -> ProviderStatus:
    mine = [claim for claim in sent.claims if claim.context.billing is billing]
    qualifier, number = provider_number(billing)
    provider = ProviderStatus(
        provider=clean_party(billing.party, "85", qualifier, number),
        trace_number=sent.transaction.control_number,
        claims=[_claim_status(claim, sent) for claim in mine],
    )
    _count(provider, tuple(mine))
    return provider


def _total_cents(provider: ProviderStatus) -> int:
    return (provider.accepted_cents or 0) + (provider.rejected_cents or 0)


def _count(level: ReceiverStatus | ProviderStatus, claims: tuple[ReceivedClaim, ...]) -> None:
    rejected = [claim for claim in claims if claim.scenario.rejection is not None]
    accepted = [claim for claim in claims if claim.scenario.rejection is None]
    if accepted:
        level.accepted_count = len(accepted)
        level.accepted_cents = sum(claim.context.claim.charge_cents for claim in accepted)
    if rejected:
        level.rejected_count = len(rejected)
        level.rejected_cents = sum(claim.context.claim.charge_cents for claim in rejected)


def _claim_status(received: ReceivedClaim, sent: ReceivedBatch) -> ClaimStatus:
    claim, scenario = received.context.claim, received.scenario
    references = []
    if scenario.rejection is not None:
        status = _status(scenario.rejection, _REJECT, sent, claim.charge_cents)
    elif scenario.is_silent:
        status = _status(_RECEIVED, _ACCEPT, sent, claim.charge_cents)
    else:
        status = _status(_ACCEPTED, _ACCEPT, sent, claim.charge_cents)
        references.append(Reference("1K", icn(received)))
    trace = claim.reference("D9")
    if trace and can_write(trace):
        references.append(Reference("D9", trace))
    days = [day for line in claim.lines for day in (line.service_start, line.service_end) if day]
    service_days = (min(days), max(days)) if days else (received.received_on, received.received_on)
    return ClaimStatus(
        patient=_patient(received.patient, received.context.subscriber.party.id),
        claim_id=claim.claim_id,
        statuses=[status],
        references=references,
        dates=[DatePeriod("472", *service_days)],
    )


def _patient(party: Party, member_id: str) -> EntityName:
    return EntityName(
        entity_code="QC",
        entity_type="1",
        last_name=clean_name(party.last_name) or "UNKNOWN",
        first_name=clean_name(party.first_name),
        middle_name=clean_name(party.middle_name),
        id_qualifier="MI",
        id=member_id,
    )


def _status(code: StatusCode, action: str, sent: ReceivedBatch, cents: int) -> StatusInformation:
    return StatusInformation(codes=(code,), date=sent.claims[0].received_on, action=action, cents=cents)
