"""A valid 837I to start from."""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12 import (
    Adjustment,
    Amount,
    Attachment,
    CodedDiagnosis,
    CodedProcedure,
    DatePeriod,
    Drug,
    InstitutionalBatch,
    InstitutionalBilling,
    InstitutionalClaim,
    InstitutionalLine,
    InstitutionalPatient,
    InstitutionalSubscriber,
    LineAdjudication,
    Note,
    Occurrence,
    OccurrenceSpan,
    OtherPayer,
    Party,
    Procedure,
    Reference,
    RemarkSet,
    ValueAmount,
)
from tests.x12.builders import NPI, SERVICE_DATE, batch, billing, subscriber

_ADMITTED = dt.date(2026, 1, 3)
_PROFESSIONAL = batch()
_BILLING = billing()
_SUBSCRIBER = subscriber()


def line(charge_cents: int = 15_000, number: int = 1, **changes: object) -> InstitutionalLine:
    """An emergency room visit."""
    base = InstitutionalLine(
        revenue_code="0450",
        procedure=Procedure("HC", "99283", ("25",)),
        charge_cents=charge_cents,
        dates=[DatePeriod("472", SERVICE_DATE, SERVICE_DATE)],
        references=[Reference("6R", f"LINE{number}")],
    )
    return msgspec.structs.replace(base, **changes)


def provider(code: str) -> Party:
    """A person, or with 77 the facility."""
    if code == "77":
        address = _SUBSCRIBER.party.address
        return Party(entity_code="77", last_name="CLINIC", id_qualifier="XX", id=NPI, address=address)
    return Party(
        entity_code=code,
        entity_type="1",
        last_name="HOUSE",
        first_name="GREG",
        id_qualifier="XX",
        id=NPI,
        taxonomy="207R00000X" if code == "71" else "",
    )


def claim(
    claim_id: str = "CLM0001", lines: list[InstitutionalLine] | None = None, **changes: object
) -> InstitutionalClaim:
    """An outpatient claim whose charge is the sum of its lines."""
    used = [line()] if lines is None else lines
    base = InstitutionalClaim(
        claim_id=claim_id,
        charge_cents=sum(item.charge_cents for item in used),
        facility_type="13",
        admission_type="1",
        admission_source="1",
        patient_status="01",
        dates=[DatePeriod("434", SERVICE_DATE, SERVICE_DATE, "RD8")],
        principal_diagnosis=CodedDiagnosis("ABK", "J029"),
        visit_reasons=[CodedDiagnosis("APR", "R509")],
        providers=[provider("71")],
        lines=used,
    )
    return msgspec.structs.replace(base, **changes)


def institutional(
    claims: list[InstitutionalClaim] | None = None, control_number: str = "0001", **changes: object
) -> InstitutionalBatch:
    """One ST: a subscriber who is the patient."""
    patient = InstitutionalSubscriber(
        sequence="P",
        relationship="18",
        filing_indicator="CI",
        party=_SUBSCRIBER.party,
        birth_date=_SUBSCRIBER.birth_date,
        sex="F",
        payer=_SUBSCRIBER.payer,
        claims=[claim()] if claims is None else claims,
    )
    patient = msgspec.structs.replace(patient, **changes)
    return InstitutionalBatch(
        control_number=control_number,
        reference=f"BATCH{control_number}",
        created=_PROFESSIONAL.created,
        submitter=_PROFESSIONAL.submitter,
        receiver=_PROFESSIONAL.receiver,
        billing_providers=[InstitutionalBilling(party=_BILLING.party, subscribers=[patient])],
    )


def other_payer() -> OtherPayer:
    """Medicare paid 84 of 175: 30 and 40 off the first line, 20 off the second, 1 off the claim."""
    return OtherPayer(
        sequence="P",
        relationship="18",
        filing_indicator="MA",
        adjustments=[Adjustment("CO", "253", 100)],
        amounts=[Amount("D", 8_400), Amount("EAF", 4_000)],
        inpatient=RemarkSet(("3", "", "", "150", "MA01"), ("MA01",)),
        outpatient=RemarkSet(("", "", "MA07"), ("MA07",)),
        subscriber=_SUBSCRIBER.party,
        payer=Party(
            entity_code="PR",
            last_name="MEDICARE",
            id_qualifier="PI",
            id="12502",
            dates=[DatePeriod("573", SERVICE_DATE, SERVICE_DATE)],
            references=[Reference("F8", "ICN0")],
        ),
        providers=[Party(entity_code="71", entity_type="1", references=[Reference("G2", "A1")])],
    )


def stay() -> InstitutionalClaim:
    """An inpatient stay with every loop and code the set has."""
    adjudication = LineAdjudication(
        payer_id="12502",
        paid_cents=8_000,
        procedure=Procedure("HC", "99283", ("25",)),
        revenue_code="0450",
        units=Decimal(1),
        adjustments=[Adjustment("CO", "45", 3_000), Adjustment("PR", "1", 4_000)],
        paid_on=SERVICE_DATE,
    )
    further = LineAdjudication(
        payer_id="12502",
        paid_cents=500,
        revenue_code="0250",
        units=Decimal(2),
        adjustments=[Adjustment("CO", "45", 2_000)],
        paid_on=SERVICE_DATE,
    )
    lines = [
        line(adjudications=[adjudication], providers=[provider("72"), provider("82")], noncovered_cents=500),
        line(
            2_500,
            2,
            revenue_code="0250",
            procedure=None,
            unit="DA",
            units=Decimal(2),
            drug=Drug(code="00409379501", quantity=Decimal("2.5"), unit="ML", references=[Reference("XZ", "RX1")]),
            notes=[Note("TPO", "REPRICED")],
            amounts=[Amount("GT", 100)],
            adjudications=[further],
        ),
    ]
    return claim(
        "CLM0009",
        lines,
        facility_type="11",
        frequency="7",
        dates=[
            DatePeriod("096", None, None, "TM", "1130"),
            DatePeriod("434", _ADMITTED, SERVICE_DATE),
            DatePeriod("435", None, None, "DT", "202601030815"),
        ],
        attachments=[Attachment(report_type="OZ", transmission="EL", control_number="ATT1")],
        amounts=[Amount("F3", 4_000)],
        references=[
            Reference("G1", "AUTH1"),
            Reference("F8", "ICN9"),
            Reference("D9", "TRACE"),
            Reference("EA", "MRN1"),
        ],
        notes=[Note("MED", "MEDICATIONS"), Note("ADD", "BILLING")],
        principal_diagnosis=CodedDiagnosis("ABK", "I2510", "Y"),
        admitting_diagnosis=CodedDiagnosis("ABJ", "R079"),
        visit_reasons=[],
        external_causes=[CodedDiagnosis("ABN", "W010XXA", "N")],
        drg="247",
        other_diagnoses=[CodedDiagnosis("ABF", f"E11{n:02d}", "U" if n else "") for n in range(15)],
        principal_procedure=CodedProcedure("BBR", "027034Z", _ADMITTED),
        other_procedures=[CodedProcedure("BBQ", "4A023N7", SERVICE_DATE)],
        occurrence_spans=[OccurrenceSpan("74", _ADMITTED, SERVICE_DATE)],
        occurrences=[Occurrence("11", _ADMITTED), Occurrence("A1", SERVICE_DATE)],
        values=[ValueAmount("01", 120_050), ValueAmount("80", 300)],
        conditions=["09", "C1"],
        treatments=["A01"],
        providers=[provider(code) for code in ("71", "72", "ZZ", "82", "77", "DN")],
        other_payers=[other_payer()],
        extra=[("HCP", "03", "100", "50", "333001234")],
    )


def rich_batch() -> InstitutionalBatch:
    """A stay of a subscriber whose plan is secondary, and a dependent's claim."""
    record = institutional([stay()], sequence="S")
    (biller,) = record.billing_providers
    child = InstitutionalPatient(
        relationship="19",
        party=Party(
            entity_code="QC",
            entity_type="1",
            last_name="DOE",
            first_name="TOM",
            address=_SUBSCRIBER.party.address,
        ),
        birth_date=dt.date(2015, 5, 5),
        sex="M",
        claims=[claim("CLM0010")],
    )
    (family,) = institutional([], relationship="", patients=[child]).billing_providers[0].subscribers
    biller.subscribers.append(family)
    return record
