"""Write a 277CA from its records: HL numbers and counts of segments are computed."""

from collections.abc import Iterable, Iterator

from api.x12.acknowledgement_277ca.records import (
    ClaimAcknowledgement,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    StatusInformation,
)
from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.parts import Party
from api.x12.versions import ACKNOWLEDGEMENT_277CA
from api.x12.writer import InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import (
    clock_text,
    day_text,
    name_segment,
    period_segments,
    procedure_parts,
    quantity_text,
    reference_segments,
)


def write_277cas(
    acknowledgements: Iterable[ClaimAcknowledgement],
    facts: InterchangeFacts,
    delimiters: Delimiters | None = None,
) -> bytes:
    """One interchange with an ST for each acknowledgement. Raises CannotWrite."""
    transactions = (OutTransaction(a.control_number, _segments(a)) for a in acknowledgements)
    return write_interchange(facts, ACKNOWLEDGEMENT_277CA, transactions, delimiters)


def _segments(acknowledgement: ClaimAcknowledgement) -> Iterator[OutSegment | Loop]:
    created = acknowledgement.created
    yield Loop("header")
    yield (
        "BHT",
        "0085",
        "08",
        acknowledgement.reference,
        created.strftime("%Y%m%d"),
        clock_text(created),
        "TH",
    )
    yield Loop("2000A")
    yield ("HL", "1", "", "20", "1")
    yield _party_segment(acknowledgement.source)
    yield ("TRN", "1", acknowledgement.trace_number)
    for qualifier, day in (("050", acknowledgement.received_on), ("009", acknowledgement.processed_on)):
        if day is not None:
            yield ("DTP", qualifier, "D8", day_text(day))
    yield from acknowledgement.extra
    number = 1
    for receiver in acknowledgement.receivers:
        number += 1
        receiver_number = number
        yield from _receiver_segments(receiver, number)
        for provider in receiver.providers:
            number += 1
            provider_number = number
            yield from _provider_segments(provider, number, receiver_number)
            for claim in provider.claims:
                number += 1
                yield from _claim_segments(claim, number, provider_number)


def _receiver_segments(receiver: ReceiverStatus, number: int) -> Iterator[OutSegment | Loop]:
    yield Loop("2000B")
    yield ("HL", str(number), "1", "21", "1" if receiver.providers else "0")
    yield _party_segment(receiver.receiver)
    yield ("TRN", "2", receiver.trace_number)
    yield from map(_status_segment, receiver.statuses)
    yield from _count_segments(receiver, "90", "AA")
    yield from receiver.extra


def _provider_segments(provider: ProviderStatus, number: int, parent: int) -> Iterator[OutSegment | Loop]:
    yield Loop("2000C")
    yield ("HL", str(number), str(parent), "19", "1" if provider.claims else "0")
    yield _party_segment(provider.provider)
    if provider.trace_number:
        yield ("TRN", "1", provider.trace_number)
    yield from map(_status_segment, provider.statuses)
    yield from reference_segments(provider.references)
    yield from _count_segments(provider, "QA", "QC")
    yield from provider.extra


def _count_segments(level: ReceiverStatus | ProviderStatus, accepted: str, rejected: str) -> Iterator[OutSegment]:
    for qualifier, count in ((accepted, level.accepted_count), (rejected, level.rejected_count)):
        if count is not None:
            yield ("QTY", qualifier, str(count))
    for qualifier, cents in (("YU", level.accepted_cents), ("YY", level.rejected_cents)):
        if cents is not None:
            yield ("AMT", qualifier, format_cents(cents))


def _claim_segments(claim: ClaimStatus, number: int, parent: int) -> Iterator[OutSegment | Loop]:
    yield Loop("2000D")
    yield ("HL", str(number), str(parent), "PT")
    yield name_segment(claim.patient)
    yield Loop("2200D")
    yield ("TRN", "2", claim.claim_id)
    yield from map(_status_segment, claim.statuses)
    yield from reference_segments(claim.references)
    yield from period_segments(claim.dates)
    yield from claim.extra
    for line in claim.lines:
        yield Loop("2220D")
        yield from _line_segments(line)


def _line_segments(line: LineStatus) -> Iterator[OutSegment]:
    yield (
        "SVC",
        procedure_parts(line.procedure),
        format_cents(line.charge_cents),
        "",
        line.revenue_code,
        "",
        "",
        quantity_text(line.units),
    )
    yield from map(_status_segment, line.statuses)
    yield from reference_segments(line.references)
    yield from period_segments(line.dates)
    yield from line.extra


def _status_segment(status: StatusInformation) -> OutSegment:
    codes = [(code.category, code.status, code.entity, *code.rest) for code in status.codes]
    first, second, third = (*codes, (), (), ())[:3]
    amount = "" if status.cents is None else format_cents(status.cents)
    return (
        "STC",
        first,
        day_text(status.date),
        status.action,
        amount,
        *("",) * 5,
        second,
        third,
        status.message,
    )


def _party_segment(party: Party) -> OutSegment:
    return (
        "NM1",
        party.entity_code,
        party.entity_type,
        party.last_name,
        party.first_name,
        party.middle_name,
        party.prefix,
        party.suffix,
        party.id_qualifier,
        party.id,
    )
