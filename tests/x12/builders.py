"""A valid 837P, 835 and envelope to start from; each test changes the one thing it is about."""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12 import (
    Address,
    Adjustment,
    Amount,
    BillingProvider,
    Claim,
    ClaimBatch,
    ClaimPayment,
    Contact,
    DatePeriod,
    DateReference,
    Diagnosis,
    EntityName,
    HeaderNumber,
    InterchangeFacts,
    Party,
    Payment,
    Procedure,
    ProviderAdjustment,
    Reference,
    Remittance,
    RemittanceHeader,
    RemittanceParty,
    ServiceLine,
    ServicePayment,
    Subscriber,
)

NPI = "1234567893"
SERVICE_DATE = dt.date(2026, 1, 5)
CREATED = dt.datetime(2026, 1, 6, 9, 30)  # noqa: DTZ001 - X12 clocks have no zone
_ADDRESS = Address(line1="10 MAIN STREET", city="ALBANY", state="NY", zip="122070001")


def facts(control_number: str = "000000101", **changes: object) -> InterchangeFacts:
    """An envelope between a submitter and a payer."""
    base = InterchangeFacts(
        sender="SUBMITTER",
        receiver="PAYERHUB",
        created=CREATED,
        control_number=control_number,
        group_control="101",
        usage="T",
    )
    return msgspec.structs.replace(base, **changes)


def line(charge_cents: int = 15_000, number: int = 1, **changes: object) -> ServiceLine:
    """An office visit."""
    base = ServiceLine(
        procedure=Procedure("HC", "99213", ("25",)),
        charge_cents=charge_cents,
        units=Decimal(1),
        pointers=(1,),
        dates=[DatePeriod("472", SERVICE_DATE, SERVICE_DATE)],
        references=[Reference("6R", f"LINE{number}")],
    )
    return msgspec.structs.replace(base, **changes)


def claim(claim_id: str = "CLM0001", lines: list[ServiceLine] | None = None, **changes: object) -> Claim:
    """A claim whose charge is the sum of its lines."""
    used = [line()] if lines is None else lines
    base = Claim(
        claim_id=claim_id,
        charge_cents=sum(item.charge_cents for item in used),
        place_of_service="11",
        diagnoses=[Diagnosis("ABK", "J029")],
        lines=used,
    )
    return msgspec.structs.replace(base, **changes)


def subscriber(member_id: str = "SBX01A000123", claims: list[Claim] | None = None, **changes: object) -> Subscriber:
    """A patient who is the subscriber of a commercial plan."""
    base = Subscriber(
        sequence="P",
        relationship="18",
        filing_indicator="CI",
        party=Party(
            entity_code="IL",
            entity_type="1",
            last_name="DOE",
            first_name="JANE",
            id_qualifier="MI",
            id=member_id,
            address=_ADDRESS,
        ),
        birth_date=dt.date(1980, 2, 29),
        sex="F",
        payer=Party(entity_code="PR", last_name="EMPIRE HEALTH", id_qualifier="PI", id="87726"),
        claims=[claim()] if claims is None else claims,
    )
    return msgspec.structs.replace(base, **changes)


def billing(subscribers: list[Subscriber] | None = None, npi: str = NPI) -> BillingProvider:
    """A group practice."""
    return BillingProvider(
        party=Party(
            entity_code="85",
            last_name="ALBANY FAMILY MEDICINE",
            id_qualifier="XX",
            id=npi,
            taxonomy="207Q00000X",
            address=_ADDRESS,
            references=[Reference("EI", "123456789")],
        ),
        subscribers=[subscriber()] if subscribers is None else subscribers,
    )


def batch(providers: list[BillingProvider] | None = None, control_number: str = "0001") -> ClaimBatch:
    """One ST of an 837P."""
    return ClaimBatch(
        control_number=control_number,
        reference=f"BATCH{control_number}",
        created=CREATED,
        submitter=Party(
            entity_code="41",
            last_name="BILLING COMPANY",
            id_qualifier="46",
            id="SUBMITTER",
            contacts=[Contact(function="IC", name="SUPPORT", numbers=(("TE", "8005550111"),))],
        ),
        receiver=Party(entity_code="40", last_name="PAYER HUB", id_qualifier="46", id="PAYERHUB"),
        billing_providers=[billing()] if providers is None else providers,
    )


def claim_payment(claim_id: str = "CLM0001", **changes: object) -> ClaimPayment:
    """15000 charged: 4500 contractual, 2500 copay, 8000 paid."""
    base = ClaimPayment(
        claim_id=claim_id,
        status="1",
        charge_cents=15_000,
        paid_cents=8_000,
        patient_responsibility_cents=2_500,
        filing_indicator="12",
        payer_claim_id=f"ICN{claim_id}",
        facility_code="11",
        frequency="1",
        names=[EntityName("QC", "1", "DOE", "JANE", "", "", "", "MI", "M0001")],
        services=[service_payment()],
        header=HeaderNumber("1"),
    )
    return msgspec.structs.replace(base, **changes)


def service_payment(**changes: object) -> ServicePayment:
    """The line of `claim_payment`."""
    base = ServicePayment(
        procedure=Procedure("HC", "99213", ("25",)),
        charge_cents=15_000,
        paid_cents=8_000,
        units=Decimal(1),
        dates=[DateReference("472", SERVICE_DATE)],
        adjustments=[Adjustment("CO", "45", 4_500), Adjustment("PR", "3", 2_500)],
        references=[Reference("6R", "LINE1")],
        amounts=[Amount("B6", 10_500)],
    )
    return msgspec.structs.replace(base, **changes)


def remittance(
    claims: list[ClaimPayment] | None = None,
    provider_adjustments: list[ProviderAdjustment] | None = None,
    control_number: str = "0001",
) -> Remittance:
    """One ST of an 835 whose BPR02 fits its claims and provider adjustments."""
    used = [claim_payment()] if claims is None else claims
    pairs = provider_adjustments or []
    cents = sum(item.paid_cents for item in used) - sum(pair.cents for pair in pairs)
    return Remittance(
        header=RemittanceHeader(
            control_number=control_number,
            payment=Payment(
                handling="I",
                cents=cents,
                method="ACH",
                banking=("CCP", "01", "999999992", "DA", "123", "", "", "01", "999988880", "DA", "456"),
                date=dt.date(2026, 1, 20),
                trace_number="EFT0001",
                payer_id="1000087726",
            ),
            payer=RemittanceParty(
                name="EMPIRE HEALTH",
                address=_ADDRESS,
                contacts=[Contact(function="BL", name="SUPPORT", numbers=(("TE", "8005550112"),))],
            ),
            payee=RemittanceParty(
                name="ALBANY FAMILY MEDICINE",
                id_qualifier="XX",
                id=NPI,
                references=[Reference("TJ", "123456789")],
            ),
            production_date=dt.date(2026, 1, 20),
        ),
        claims=used,
        provider_adjustments=pairs,
    )
