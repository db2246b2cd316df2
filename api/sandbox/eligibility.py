"""270 to 271: who is covered and for what, by the scenario that the member id asks for.

06A is not found (AAA 75), 06B inactive (EB 6), 06C has another payer first (EB R). Everybody else is active, with a
copay of 2500 and a deductible of 500000 a calendar year, of which the payer knows what it has taken (PR-1).
"""

import datetime as dt
from typing import Final

from api.sandbox.book import Book
from api.sandbox.choose import scenario_name
from api.sandbox.names import clean_name
from api.x12 import (
    Benefit,
    DatePeriod,
    EligibilityInquiry,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    InsuredStatus,
    Party,
    PersonCoverage,
    PersonInquiry,
    Rejection,
    RelatedEntity,
    SubscriberCoverage,
    SubscriberInquiry,
    Trace,
)

COPAY_CENTS: Final = 2_500
DEDUCTIBLE_CENTS: Final = 500_000
_UNKNOWN: Final = "06A"
_INACTIVE: Final = "06B"
_OTHER_FIRST: Final = "06C"
_NOT_FOUND: Final = Rejection(loop="2100C", reason="75", follow_up="C")
_FIRST_PAYER: Final = Party(entity_code="PRP", last_name="SANDBOX PRIMARY", id_qualifier="PI", id="SBXPR")
_PLAN: Final = ("30",)
_OFFICE_VISIT: Final = ("98",)


def answer_inquiry(
    book: Book, inquiry: EligibilityInquiry, control_number: str, at: dt.datetime
) -> EligibilityResponse:
    """One ST of a 271: everybody asked about, in the order of the question."""
    return EligibilityResponse(
        control_number=control_number,
        reference=inquiry.reference,
        created=at,
        sources=[
            InformationSource(
                party=_renamed(source.party),
                receivers=[
                    InformationReceiver(
                        party=_renamed(receiver.party),
                        subscribers=[_subscriber(book, each, at.date()) for each in receiver.subscribers],
                    )
                    for receiver in source.receivers
                ],
            )
            for source in inquiry.sources
        ],
    )


def _subscriber(book: Book, asked: SubscriberInquiry, today: dt.date) -> SubscriberCoverage:
    name = scenario_name(asked.party.id)
    answered = SubscriberCoverage(party=_renamed(asked.party))
    _tell(answered, asked, name, today)
    answered.dependents = [_dependent(book, each, asked.party.id, name, today) for each in asked.dependents]
    if name == _UNKNOWN:
        answered.rejections = [_NOT_FOUND]
    else:
        answered.insured = InsuredStatus("Y", "18")
        answered.benefits = _benefits(book, asked, asked.party.id, name, today)
    return answered


def _dependent(book: Book, asked: PersonInquiry, member_id: str, name: str, today: dt.date) -> PersonCoverage:
    answered = PersonCoverage(party=_renamed(asked.party))
    _tell(answered, asked, name, today)
    if name != _UNKNOWN:
        answered.insured = InsuredStatus("N", asked.relationship) if asked.relationship else None
        answered.benefits = _benefits(book, asked, member_id, name, today)
    return answered


def _tell(answered: PersonCoverage, asked: PersonInquiry, name: str, today: dt.date) -> None:
    """A person as he was asked about, his traces turned around."""
    answered.traces = [Trace("2", each.number, each.originator, each.detail) for each in asked.traces]
    answered.birth_date, answered.sex = asked.birth_date, asked.sex
    if name != _UNKNOWN:
        started = dt.date(today.year, 1, 1)
        answered.party.dates = [DatePeriod("346", started, started)]


def _benefits(book: Book, asked: PersonInquiry, member_id: str, name: str, today: dt.date) -> list[Benefit]:
    if not asked.inquiries:
        return []
    types = tuple(dict.fromkeys(each for inquiry in asked.inquiries for each in inquiry.service_types if each)) or _PLAN
    if name == _INACTIVE:
        return [Benefit(information="6", service_types=types)]
    left = max(0, DEDUCTIBLE_CENTS - _taken(book, member_id, today.year))
    first = [Benefit(information="R", service_types=_PLAN, entities=[RelatedEntity(party=_FIRST_PAYER)])]
    return [
        Benefit(information="1", coverage_level="IND", service_types=types, plan="SANDBOX PLAN"),
        _amount("B", _OFFICE_VISIT, "27", COPAY_CENTS),
        _amount("C", _PLAN, "23", DEDUCTIBLE_CENTS),
        _amount("C", _PLAN, "29", left),
        *(first if name == _OTHER_FIRST else []),
    ]


def _amount(information: str, types: tuple[str, ...], period: str, cents: int) -> Benefit:
    return Benefit(
        information=information, coverage_level="IND", service_types=types, period=period, cents=cents, network="Y"
    )


def _taken(book: Book, member_id: str, year: int) -> int:
    """The deductible (PR-1) that standing payments of this year have left to the member."""
    return sum(
        adjustment.cents
        for claim in book.claims.values()
        if claim.member_id == member_id
        for payment in claim.standing
        for service in payment.services
        if service.service_date is not None and service.service_date.year == year
        for adjustment in service.adjustments
        if (adjustment.group, adjustment.carc) == ("PR", "1")
    )


def _renamed(party: Party) -> Party:
    """Who he is, in what an answer can carry."""
    return Party(
        entity_code=party.entity_code,
        entity_type=party.entity_type,
        last_name=clean_name(party.last_name),
        first_name=clean_name(party.first_name),
        middle_name=clean_name(party.middle_name),
        id_qualifier=party.id_qualifier,
        id=party.id,
    )
