"""A payer that answers a 270 with the 271 it is told to, through the organization's mailbox."""

from typing import Any

from api.x12 import (
    Benefit,
    EligibilityInquiry,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    InterchangeFacts,
    PersonCoverage,
    PersonInquiry,
    Rejection,
    SubscriberCoverage,
    Trace,
    read_270,
    read_file,
    write_271s,
)
from tests.builders import registration as build
from tests.harness.world import PracticeWorld, World
from tests.x12.builders import CREATED

ACTIVE = [
    Benefit(information="1", service_types=("30",), insurance_type="PR"),
    Benefit(information="B", service_types=("98",), period="27", cents=2500, network="Y"),
    Benefit(information="C", service_types=("30",), coverage_level="IND", period="23", cents=500000),
    Benefit(information="C", service_types=("30",), coverage_level="IND", period="29", cents=120000),
]
INACTIVE = [Benefit(information="6", service_types=("30",))]


async def covered(world: World, practice: PracticeWorld, **changes: object) -> dict[str, Any]:
    """A patient with a coverage, and a billing provider to ask."""
    for path, body in (
        ("/billing-providers", build.billing_provider()),
        ("/patients", build.patient()),
        ("/coverages", build.coverage(world.payers["SBXCO"], **changes)),
    ):
        answer = await practice.ehr.post(practice.path(path), body)
        assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def question(practice: PracticeWorld, check: dict[str, Any]) -> EligibilityInquiry:
    """The 270 as the payer got it."""
    path = f"/transactions/{check['inquiry_transaction_id']}/file"
    answer = await practice.ehr.get(practice.path(path))
    assert answer.status_code == 200, answer.text
    return read_270(next(read_file(answer.content).transactions()))


async def reply(
    world: World,
    asked: EligibilityInquiry,
    *,
    benefits: list[Benefit] | None = None,
    rejections: list[Rejection] | None = None,
    source_rejections: list[Rejection] | None = None,
    control: str = "000000777",
    trace: str | None = None,
    is_traced: bool = True,
) -> None:
    """Deliver a 271 to the mailbox."""
    (source,) = asked.sources
    (receiver,) = source.receivers
    (subscriber,) = receiver.subscribers
    dependent = next(iter(subscriber.dependents), None)

    def answered(person: PersonInquiry) -> dict[str, Any]:
        return {
            "traces": [Trace("2", trace or each.number, each.originator) for each in person.traces if is_traced],
            "party": person.party,
            "birth_date": person.birth_date,
            "benefits": benefits or [],
            "rejections": rejections or [],
        }

    if dependent is not None:
        dependent.party.dates = []
        told = SubscriberCoverage(
            party=subscriber.party,
            dependents=[PersonCoverage(**answered(dependent), insured=dependent.insured)],
        )
    else:
        subscriber.party.dates = []
        told = SubscriberCoverage(**answered(subscriber))
    response = EligibilityResponse(
        control_number="0001",
        reference=asked.reference,
        created=CREATED,
        sources=[
            InformationSource(
                party=source.party,
                rejections=source_rejections or [],
                receivers=[] if source_rejections else [InformationReceiver(party=receiver.party, subscribers=[told])],
            )
        ],
    )
    facts = InterchangeFacts(
        sender="PAYER", receiver="FIRSTPASS", created=CREATED, control_number=control, group_control="1", usage="T"
    )
    answer = await world.staff.send_file(world.path("/interchanges"), write_271s([response], facts))
    assert answer.status_code in {200, 201, 202}, answer.text
    await world.work()
