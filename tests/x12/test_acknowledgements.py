"""TA1, 999 and 277CA: written, accepted by the judge, read back, and made from findings."""

import datetime as dt
from decimal import Decimal

from api.x12 import (
    ClaimAcknowledgement,
    ClaimStatus,
    DatePeriod,
    ElementError,
    EntityName,
    ImplementationAcknowledgement,
    InterchangeAcknowledgement,
    LineStatus,
    Party,
    Procedure,
    ProviderStatus,
    ReceiverStatus,
    Reference,
    SegmentError,
    StatusCode,
    StatusInformation,
    TransactionResponse,
    acknowledge_group,
    acknowledge_interchange,
    read_277ca,
    read_999,
    read_claims,
    read_file,
    read_ta1s,
    write_277cas,
    write_999s,
    write_claims,
    write_ta1s,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import CREATED, NPI, SERVICE_DATE, batch, facts

_DAY = dt.date(2026, 1, 6)


def test_a_999_reads_back() -> None:
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
                errors=(
                    SegmentError(
                        segment="CLM",
                        position=20,
                        loop="2300",
                        code="8",
                        contexts=(("CTX", ("CLM01", "C1")),),
                        elements=(ElementError(position=5, component=3, data_element="1325", code="7", value="9"),),
                    ),
                    SegmentError(segment="HI", position=21, loop="2300", code="3"),
                ),
            ),
        ],
        status="P",
        included=2,
        received=2,
        accepted=1,
    )
    payload = write_999s([record], facts())
    assert judge(payload).is_accepted
    (transaction,) = read_file(payload).transactions()
    assert read_999(transaction) == record


def test_a_ta1_reads_back() -> None:
    record = InterchangeAcknowledgement(control_number="000000101", date="260106", time="0930", status="R", code="024")
    payload = write_ta1s([record], facts("000000202"))
    file = read_file(payload)
    assert file.findings == []
    assert list(file.transactions()) == []
    assert read_ta1s(file.interchanges[0]) == [record]


def test_a_ta1_follows_from_the_interchange() -> None:
    payload = write_claims([batch()], facts())
    (good,) = read_file(payload).interchanges
    (bad,) = read_file(payload.replace(b"IEA*1*000000101", b"IEA*1*000000102")).interchanges
    (odd,) = read_file(payload.replace(b"000000101", b"ABC000101")).interchanges
    answers = [acknowledge_interchange(interchange) for interchange in (good, bad, odd)]
    assert [(answer.status, answer.code) for answer in answers] == [("A", "000"), ("R", "001"), ("E", "018")]
    assert answers[0].date == "260106"


def test_a_999_follows_from_the_findings() -> None:
    payload = write_claims([batch(), batch(control_number="0002")], facts())
    payload = payload.replace(b"HI*ABK", b"QQQ*ABK", 1)
    file = read_file(payload)
    (group,) = file.interchanges[0].groups
    findings = {index: read_claims(t).findings for index, t in enumerate(group.transactions)}
    answer = acknowledge_group(group, "0001", findings)
    assert [response.status for response in answer.responses] == ["R", "A"]
    assert (answer.status, answer.included, answer.received, answer.accepted) == ("P", 2, 2, 1)
    (error,) = answer.responses[0].errors
    assert (error.segment, error.code) == ("QQQ", "1")
    assert judge(write_999s([answer], facts())).is_accepted


def test_a_277ca_reads_back() -> None:
    accepted = StatusInformation(codes=(StatusCode("A2", "20"),), date=_DAY, action="WQ", cents=15_000)
    rejected = StatusInformation(
        codes=(StatusCode("A7", "562", "85"), StatusCode("A7", "164", "IL")), date=_DAY, action="U", cents=9_000
    )
    received = StatusInformation(codes=(StatusCode("A1", "19"),), date=_DAY, action="WQ", cents=24_000)
    patient = EntityName("QC", "1", "DOE", "JANE", "", "", "", "MI", "M0001")
    days = [DatePeriod("472", SERVICE_DATE, SERVICE_DATE)]
    provider = ProviderStatus(
        provider=Party(entity_code="85", last_name="CLINIC", id_qualifier="XX", id=NPI),
        trace_number="0001",
        statuses=[StatusInformation(codes=(StatusCode("A1", "19"),), action="WQ", cents=24_000)],
        accepted_count=1,
        rejected_count=1,
        accepted_cents=15_000,
        rejected_cents=9_000,
        claims=[
            ClaimStatus(
                patient=patient,
                claim_id="CLM0001",
                statuses=[accepted],
                references=[Reference("1K", "ICN1")],
                dates=days,
            ),
            ClaimStatus(
                patient=patient,
                claim_id="CLM0002",
                statuses=[rejected],
                dates=days,
                lines=[
                    LineStatus(
                        procedure=Procedure("HC", "99213"),
                        charge_cents=9_000,
                        units=Decimal(1),
                        statuses=[StatusInformation(codes=(StatusCode("A7", "454"),), date=_DAY, action="U")],
                        references=[Reference("FJ", "LINE1")],
                    )
                ],
            ),
        ],
    )
    record = ClaimAcknowledgement(
        control_number="0001",
        reference="BATCH0001",
        created=CREATED,
        source=Party(entity_code="AY", last_name="PAYER HUB", id_qualifier="46", id="PAYERHUB"),
        trace_number="BATCH0001",
        received_on=_DAY,
        processed_on=_DAY,
        receivers=[
            ReceiverStatus(
                receiver=Party(entity_code="41", last_name="SUBMITTER", id_qualifier="46", id="SUBMITTER"),
                trace_number="BATCH0001",
                statuses=[received],
                accepted_count=1,
                rejected_count=1,
                accepted_cents=15_000,
                rejected_cents=9_000,
                providers=[provider],
            )
        ],
    )
    payload = write_277cas([record], facts())
    verdict = judge(payload)
    assert verdict.is_accepted, verdict.errors
    (transaction,) = read_file(payload).transactions()
    again = read_277ca(transaction)
    for claim in again.receivers[0].providers[0].claims:
        claim.position = 0
    assert again == record
