"""The 270 and the 271: what is asked about whom, and what the plan pays, in words."""

from collections.abc import Iterator
from typing import Final

from api.cli.x12.labels import ENTITIES, RELATIONSHIPS, in_words
from api.cli.x12.view import Facts, Phi, Row, View, days, organization, person, procedure
from api.x12 import (
    Benefit,
    DatePeriod,
    EligibilityAnswer,
    EligibilityInquiry,
    PersonInquiry,
    Rejection,
    RelatedEntity,
    ServiceInquiry,
    Transaction,
    benefit_in_words,
    eligibility_answers,
    explain_rejection,
    read_270,
    read_271,
)
from api.x12.eligibility_270_271.service_types import SERVICE_TYPES

_ORGANIZATION: Final = "2"
_PROVIDERS: Final = frozenset({"13", "1P", "73", "FA", "P3", "PR", "PRP", "SEP", "TTP"})


def view_270(transaction: Transaction) -> View:
    """A 270: whom it asks about, and what."""
    inquiry = read_270(transaction)
    return View(
        title=f"270 eligibility inquiry {transaction.control_number}, {transaction.version}",
        facts={
            "reference": inquiry.reference,
            "payer": ", ".join(organization(source.party) for source in inquiry.sources),
        },
        rows=_asked(inquiry),
        findings=lambda: inquiry.findings,
    )


def view_271(transaction: Transaction) -> View:
    """A 271: person by person, the benefits as sentences."""
    response = read_271(transaction)
    return View(
        title=f"271 eligibility response {transaction.control_number}, {transaction.version}",
        facts={
            "reference": response.reference,
            "payer": ", ".join(organization(source.party) for source in response.sources),
        },
        rows=map(_answer, eligibility_answers(response)),
        findings=lambda: response.findings,
    )


def _asked(inquiry: EligibilityInquiry) -> Iterator[Row]:
    for source in inquiry.sources:
        for receiver in source.receivers:
            for subscriber in receiver.subscribers:
                people: list[tuple[str, PersonInquiry]] = [("subscriber", subscriber)]
                people += (("dependent", dependent) for dependent in subscriber.dependents)
                for kind, each in people:
                    yield Row(
                        kind=kind,
                        name=person(each.party),
                        facts={"born": Phi(each.birth_date or ""), "member id": Phi(each.party.id)},
                        rows=list(map(_question, each.inquiries)),
                    )


def _question(question: ServiceInquiry) -> Row:
    services = ", ".join(in_words(code, SERVICE_TYPES) for code in question.service_types)
    return Row(kind="asks for", name=procedure(question.procedure), words=services, facts=_periods(question.dates))


def _answer(answer: EligibilityAnswer) -> Row:
    rejections = list(map(_rejection, answer.rejections))
    if answer.person is None:
        return Row(kind="no answer", words="not verified", rows=rejections)
    facts = answer.person
    subscriber = answer.subscriber
    is_subscriber = facts is subscriber
    return Row(
        kind="subscriber" if is_subscriber else "dependent",
        name=person(facts.party),
        words=f"coverage {answer.coverage}" if answer.is_verified else "not verified",
        facts={
            "relationship": "" if is_subscriber else in_words(facts.relationship, RELATIONSHIPS),
            "born": Phi(facts.birth_date or facts.birth_date_text),
            "member id": Phi(facts.party.id or (subscriber.party.id if subscriber else "")),
            "trace": answer.trace_number,
            **_periods(facts.party.dates),
        },
        rows=[*rejections, *map(_benefit, facts.benefits)],
    )


def _benefit(benefit: Benefit) -> Row:
    return Row(
        kind="benefit",
        words=benefit_in_words(benefit),
        facts={"procedure": procedure(benefit.procedure), **_periods(benefit.dates)},
        rows=[
            *map(_entity, benefit.entities),
            *(Row(kind="message", words=Phi(message)) for message in benefit.messages),
        ],
    )


def _entity(entity: RelatedEntity) -> Row:
    """Another payer, the primary care provider ...; a person who is none of those may be another insured one."""
    party = entity.party
    is_known = party.entity_type == _ORGANIZATION or party.entity_code in _PROVIDERS
    return Row(
        kind=in_words(party.entity_code, ENTITIES),
        name=organization(party) if is_known else person(party),
        facts={"phone": next((number for each in party.contacts for _, number in each.numbers), "")},
    )


def _rejection(rejection: Rejection) -> Row:
    advice = explain_rejection(rejection)
    return Row(
        kind="rejected",
        name=f"AAA {advice.code}",
        words=advice.meaning,
        facts={"at": advice.level, "follow up": advice.follow_up, "put right": advice.fix},
    )


def _periods(periods: list[DatePeriod]) -> Facts:
    """Dates by what they are of: 291 plan, 307 eligibility, 346 and 347 begin and end of the plan."""
    names = {"291": "plan", "292": "benefit", "307": "eligible", "346": "plan begins", "347": "plan ends"}
    return {
        names.get(period.qualifier, f"date {period.qualifier}"): days(period.start, period.end) or period.text
        for period in periods
    }
