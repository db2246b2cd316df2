"""A valid 270 and 271 to start from."""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12 import (
    AdditionalInformation,
    Address,
    Amount,
    Benefit,
    Contact,
    DatePeriod,
    Delivery,
    Diagnosis,
    EligibilityInquiry,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    InsuredStatus,
    Party,
    PersonCoverage,
    PersonInquiry,
    Procedure,
    ProviderRole,
    Reference,
    RelatedEntity,
    ServiceInquiry,
    SubscriberCoverage,
    SubscriberInquiry,
    Trace,
)
from tests.x12.builders import CREATED, NPI

ADDRESS = Address(line1="10 MAIN STREET", line2="APT 2", city="ALBANY", state="NY", zip="122070001")
TRACE = "20260106000001"
ORIGINATOR = "9FIRSTPASS"
_DAY = DatePeriod("291", dt.date(2026, 1, 6), dt.date(2026, 1, 6))


def payer(**changes: object) -> Party:
    """2100A."""
    base = Party(entity_code="PR", last_name="EMPIRE HEALTH", id_qualifier="PI", id="87726")
    return msgspec.structs.replace(base, **changes)


def provider(**changes: object) -> Party:
    """2100B."""
    base = Party(entity_code="1P", last_name="ALBANY FAMILY MEDICINE", id_qualifier="XX", id=NPI)
    return msgspec.structs.replace(base, **changes)


def person(code: str = "IL", first_name: str = "JANE", member_id: str = "SBX01A000123") -> Party:
    """2100C, or 2100D with code 03, who has no id."""
    qualifier = "MI" if member_id else ""
    return Party(
        entity_code=code,
        entity_type="1",
        last_name="DOE",
        first_name=first_name,
        id_qualifier=qualifier,
        id=member_id,
    )


def asked(member_id: str = "SBX01A000123", **changes: object) -> SubscriberInquiry:
    """A subscriber who is the patient."""
    party = person(member_id=member_id)
    party.dates = [_DAY]
    base = SubscriberInquiry(
        traces=[Trace("1", TRACE, ORIGINATOR)],
        party=party,
        birth_date=dt.date(1980, 2, 29),
        sex="F",
        inquiries=[ServiceInquiry(service_types=("30",))],
    )
    return msgspec.structs.replace(base, **changes)


def inquiry(subscribers: list[SubscriberInquiry] | None = None, control_number: str = "0001") -> EligibilityInquiry:
    """One ST of a 270."""
    receiver: InformationReceiver[SubscriberInquiry] = InformationReceiver(
        party=provider(), subscribers=[asked()] if subscribers is None else subscribers
    )
    return EligibilityInquiry(
        control_number=control_number,
        reference=f"ELIG{control_number}",
        created=CREATED,
        sources=[InformationSource(party=payer(), receivers=[receiver])],
    )


def rich_inquiry() -> EligibilityInquiry:
    """Every loop and segment of the 270: a subscriber with all, and a dependent under another one."""
    party = person()
    party.references = [Reference("6P", "GROUP1"), Reference("SY", "123456789")]
    party.address = ADDRESS
    party.dates = [_DAY]
    full = asked(
        party=party,
        provider=ProviderRole("RF", "PXC", "207Q00000X"),
        insured=InsuredStatus("Y", "18", ("",) * 14 + ("2",)),
        diagnoses=[Diagnosis("ABK", "J029"), Diagnosis("ABF", "I10")],
        inquiries=[
            ServiceInquiry(
                service_types=("98", "34", "44"),
                coverage_level="FAM",
                amounts=[Amount("R", 3_750), Amount("PB", 12_000)],
                places=[AdditionalInformation("ZZ", "21")],
                references=[Reference("9F", "REF1")],
                dates=[_DAY],
            )
        ],
    )
    child = PersonInquiry(
        traces=[Trace("1", TRACE + "2", ORIGINATOR)],
        party=person("03", "TOM", ""),
        birth_date=dt.date(2015, 5, 5),
        sex="M",
        insured=InsuredStatus("N", "19"),
        inquiries=[ServiceInquiry(service_types=(), procedure=Procedure("HC", "99213", ("25",)))],
    )
    family = asked(traces=[], inquiries=[], dependents=[child])
    record = inquiry([full, family])
    receiver = record.sources[0].receivers[0]
    receiver.party.references = [Reference("EO", "477563928")]
    receiver.party.address = ADDRESS
    receiver.provider = ProviderRole("BI", "PXC", "207Q00000X")
    return record


def benefits() -> list[Benefit]:
    """Active; $1500 deductible of which $400 remain; 20 % coinsurance in network; $25 copay; 12 visits."""
    return [
        Benefit(information="1", service_types=("30",), insurance_type="HM", plan="GOLD 123 PLAN"),
        Benefit(
            information="C",
            coverage_level="IND",
            service_types=("30",),
            period="23",
            cents=150_000,
            network="Y",
        ),
        Benefit(
            information="C",
            coverage_level="IND",
            service_types=("30",),
            period="29",
            cents=40_000,
            network="Y",
        ),
        Benefit(
            information="A",
            service_types=("1", "33", "35"),
            percent_bps=2_000,
            authorization="Y",
            network="Y",
            messages=["AFTER DEDUCTIBLE", "PRIOR AUTHORIZATION BY PHONE"],
        ),
        Benefit(
            information="B",
            service_types=("98",),
            period="27",
            cents=2_500,
            network="W",
            procedure=Procedure("HC", "99213"),
            diagnosis_pointers=("1", "2"),
            references=[Reference("6P", "GROUP1")],
            dates=[DatePeriod("348", dt.date(2026, 1, 1), dt.date(2026, 1, 1))],
        ),
        Benefit(
            information="F",
            service_types=("PT",),
            quantity_qualifier="99",
            quantity=Decimal(12),
            deliveries=[
                Delivery(
                    quantity_qualifier="VS",
                    quantity=Decimal(12),
                    per="WK",
                    every=Decimal(3),
                    period="34",
                    period_count=Decimal(1),
                )
            ],
        ),
        Benefit(
            information="R",
            service_types=("30",),
            entities=[
                RelatedEntity(
                    party=Party(
                        entity_code="SEP",
                        last_name="OTHER PLAN",
                        id_qualifier="PI",
                        id="12345",
                        address=ADDRESS,
                        contacts=[Contact(function="IC", name="CLAIMS", numbers=(("TE", "8005550111"),))],
                    ),
                    provider=ProviderRole("PC", "PXC", "207Q00000X"),
                )
            ],
        ),
    ]


def covered(**changes: object) -> SubscriberCoverage:
    """The subscriber of `asked`, as the payer knows her."""
    party = person()
    party.address = ADDRESS
    party.references = [Reference("6P", "GROUP1")]
    party.dates = [DatePeriod("346", dt.date(2026, 1, 1), dt.date(2026, 1, 1))]
    base = SubscriberCoverage(
        traces=[Trace("2", TRACE, ORIGINATOR), Trace("1", "PAYER1", "9PAYER0001")],
        party=party,
        birth_date=dt.date(1980, 2, 29),
        sex="F",
        benefits=benefits(),
    )
    return msgspec.structs.replace(base, **changes)


def dependent(**changes: object) -> PersonCoverage:
    """A child under another subscriber."""
    base = PersonCoverage(
        traces=[Trace("2", TRACE + "2", ORIGINATOR)],
        party=person("03", "TOM", ""),
        birth_date=dt.date(2015, 5, 5),
        sex="M",
        insured=InsuredStatus("N", "19"),
        benefits=[Benefit(information="6", service_types=("30",))],
    )
    return msgspec.structs.replace(base, **changes)


def response(subscribers: list[SubscriberCoverage] | None = None, control_number: str = "0001") -> EligibilityResponse:
    """One ST of a 271."""
    receiver: InformationReceiver[SubscriberCoverage] = InformationReceiver(
        party=provider(), subscribers=[covered()] if subscribers is None else subscribers
    )
    party = payer(contacts=[Contact(function="IC", name="SUPPORT", numbers=(("TE", "8005550112"),))])
    return EligibilityResponse(
        control_number=control_number,
        reference=f"ELIG{control_number}",
        created=CREATED,
        sources=[InformationSource(party=party, receivers=[receiver])],
    )
