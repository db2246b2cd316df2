"""A 270 from a coverage, and what a 271 says about it. Pure.

One inquiry asks about one patient: under 2000C when the member id is the patient's own, else under 2000D. TRN*1 and
BHT03 carry our numbers, so that the answer finds its question.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from api.registration import BillingProvider, CoverageRecord, Person
from api.x12 import (
    DatePeriod,
    EligibilityAnswer,
    EligibilityInquiry,
    InformationReceiver,
    InformationSource,
    InsuredStatus,
    InterchangeFacts,
    Party,
    PersonInquiry,
    ServiceInquiry,
    SubscriberInquiry,
    Trace,
    benefit_in_words,
    explain_rejection,
)

SELF = "18"
TRANSACTION_CONTROL = "0001"
ORIGINATOR = "9FIRSTPASS"
"""TRN03: 9 and what the sender chooses, ten characters."""
_RELATIONSHIPS = {"01", "19"}
_OTHER_RELATIONSHIP = "34"
"""INS02 knows fewer relationships than SBR02 [P]: spouse, child, other adult."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an answer: no name, no member id."""

    benefits: list[dict[str, Any]]
    rejections: list[dict[str, Any]]

    @property
    def is_empty(self) -> bool:
        """Neither EB nor AAA: the payer has said nothing."""
        return not self.benefits and not self.rejections


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """All that a 270 says."""

    check_id: UUID
    payer_name: str
    payer_identifier: str
    provider: BillingProvider
    coverage: CoverageRecord
    patient: Person
    service_date: date
    service_types: tuple[str, ...]


def inquiry(question: Question, facts: InterchangeFacts) -> EligibilityInquiry:
    """The ST of a question."""
    asked = ServiceInquiry(service_types=question.service_types)
    coverage = question.coverage
    is_subscriber = coverage.relationship == SELF or coverage.id_is_patient_unique or coverage.subscriber is None
    subscriber_person = question.patient if is_subscriber else coverage.subscriber or question.patient
    subscriber = SubscriberInquiry(
        party=_member(subscriber_person, "IL", coverage.member_id),
        birth_date=subscriber_person.birth_date,
        sex=_sex(subscriber_person),
    )
    traces = [Trace("1", question.check_id.hex.upper(), ORIGINATOR)]
    dates = [DatePeriod("291", question.service_date, question.service_date)]
    if is_subscriber:
        subscriber.traces, subscriber.inquiries, subscriber.party.dates = traces, [asked], dates
    else:
        patient = question.patient
        dependent = PersonInquiry(
            traces=traces,
            party=_member(patient, "03"),
            birth_date=patient.birth_date,
            sex=_sex(patient),
            insured=InsuredStatus("N", _relationship(coverage.relationship)),
            inquiries=[asked],
        )
        dependent.party.dates = dates
        subscriber.dependents = [dependent]
    receiver = InformationReceiver(
        party=Party(
            entity_code="1P",
            entity_type="2",
            last_name=question.provider.name,
            id_qualifier="XX",
            id=question.provider.npi,
        ),
        subscribers=[subscriber],
    )
    payer = Party(
        entity_code="PR",
        entity_type="2",
        last_name=question.payer_name,
        id_qualifier="PI",
        id=question.payer_identifier,
    )
    return EligibilityInquiry(
        control_number=TRANSACTION_CONTROL,
        reference=facts.control_number,
        created=facts.created,
        sources=[InformationSource(party=payer, receivers=[receiver])],
    )


def outcome(answer: EligibilityAnswer) -> str:
    """active, inactive, unknown or rejected. An answer with a rejection anywhere is not verified."""
    return "rejected" if answer.rejections else answer.coverage


def told(answer: EligibilityAnswer) -> Told:
    """The benefits and rejections that a biller reads; the payer's free text is left in the file."""
    benefits = answer.person.benefits if answer.person else []
    return Told(
        benefits=[
            {
                "kind": each.kind,
                "text": benefit_in_words(each),
                "service_types": list(each.service_types),
                "coverage_level": each.coverage_level or None,
                "period": each.period or None,
                "is_remaining": each.is_remaining,
                "cents": each.cents,
                "percent_bps": each.percent_bps,
                "in_network": each.is_in_network,
                "needs_authorization": each.needs_authorization,
            }
            for each in benefits
        ],
        rejections=[
            {
                "level": advice.level,
                "code": advice.code,
                "meaning": advice.meaning,
                "fix": advice.fix,
                "retry": advice.retry,
                "wait_days": advice.wait_days,
            }
            for advice in map(explain_rejection, answer.rejections)
        ],
    )


def traces(answer: EligibilityAnswer) -> Iterable[UUID]:
    """The checks that an answer names: TRN*2 of its patient, or of the subscriber above."""
    people = [person for person in (answer.person, answer.subscriber) if person is not None]
    for person in people:
        for trace in person.traces:
            if trace.kind == "2":
                found = _uuid(trace.number)
                if found is not None:
                    yield found


def is_verified_before(answered_on: date, asked_for: date, service_date: date) -> bool:
    """Whether an answer verifies a visit: it was there by the day of service, and is about the same month.

    Plans change with the month, so an answer about another one verifies nothing.
    """
    return answered_on <= service_date and (asked_for.year, asked_for.month) == (service_date.year, service_date.month)


def _member(person: Person, entity_code: str, member_id: str = "") -> Party:
    party = Party(
        entity_code=entity_code,
        entity_type="1",
        last_name=person.last_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
    )
    if member_id:
        party.id_qualifier, party.id = "MI", member_id
    return party


def _sex(person: Person) -> str:
    return person.sex if person.sex in {"F", "M"} else ""


def _relationship(code: str) -> str:
    return code if code in _RELATIONSHIPS else _OTHER_RELATIONSHIP


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None
