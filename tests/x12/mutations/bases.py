"""Valid files of each set, written by our own writers, with enough in them to be broken everywhere."""

import datetime as dt
from decimal import Decimal

from api.x12 import (
    Address,
    Adjustment,
    Amount,
    ClaimAcknowledgement,
    ClaimPayment,
    ClaimStatus,
    DatePeriod,
    DateReference,
    Diagnosis,
    ElementError,
    EntityName,
    HeaderNumber,
    ImplementationAcknowledgement,
    InterchangeAcknowledgement,
    LineAdjudication,
    LineStatus,
    OtherPayer,
    Party,
    Patient,
    Procedure,
    ProviderAdjustment,
    ProviderStatus,
    ReceiverStatus,
    Reference,
    Remark,
    RemarkSet,
    SegmentError,
    ServicePayment,
    StatusCode,
    StatusInformation,
    TransactionResponse,
    write_277cas,
    write_999s,
    write_claims,
    write_remittances,
    write_ta1s,
)
from tests.x12 import builders as b

DAY = dt.date(2026, 1, 12)
_PATIENT = EntityName("QC", "1", "DOE", "JANE", "", "", "", "MI", "M0001")
_RENDERING = EntityName("82", "1", "WELBY", "MARCUS", "", "", "", "XX", b.NPI)
_CARRIER = EntityName("TT", "2", "SECOND HEALTH", "", "", "", "", "PI", "60054")


def _service(charge: int, paid: int, adjustments: list[Adjustment], number: int, **changes: object) -> ServicePayment:
    return b.service_payment(
        charge_cents=charge,
        paid_cents=paid,
        adjustments=adjustments,
        references=[Reference("6R", f"LINE{number}")],
        amounts=[],
        **changes,
    )


def _claims_835() -> list[ClaimPayment]:
    paid = b.claim_payment(names=[_PATIENT, _RENDERING], amounts=[Amount("I", 125), Amount("AU", 10_500)])
    denied = b.claim_payment(
        "CLM0002",
        paid_cents=0,
        patient_responsibility_cents=None,
        services=[_service(15_000, 0, [Adjustment("CO", "16", 15_000)], 2, remarks=[Remark("HE", "M51")])],
    )
    reversed_claim = b.claim_payment(
        "CLM0003",
        status="22",
        charge_cents=-15_000,
        paid_cents=-8_000,
        patient_responsibility_cents=None,
        services=[
            _service(-15_000, -8_000, [Adjustment("CO", "45", -4_500), Adjustment("PR", "3", -2_500)], 3),
        ],
    )
    corrected = b.claim_payment(
        "CLM0003",
        services=[_service(15_000, 8_000, [Adjustment("CO", "45", 4_500), Adjustment("PR", "3", 2_500)], 3)],
    )
    forwarded = b.claim_payment(
        "CLM0004",
        status="19",
        names=[_PATIENT, _CARRIER],
        services=[
            _service(9_000, 5_000, [Adjustment("CO", "45", 4_000)], 4),
            _service(6_000, 3_000, [Adjustment("CO", "45", 500), Adjustment("PR", "3", 2_500)], 5),
        ],
    )
    whole = b.claim_payment(
        "CLM0005",
        paid_cents=0,
        patient_responsibility_cents=0,
        adjustments=[Adjustment("CO", "29", 15_000)],
        outpatient=RemarkSet(("", "", "MA01"), ("MA01",)),
        dates=[DateReference("232", b.SERVICE_DATE), DateReference("050", DAY)],
        services=[],
    )
    claims = [paid, denied, reversed_claim, corrected, forwarded, whole]
    for claim in claims:
        claim.header = HeaderNumber("1")
    return claims


def base_835() -> bytes:
    """Six claim payments of every kind, and three provider adjustments."""
    pairs = [
        ProviderAdjustment(provider_id=b.NPI, fiscal_date=dt.date(2026, 12, 31), code=code, reference=ref, cents=cents)
        for code, ref, cents in (("WO", "CLM0099", 1_000), ("72", "CLM0098", -1_000), ("FB", "EFT0000", 500))
    ]
    pairs.append(
        ProviderAdjustment(provider_id=b.NPI, fiscal_date=dt.date(2026, 12, 31), code="L6", reference="", cents=-125)
    )
    remittance = b.remittance(_claims_835(), pairs)
    remittance.header.payment.banking = (
        "CCP",
        "01",
        "999999992",
        "DA",
        "123",
        "1999999999",
        "",
        "01",
        "999988880",
        "DA",
        "456",
    )
    return write_remittances([remittance], b.facts())


def _address(line: str) -> Address:
    return Address(line1=line, city="ALBANY", state="NY", zip="122070001")


def _other_payer(sequence: str, payer_id: str, paid: int) -> OtherPayer:
    return OtherPayer(
        sequence=sequence,
        relationship="18",
        filing_indicator="CI",
        amounts=[Amount("D", paid)],
        subscriber=Party(
            entity_code="IL", entity_type="1", last_name="DOE", first_name="JANE", id_qualifier="MI", id="OTHER123"
        ),
        payer=Party(entity_code="PR", last_name="FIRST HEALTH", id_qualifier="PI", id=payer_id),
    )


def _adjudication(payer_id: str, paid: int, adjustments: list[Adjustment]) -> LineAdjudication:
    return LineAdjudication(
        payer_id=payer_id,
        paid_cents=paid,
        procedure=Procedure("HC", "99213", ("25",)),
        units=Decimal(1),
        adjustments=adjustments,
        paid_on=DAY,
    )


def base_837p() -> bytes:
    """A subscriber with an original and a replacement, one with other payers, and a dependent."""
    rendering = Party(
        entity_code="82",
        entity_type="1",
        last_name="WELBY",
        first_name="MARCUS",
        id_qualifier="XX",
        id=b.NPI,
        taxonomy="207Q00000X",
    )
    facility = Party(
        entity_code="77", last_name="CLINIC EAST", id_qualifier="XX", id=b.NPI, address=_address("20 EAST STREET")
    )
    pick_up = Party(entity_code="PW", address=_address("30 WEST STREET"))
    plain = b.claim(
        lines=[b.line(pointers=(1, 2)), b.line(number=2)],
        diagnoses=[Diagnosis("ABK", "J029"), Diagnosis("ABF", "E119")],
        providers=[rendering, facility, pick_up],
    )
    replacement = b.claim("CLM0002", frequency="7", references=[Reference("F8", "ICN0001")])
    lines = [
        b.line(adjudications=[_adjudication("60054", 8_000, [Adjustment("CO", "45", 7_000)])]),
        b.line(number=2, adjudications=[_adjudication("60054", 10_000, [Adjustment("PR", "3", 5_000)])]),
    ]
    secondary = b.claim("CLM0003", lines, other_payers=[_other_payer("P", "60054", 18_000)])
    dependent = Patient(
        relationship="19",
        party=Party(
            entity_code="QC", entity_type="1", last_name="DOE", first_name="BABY", address=_address("10 MAIN STREET")
        ),
        birth_date=dt.date(2020, 5, 17),
        sex="M",
        claims=[b.claim("CLM0004")],
    )
    subscribers = [
        b.subscriber(claims=[plain, replacement]),
        b.subscriber("SBX01A000124", [secondary], sequence="S"),
        b.subscriber("SBX01A000125", [], relationship="", patients=[dependent]),
    ]
    return write_claims([b.batch([b.billing(subscribers)])], b.facts())


def base_999() -> bytes:
    """A group of which one set was accepted and one rejected."""
    error = SegmentError(
        segment="CLM",
        position=20,
        loop="2300",
        code="8",
        contexts=(("CTX", ("CLM01", "C1")),),
        elements=(ElementError(position=5, component=3, data_element="1325", code="7"),),
    )
    record = ImplementationAcknowledgement(
        control_number="0001",
        functional_id="HC",
        group_control="101",
        version="005010X222A1",
        responses=[
            TransactionResponse(set_id="837", control_number="0001", version="005010X222A1", status="A"),
            TransactionResponse(
                set_id="837",
                control_number="0002",
                version="005010X222A1",
                status="R",
                codes=("5",),
                errors=(error, SegmentError(segment="HI", position=21, loop="2300", code="3")),
            ),
        ],
        status="P",
        included=2,
        received=2,
        accepted=1,
    )
    return write_999s([record], b.facts())


def base_ta1() -> bytes:
    """An interchange rejected and one accepted."""
    answer = InterchangeAcknowledgement(control_number="000000101", date="260106", time="0930", status="R", code="024")
    good = InterchangeAcknowledgement(control_number="000000102", date="260106", time="0931", status="A", code="000")
    return write_ta1s([answer, good], b.facts("000000202"))


def base_277ca() -> bytes:
    """A provider with an accepted claim, and a rejected one with its line."""
    received = StatusInformation(codes=(StatusCode("A1", "19"),), date=DAY, action="WQ", cents=24_000)
    accepted = StatusInformation(codes=(StatusCode("A2", "20"),), date=DAY, action="WQ", cents=15_000)
    rejected = StatusInformation(
        codes=(StatusCode("A7", "562", "85"), StatusCode("A7", "164", "IL")), date=DAY, action="U", cents=9_000
    )
    days = [DatePeriod("472", b.SERVICE_DATE, b.SERVICE_DATE)]
    line = LineStatus(
        procedure=Procedure("HC", "99213"),
        charge_cents=9_000,
        units=Decimal(1),
        statuses=[StatusInformation(codes=(StatusCode("A7", "562", "85"),), date=DAY, action="U")],
        references=[Reference("FJ", "LINE1")],
        dates=days,
    )
    claims = [
        ClaimStatus(
            patient=_PATIENT,
            claim_id="CLM0001",
            statuses=[accepted],
            references=[Reference("1K", "ICN0001")],
            dates=days,
        ),
        ClaimStatus(
            patient=_PATIENT,
            claim_id="CLM0002",
            statuses=[rejected],
            references=[Reference("1K", "ICN0002"), Reference("D9", "TRACE2")],
            dates=days,
            lines=[line],
        ),
    ]
    provider = ProviderStatus(
        provider=Party(entity_code="85", last_name="CLINIC", id_qualifier="XX", id=b.NPI),
        trace_number="0001",
        statuses=[StatusInformation(codes=(StatusCode("A1", "19"),), action="WQ", cents=24_000)],
        accepted_count=1,
        rejected_count=1,
        accepted_cents=15_000,
        rejected_cents=9_000,
        claims=claims,
    )
    receiver = ReceiverStatus(
        receiver=Party(entity_code="41", last_name="BILLING COMPANY", id_qualifier="46", id="SUBMITTER"),
        trace_number="BATCH0001",
        statuses=[received],
        accepted_count=1,
        rejected_count=1,
        accepted_cents=15_000,
        rejected_cents=9_000,
        providers=[provider],
    )
    acknowledgement = ClaimAcknowledgement(
        control_number="0001",
        reference="CA0001",
        created=b.CREATED,
        source=Party(entity_code="PR", last_name="EMPIRE HEALTH", id_qualifier="PI", id="87726"),
        trace_number="CA0001",
        received_on=DAY,
        processed_on=DAY,
        receivers=[receiver],
    )
    return write_277cas([acknowledgement], b.facts())
