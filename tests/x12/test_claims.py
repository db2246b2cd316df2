"""The 837P: every loop written, accepted by the judge, and read back."""

import datetime as dt
from decimal import Decimal

import pytest

from api.x12 import (
    Address,
    Adjustment,
    Amount,
    Attachment,
    CannotWrite,
    ClaimBatch,
    ClaimReader,
    Contact,
    DatePeriod,
    Diagnosis,
    Drug,
    LineAdjudication,
    Note,
    OtherPayer,
    Party,
    Patient,
    Procedure,
    Reference,
    read_claims,
    read_file,
    write_claims,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import NPI, SERVICE_DATE, batch, billing, claim, facts, line, subscriber
from tests.x12.equality import without_places

_ADDRESS = Address(line1="20 SIDE STREET", city="TROY", state="NY", zip="121800001")


def _read(payload: bytes) -> ClaimBatch:
    (transaction,) = read_file(payload).transactions()
    return read_claims(transaction)


def _rich_batch() -> ClaimBatch:
    other = OtherPayer(
        sequence="P",
        relationship="18",
        filing_indicator="MB",
        adjustments=[Adjustment("CO", "45", 4_000)],
        amounts=[Amount("D", 8_000)],
        subscriber=Party(
            entity_code="IL",
            entity_type="1",
            last_name="DOE",
            first_name="JANE",
            id_qualifier="MI",
            id="1EG4TE5MK73",
            address=_ADDRESS,
        ),
        payer=Party(
            entity_code="PR",
            last_name="MEDICARE",
            id_qualifier="PI",
            id="12502",
            dates=[DatePeriod("573", SERVICE_DATE, SERVICE_DATE)],
        ),
    )
    adjudication = LineAdjudication(
        payer_id="12502",
        paid_cents=8_000,
        procedure=Procedure("HC", "99213", ("25",)),
        units=Decimal(1),
        adjustments=[Adjustment("CO", "45", 3_000), Adjustment("PR", "2", 4_000)],
        paid_on=SERVICE_DATE,
    )
    rich = claim(
        "CLM0009",
        [
            line(
                adjudications=[adjudication],
                notes=[Note("ADD", "SEE REPORT")],
                providers=[_provider("82"), _provider("DN")],
                extra=[("CRC", "09", "Y", "38")],
            ),
            line(
                2_500,
                2,
                procedure=Procedure("HC", "J1885"),
                units=Decimal("2.5"),
                drug=Drug(code="00409379501", quantity=Decimal("2.5"), unit="ML", references=[Reference("XZ", "RX1")]),
                dates=[DatePeriod("472", SERVICE_DATE, SERVICE_DATE + dt.timedelta(days=2))],
            ),
        ],
        frequency="7",
        dates=[DatePeriod("431", SERVICE_DATE, SERVICE_DATE)],
        attachments=[Attachment(report_type="OZ", transmission="EL", control_number="ATT1")],
        amounts=[Amount("F5", 2_500)],
        references=[Reference(qualifier, f"{qualifier}VALUE") for qualifier in ("9F", "G1", "F8", "D9", "EA")],
        notes=[Note("ADD", "SBX 01A")],
        diagnoses=[Diagnosis("ABK", "J029"), Diagnosis("ABF", "I10")],
        providers=[_provider("77"), _provider("82"), _provider("DN")],
        other_payers=[other],
        related_causes=("OA",),
    )
    dependent = Patient(
        relationship="19",
        party=Party(entity_code="QC", entity_type="1", last_name="DOE", first_name="TOM", address=_ADDRESS),
        birth_date=dt.date(2015, 5, 5),
        sex="M",
        claims=[claim("CLM0010")],
    )
    family = subscriber(relationship="", claims=[], patients=[dependent], group_number="G1")
    return batch([billing([subscriber(claims=[rich], sequence="S"), family]), billing(npi="1881692000")])


def _provider(code: str) -> Party:
    if code == "77":
        return Party(entity_code="77", last_name="CLINIC", id_qualifier="XX", id=NPI, address=_ADDRESS)
    return Party(
        entity_code=code,
        entity_type="1",
        last_name="HOUSE",
        first_name="GREG",
        id_qualifier="XX",
        id=NPI,
        taxonomy="207R00000X" if code == "82" else "",
    )


def test_the_judge_accepts_every_loop() -> None:
    verdict = judge(write_claims([_rich_batch(), batch(control_number="0002")], facts()))
    assert verdict.is_accepted, verdict.errors


def test_claims_read_back_in_the_order_of_the_guide() -> None:
    record = _rich_batch()
    again = _read(write_claims([record], facts()))
    assert again.findings == []
    rich = again.billing_providers[0].subscribers[0].claims[0]
    assert [party.entity_code for party in rich.providers] == ["DN", "82", "77"]
    rewritten = _read(write_claims([again], facts()))
    assert without_places(rewritten) == without_places(again)
    assert rich.reference("F8") == "F8VALUE"
    assert rich.other_payers[0].paid_cents == 8_000
    assert rich.lines[1].service_end == SERVICE_DATE + dt.timedelta(days=2)


def test_hierarchy_is_numbered_and_linked() -> None:
    (transaction,) = read_file(write_claims([_rich_batch()], facts())).transactions()
    levels = [segment.elements[1:] for segment in transaction.segments() if segment.id == "HL"]
    assert levels == [
        ("1", "", "20", "1"),
        ("2", "1", "22", "0"),
        ("3", "1", "22", "1"),
        ("4", "3", "23", "0"),
        ("5", "", "20", "1"),
        ("6", "5", "22", "0"),
    ]


def test_the_iterator_gives_each_claim_with_its_loops() -> None:
    (transaction,) = read_file(write_claims([_rich_batch()], facts())).transactions()
    contexts = list(ClaimReader(transaction).claims())
    assert [context.claim.claim_id for context in contexts] == ["CLM0009", "CLM0010", "CLM0001"]
    assert [context.patient is not None for context in contexts] == [False, True, False]
    assert contexts[2].billing.party.id == "1881692000"
    assert contexts[0].subscriber.claims == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("CLM*CLM0001*", "CLM**", "claim.clm01"),
        ("HL*2*1*22", "HL*3*1*22", "hl.sequence"),
        ("HL*2*1*22", "HL*2*9*22", "hl.parent"),
        ("HL*2*1*22", "HL*2*1*24", "hl.level"),
        ("LX*1~", "LX*2~", "line.sequence"),
        ("*1~DTP*472", "*X~DTP*472", "line.pointer"),
        ("MI*SBX01A000123", "MI*", "claim.member_id"),
        ("HI*ABK:J029", "QQQ*ABK:J029", "segment.unknown"),
        ("CLM*CLM0001*150*", "CLM*CLM0001*1.505*", "money.unreadable"),
    ],
)
def test_a_malformed_claim_is_an_error(old: str, new: str, rule: str) -> None:
    payload = write_claims([batch()], facts())
    assert old.encode() in payload
    record = _read(payload.replace(old.encode(), new.encode(), 1))
    assert rule in {finding.rule for finding in record.findings if finding.severity == "error"}


def test_a_delimiter_in_data_is_refused_by_loop_and_element() -> None:
    with pytest.raises(CannotWrite, match="2010BA NM103"):
        write_claims([batch([billing([subscriber(party=Party(entity_code="IL", last_name="DOE*"))])])], facts())


def test_more_than_the_guide_allows_is_refused() -> None:
    for many in (
        claim(lines=[line(number=n) for n in range(51)]),
        claim(diagnoses=[Diagnosis("ABF", f"A{n:02d}") for n in range(13)]),
    ):
        with pytest.raises(CannotWrite, match="where the guide allows"):
            write_claims([batch([billing([subscriber(claims=[many])])])], facts())
    with pytest.raises(CannotWrite, match="more than 100 claims"):
        write_claims([batch([billing([subscriber(claims=[claim()] * 101)])])], facts())


def test_contacts_keep_their_pairs() -> None:
    record = batch()
    record.submitter.contacts = [Contact(function="IC", name="A", numbers=(("TE", "8005550111"), ("EM", "A@B.C")))]
    assert _read(write_claims([record], facts())).submitter.contacts == record.submitter.contacts


def test_the_address_of_a_party_no_loop_has_is_nobodys() -> None:
    payload = write_claims([batch()], facts()).replace(
        b"REF*EI*", b"NM1*XX*2*SOMEBODY ELSE~N3*9 OTHER STREET~N4*TROY*NY*121800001~REF*EI*", 1
    )
    read = _read(payload)
    address = read.billing_providers[0].party.address
    assert address is not None
    assert address.line1 == "10 MAIN STREET"
    assert {finding.rule for finding in read.findings} >= {"segment.place"}
