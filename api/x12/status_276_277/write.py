"""Write a 276 or a 277 from its records: HL levels, counts and the order of the guide are computed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.status_276_277.records import (
    AnyClaim,
    ClaimInquiry,
    ClaimStatusReport,
    LineInquiry,
    LineStatusReport,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusRequest,
    StatusResponse,
    StatusSubscriber,
    StatusTransaction,
)
from api.x12.versions import CLAIM_STATUS_277, STATUS_REQUEST_276
from api.x12.writer import InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import (
    amount_segments,
    clock_text,
    contact_segment,
    day_text,
    party_segment,
    period_segments,
    procedure_parts,
    quantity_text,
    reference_segments,
)

Segments = Iterator[OutSegment | Loop]


def write_276s(
    requests: Iterable[StatusRequest], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each request. Raises CannotWrite."""
    transactions = (OutTransaction(r.control_number, _segments(r, "13", "", _inquiry)) for r in requests)
    return write_interchange(facts, STATUS_REQUEST_276, transactions, delimiters)


def write_277s(
    responses: Iterable[StatusResponse], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each response. Raises CannotWrite."""
    transactions = (OutTransaction(r.control_number, _segments(r, "08", "DG", _report)) for r in responses)
    return write_interchange(facts, CLAIM_STATUS_277, transactions, delimiters)


def _segments(
    record: StatusTransaction[AnyClaim], purpose: str, kind: str, claim_segments: Callable[[AnyClaim, str], Segments]
) -> Segments:
    created = record.created
    yield Loop("header")
    yield ("BHT", "0010", purpose, record.reference, created.strftime("%Y%m%d"), clock_text(created), kind)
    yield from record.extra
    numbers = map(str, count(1))
    for payer in record.payers:
        number = next(numbers)
        yield Loop("2000A")
        yield ("HL", number, "", "20", "1" if payer.receivers else "0")
        yield from _payer(payer)
        for receiver in payer.receivers:
            yield from _receiver(receiver, number, numbers, claim_segments)


def _payer(payer: StatusPayer[Any]) -> Segments:
    yield Loop("2100A")
    yield party_segment(payer.party)
    yield from map(contact_segment, payer.party.contacts)
    yield from payer.extra


def _receiver(
    receiver: StatusReceiver[AnyClaim],
    parent: str,
    numbers: Iterator[str],
    claim_segments: Callable[[AnyClaim, str], Segments],
) -> Segments:
    number = next(numbers)
    yield Loop("2000B")
    yield ("HL", number, parent, "21", "1" if receiver.providers else "0")
    yield Loop("2100B")
    yield party_segment(receiver.party)
    yield from _answer(receiver, "2200B", "2")
    yield from receiver.extra
    for provider in receiver.providers:
        provider_number = next(numbers)
        yield Loop("2000C")
        yield ("HL", provider_number, number, "19", "1" if provider.subscribers else "0")
        yield Loop("2100C")
        yield from map(party_segment, provider.parties)
        yield from _answer(provider, "2200C", "1")
        yield from provider.extra
        for subscriber in provider.subscribers:
            yield from _subscriber(subscriber, provider_number, numbers, claim_segments)


def _answer(level: StatusReceiver[Any] | StatusProvider[Any], loop: str, trace_kind: str) -> Segments:
    """2200B or 2200C: an answer to all that stands below."""
    if level.trace_number or level.statuses:
        yield Loop(loop)
        yield ("TRN", trace_kind, level.trace_number)
        yield from map(_status, level.statuses)


def _subscriber(
    subscriber: StatusSubscriber[AnyClaim],
    parent: str,
    numbers: Iterator[str],
    claim_segments: Callable[[AnyClaim, str], Segments],
) -> Segments:
    number = next(numbers)
    yield Loop("2000D")
    yield ("HL", number, parent, "22", "1" if subscriber.dependents else "0")
    yield from _person(subscriber, "D")
    for claim in subscriber.claims:
        yield from claim_segments(claim, "D")
    for dependent in subscriber.dependents:
        yield Loop("2000E")
        yield ("HL", next(numbers), number, "23")
        yield from _person(dependent, "E")
        for claim in dependent.claims:
            yield from claim_segments(claim, "E")


def _person(person: StatusSubscriber[Any] | StatusDependent[Any], letter: str) -> Segments:
    if person.birth_date is not None or person.sex:
        born = day_text(person.birth_date)
        yield ("DMG", "D8" if born else "", born, person.sex)
    yield Loop(f"2100{letter}")
    yield party_segment(person.party)
    yield from person.extra


def _inquiry(claim: ClaimInquiry, letter: str) -> Segments:
    yield Loop(f"2200{letter}")
    yield ("TRN", "1", claim.trace_number)
    yield from reference_segments(claim.references)
    yield from amount_segments(claim.amounts)
    yield from period_segments(claim.dates)
    yield from claim.extra
    for line in claim.lines:
        yield Loop(f"2210{letter}")
        yield _service(line, "")
        yield from reference_segments(line.references)
        yield from period_segments(line.dates)
        yield from line.extra


def _report(claim: ClaimStatusReport, letter: str) -> Segments:
    yield Loop(f"2200{letter}")
    yield ("TRN", "2", claim.trace_number)
    yield from map(_status, claim.statuses)
    yield from reference_segments(claim.references)
    yield from period_segments(claim.dates)
    yield from claim.extra
    for line in claim.lines:
        yield Loop(f"2220{letter}")
        yield _service(line, _cents(line.paid_cents))
        yield from map(_status, line.statuses)
        yield from reference_segments(line.references)
        yield from period_segments(line.dates)
        yield from line.extra


def _service(line: LineInquiry | LineStatusReport, paid: str) -> OutSegment:
    return (
        "SVC",
        procedure_parts(line.procedure),
        format_cents(line.charge_cents),
        paid,
        line.revenue_code,
        "",
        "",
        quantity_text(line.units),
    )


def _status(status: StatusDetail) -> OutSegment:
    codes = [(code.category, code.status, code.entity, *code.rest) for code in status.codes]
    first, second, third = (*codes, (), (), ())[:3]
    return (
        "STC",
        first,
        day_text(status.date),
        status.action,
        _cents(status.charge_cents),
        _cents(status.paid_cents),
        day_text(status.adjudicated_on),
        status.method,
        day_text(status.paid_on),
        status.check_number,
        second,
        third,
        status.message,
    )


def _cents(cents: int | None) -> str:
    return "" if cents is None else format_cents(cents)
