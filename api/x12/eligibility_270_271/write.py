"""Write a 270 or a 271 from its records: HL levels, LS and LE, counts and the order of the guide are computed."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any, Final, TypeVar

from api.x12.eligibility_270_271.records import (
    AdditionalInformation,
    Benefit,
    Delivery,
    EligibilityInquiry,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    PersonCoverage,
    PersonFacts,
    PersonInquiry,
    ProviderRole,
    Rejection,
    RelatedEntity,
    ServiceInquiry,
    SubscriberCoverage,
    SubscriberInquiry,
)
from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.parts import Party
from api.x12.versions import ELIGIBILITY_271, INQUIRY_270
from api.x12.writer import InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import (
    address_segments,
    amount_segments,
    clock_text,
    contact_segment,
    day_text,
    in_order,
    party_segment,
    period_segments,
    procedure_parts,
    quantity_text,
    reference_segments,
)

Segments = Iterator[OutSegment | Loop]
Member = TypeVar("Member", SubscriberInquiry, SubscriberCoverage)

_SOURCE_ORDER: Final = ("NM1", "REF", "N3", "N4", "PER", "AAA")
_RECEIVER_ORDER: Final = ("NM1", "REF", "N3", "N4", "PER", "AAA", "PRV")
_PERSON_ORDER: Final = ("NM1", "REF", "N3", "N4", "PER", "AAA", "PRV", "DMG", "INS", "HI", "DTP", "MPI")
_INQUIRY_ORDER: Final = ("EQ", "AMT", "III", "REF", "DTP")
_BENEFIT_ORDER: Final = ("EB", "HSD", "REF", "DTP", "AAA", "MSG", "III")
_BPS: Final = Decimal(10_000)


def write_270s(
    inquiries: Iterable[EligibilityInquiry], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each inquiry. Raises CannotWrite."""
    transactions = (OutTransaction(i.control_number, _inquiry_segments(i)) for i in inquiries)
    return write_interchange(facts, INQUIRY_270, transactions, delimiters)


def write_271s(
    responses: Iterable[EligibilityResponse], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each response. Raises CannotWrite."""
    transactions = (OutTransaction(r.control_number, _response_segments(r)) for r in responses)
    return write_interchange(facts, ELIGIBILITY_271, transactions, delimiters)


def _inquiry_segments(inquiry: EligibilityInquiry) -> Segments:
    yield from _header(inquiry)
    yield from _tree(inquiry.sources, _asked)


def _response_segments(response: EligibilityResponse) -> Segments:
    yield from _header(response)
    yield from _tree(response.sources, _answered)


def _header(record: EligibilityInquiry | EligibilityResponse) -> Segments:
    yield Loop("header")
    created = record.created
    yield (
        "BHT",
        "0022",
        record.purpose,
        record.reference,
        created.strftime("%Y%m%d"),
        clock_text(created),
        record.kind,
    )
    yield from record.extra


def _tree(
    sources: list[InformationSource[Member]], items: Callable[[PersonInquiry | PersonCoverage, str], Segments]
) -> Segments:
    """The levels, HL01 counted from 1; `items` writes the 2110 loops of a person."""
    numbers = map(str, count(1))
    for source in sources:
        source_number = next(numbers)
        yield Loop("2000A")
        yield ("HL", source_number, "", "20", "1" if source.receivers else "0")
        yield from _source(source)
        for receiver in source.receivers:
            receiver_number = next(numbers)
            yield Loop("2000B")
            yield ("HL", receiver_number, source_number, "21", "1" if receiver.subscribers else "0")
            yield from _receiver(receiver)
            for subscriber in receiver.subscribers:
                number = next(numbers)
                yield Loop("2000C")
                yield ("HL", number, receiver_number, "22", "1" if subscriber.dependents else "0")
                yield from _person(subscriber, "C")
                yield from items(subscriber, "C")
                for dependent in subscriber.dependents:
                    yield Loop("2000D")
                    yield ("HL", next(numbers), number, "23", "0")
                    yield from _person(dependent, "D")
                    yield from items(dependent, "D")


def _source(source: InformationSource[Any]) -> Segments:
    yield from (_rejection(rejection) for rejection in source.rejections if rejection.loop == "2000A")
    rejections = (_rejection(rejection) for rejection in source.rejections if rejection.loop != "2000A")
    yield Loop("2100A")
    yield from in_order((*_party(source.party), *rejections, *source.extra), _SOURCE_ORDER)


def _receiver(receiver: InformationReceiver[Any]) -> Segments:
    own = (*_party(receiver.party), *map(_rejection, receiver.rejections), *_roles(receiver.provider))
    yield Loop("2100B")
    yield from in_order((*own, *receiver.extra), _RECEIVER_ORDER)


def _person(person: PersonFacts, letter: str) -> Segments:
    yield from (("TRN", trace.kind, trace.number, trace.originator, trace.detail) for trace in person.traces)
    yield Loop(f"2100{letter}")
    yield from in_order((*_person_own(person), *person.extra), _PERSON_ORDER)


def _person_own(person: PersonFacts) -> Iterator[OutSegment]:
    yield from _party(person.party)
    if isinstance(person, PersonCoverage):
        yield from map(_rejection, person.rejections)
    yield from _roles(person.provider)
    yield from _demographics(person)
    if person.insured is not None:
        yield ("INS", person.insured.is_subscriber, person.insured.relationship, *person.insured.rest)
    if person.diagnoses:
        yield ("HI", *((diagnosis.qualifier, diagnosis.code) for diagnosis in person.diagnoses))


def _party(party: Party) -> Iterator[OutSegment]:
    yield party_segment(party)
    yield from reference_segments(party.references)
    yield from address_segments(party.address)
    yield from map(contact_segment, party.contacts)
    yield from period_segments(party.dates)


def _demographics(person: PersonFacts) -> Iterator[OutSegment]:
    born = day_text(person.birth_date, person.birth_date_text)
    if born or person.sex or person.demographics:
        yield ("DMG", "D8" if born else "", born, person.sex, *person.demographics)


def _roles(role: ProviderRole | None) -> Iterator[OutSegment]:
    if role is not None:
        yield ("PRV", role.code, role.qualifier, role.id)


def _rejection(rejection: Rejection) -> OutSegment:
    return ("AAA", rejection.is_valid_request, rejection.agency, rejection.reason, rejection.follow_up)


def _place(place: AdditionalInformation) -> OutSegment:
    return ("III", place.qualifier, place.code, place.category, place.text)


def _repeats(values: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((value,) for value in values)


def _asked(person: PersonInquiry | PersonCoverage, letter: str) -> Segments:
    if isinstance(person, PersonInquiry):
        for inquiry in person.inquiries:
            yield Loop(f"2110{letter}")
            yield from in_order(_inquiry(inquiry), _INQUIRY_ORDER)


def _inquiry(inquiry: ServiceInquiry) -> Iterator[OutSegment]:
    yield (
        "EQ",
        _repeats(inquiry.service_types),
        procedure_parts(inquiry.procedure),
        inquiry.coverage_level,
        inquiry.insurance_type,
        inquiry.diagnosis_pointers,
    )
    yield from amount_segments(inquiry.amounts)
    yield from map(_place, inquiry.places)
    yield from reference_segments(inquiry.references)
    yield from period_segments(inquiry.dates)
    yield from inquiry.extra


def _answered(person: PersonInquiry | PersonCoverage, letter: str) -> Segments:
    if isinstance(person, PersonCoverage):
        for benefit in person.benefits:
            yield from _benefit_segments(benefit, letter)


def _benefit_segments(benefit: Benefit, letter: str) -> Segments:
    yield Loop(f"2110{letter}")
    yield from in_order(_benefit(benefit), _BENEFIT_ORDER)
    if benefit.entities:
        yield ("LS", "2120")
        for entity in benefit.entities:
            yield Loop(f"2120{letter}")
            yield from _entity(entity)
        yield ("LE", "2120")


def _benefit(benefit: Benefit) -> Iterator[OutSegment]:
    yield (
        "EB",
        benefit.information,
        benefit.coverage_level,
        _repeats(benefit.service_types),
        benefit.insurance_type,
        benefit.plan,
        benefit.period,
        "" if benefit.cents is None else format_cents(benefit.cents),
        _percent(benefit),
        benefit.quantity_qualifier,
        quantity_text(benefit.quantity),
        benefit.authorization,
        benefit.network,
        procedure_parts(benefit.procedure),
        benefit.diagnosis_pointers,
    )
    yield from map(_delivery, benefit.deliveries)
    yield from reference_segments(benefit.references)
    yield from period_segments(benefit.dates)
    yield from map(_rejection, benefit.rejections)
    yield from (("MSG", message) for message in benefit.messages)
    yield from map(_place, benefit.places)
    yield from benefit.extra


def _percent(benefit: Benefit) -> str:
    if benefit.percent_bps is None:
        return benefit.percent_text
    text = quantity_text(benefit.percent_bps / _BPS)
    return text.removeprefix("0") if text.startswith("0.") else text


def _delivery(delivery: Delivery) -> OutSegment:
    return (
        "HSD",
        delivery.quantity_qualifier,
        quantity_text(delivery.quantity),
        delivery.per,
        quantity_text(delivery.every),
        delivery.period,
        quantity_text(delivery.period_count),
        delivery.pattern,
        delivery.pattern_time,
    )


def _entity(entity: RelatedEntity) -> Iterator[OutSegment]:
    name, *further = _party(entity.party)
    yield (*name, entity.relationship)
    yield from further
    yield from _roles(entity.provider)
    yield from entity.extra
