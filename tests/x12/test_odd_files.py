"""Files nobody wrote for a test and every payer sends: odd, and right. Nothing in them blocks."""

import json
from pathlib import Path

import pytest

from api.x12 import (
    Finding,
    NotX12,
    Remittance,
    check_file,
    read_271,
    read_277,
    read_999,
    read_file,
    read_remittance,
    read_ta1s,
    status_answers,
    write_271s,
    write_277s,
    write_999s,
    write_remittances,
)
from tests.cli.x12 import x12
from tests.x12.builders import facts
from tests.x12.equality import without_places
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.draft import Draft

_ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260106*0930*^*00501*000000101*0*P*:~"
_HEADER = (
    "TRN*1*1234*1512345678~DTM*405*20260120~N1*PR*PAYER~N3*1 MAIN~N4*ALBANY*NY*12207~PER*BL*HELP*TE*8005550100~"
    "N1*PE*CLINIC*XX*1234567893~"
)
_CLAIM = (
    "LX*1~CLP*A1*1*150*100*50*MC*ICN1*11*1~NM1*QC*1*DOE*JANE****MI*M1~SVC*HC:99213*150*100**1~DTM*472*20260105~"
    "CAS*PR*1*50~"
)


def _remittance(body: str, cents: str = "100") -> bytes:
    text = f"ST*835*0001~BPR*I*{cents}*C*CHK************20260120~{_HEADER}{body}"
    return (
        f"{_ISA}GS*HP*PAYER*CLINIC*20260120*0930*101*X*005010X221A1~{text}SE*{text.count('~') + 1}*0001~"
        "GE*1*101~IEA*1*000000101~"
    ).encode()


def _read(payload: bytes) -> Remittance:
    (transaction,) = read_file(payload).transactions()
    return read_remittance(transaction)


def _found(payload: bytes) -> list[Finding]:
    result = check_file(payload, "outbound")
    return [*result.findings, *(finding for transaction in result.transactions for finding in transaction.findings)]


_REMITTANCES = {
    "a claim with nothing charged and nothing paid": (
        "LX*1~CLP*A1*4*0*0**MC*ICN1~NM1*QC*1*DOE*JANE~",
        "0",
        set(),
    ),
    "claims that stand under no LX": (_CLAIM.removeprefix("LX*1~"), "100", {"segment.missing"}),
    "an inpatient claim under a summary of its provider": (
        (
            "LX*110001~TS3*1234567893*11*20261231*1*150~TS2*100*50*10~CLP*A1*1*150*100*50*MA*ICN1*11*1**470*1.25~"
            "CAS*PR*1*50~NM1*QC*1*DOE*JANE****HN*M1~MIA*1***100*MA01*************50~DTM*232*20260105~DTM*233*20260107~"
            "QTY*CA*2~"
        ),
        "100",
        set(),
    ),
    "two PLB, the first full": (
        (
            f"{_CLAIM}PLB*1234567893*20261231*WO:A*10*72:B*-10*CS:C*5*AH:D*-5*FB:E*1*J1:F*-1~"
            "PLB*1234567893*20261231*50*0.50*L3*-.5~"
        ),
        "100",
        set(),
    ),
    "amounts with idle zeros and a bare point": (
        (
            "LX*1~CLP*A1*1*150.00*0100.0*50.*MC*ICN1*11*1~NM1*QC*1*DOE*JANE****MI*M1~SVC*HC:99213*150.0*100.00**1~"
            "DTM*472*20260105~CAS*PR*1*050~"
        ),
        "100.00",
        set(),
    ),
    "a line by revenue code over several days": (
        (
            "LX*1~CLP*A1*1*150*100*50*MC*ICN1*13*1~NM1*QC*1*DOE*JANE****MI*M1~SVC*NU:0300*150*100*0300*1~"
            "DTM*150*20260105~DTM*151*20260106~CAS*PR*1*50*1~AMT*B6*150~QTY*ZK*1~"
        ),
        "100",
        set(),
    ),
    "an adjudicated code that is not the submitted one": (
        (
            "LX*1~CLP*A1*1*150*100*50*MC*ICN1*11*1~NM1*QC*1*DOE*JANE****MI*M1~SVC*HC:99213:25*150*100**1*HC:99214:25*1~"
            "DTM*472*20260105~CAS*PR*1*50~REF*6R*1~REF*HPI*1234567893~REF*0K*LCD1~LQ*HE*N1~LQ*RX*X~"
        ),
        "100",
        set(),
    ),
    "adjustments of the claim and of its line, one of them negative": (
        (
            "LX*1~CLP*A1*2*150*100*0*MC*ICN1*11*1~CAS*OA*23*30**94*-10~NM1*QC*1*DOE*JANE****MI*M1~"
            "SVC*HC:99213*150*120**1~DTM*472*20260105~CAS*CO*45*30~"
        ),
        "100",
        set(),
    ),
    "a reversal that leaves a check below zero": (
        (
            "LX*1~CLP*A1*22*-150*-100**MC*ICN1*11*1~NM1*QC*1*DOE*JANE****MI*M1~SVC*HC:99213*-150*-100**1~"
            "DTM*472*20260105~CAS*PR*1*-50~"
        ),
        "-100",
        {"payment.negative"},
    ),
}


@pytest.mark.parametrize("name", _REMITTANCES)
def test_an_odd_remittance_reads_balances_and_comes_back(name: str) -> None:
    body, cents, rules = _REMITTANCES[name]
    payload = _remittance(body, cents)
    record = _read(payload)
    assert not [finding for finding in record.findings if finding.blocking]
    assert {finding.rule for finding in _found(payload)} == rules
    assert without_places(_read(write_remittances([record], facts()))) == without_places(record)


def test_a_file_of_acknowledgements_of_interchanges_has_no_transaction(tmp_path: Path) -> None:
    payload = f"{_ISA}TA1*000000905*260106*0930*A*000~TA1*000000906*260106*0930*R*024~IEA*0*000000101~".encode()
    (interchange,) = read_file(payload).interchanges
    assert [(one.control_number, one.status) for one in read_ta1s(interchange)] == [
        ("000000905", "A"),
        ("000000906", "R"),
    ]
    assert not _found(payload)
    path = tmp_path / "answer.ta1"
    path.write_bytes(payload)
    done = x12("check", "--json", str(path))
    assert (done.exit_code, json.loads(done.stdout)["transactions"]) == (0, [])


def test_an_acknowledgement_of_very_many_errors_comes_back() -> None:
    draft = Draft(MUTATION_SETS["999"].base())
    error = "IK3*NM1*{}*2010*8~CTX*CLM01:C1~" + "".join(f"IK4*{element}*1035*7~" for element in range(1, 10))
    draft.insert("IK3*HI", "".join(error.format(position) for position in range(30, 330)))
    payload = draft.count().payload()
    (transaction,) = read_file(payload).transactions()
    record = read_999(transaction)
    assert sum(len(error.elements) for response in record.responses for error in response.errors) == 300 * 9 + 1
    (again,) = read_file(write_999s([record], facts())).transactions()
    assert read_999(again) == record
    assert not [finding for finding in _found(payload) if finding.blocking]


def test_a_claim_of_several_statuses_keeps_them_all_and_stands_where_the_first_says() -> None:
    draft = Draft(MUTATION_SETS["277"].base())
    draft.insert("STC*F1:65*20260120**150", "STC*F1:1:PR*20260121**150*80******F1:3~STC*P1:20*20260110**150~")
    payload = draft.count().payload()
    (transaction,) = read_file(payload).transactions()
    record = read_277(transaction)
    first = next(iter(status_answers(record)))
    assert [status.category for status in first.statuses] == ["F1", "F1", "P1"]
    (again,) = read_file(write_277s([record], facts())).transactions()
    assert without_places(read_277(again)) == without_places(record)
    assert not _found(payload)


def test_a_subscriber_of_hundreds_of_benefits_keeps_each_with_its_service_types() -> None:
    draft = Draft(MUTATION_SETS["271"].base())
    types = "^".join(["1", "33", "35", "47", "48", "50", "86", "88", "98", "AL", "MH", "UC"] * 8)
    draft.insert("EB*R", "".join(f"EB*B*IND*{types}***27*{copay}*****Y~MSG*NOTE {copay}~" for copay in range(1, 401)))
    payload = draft.count().payload()
    (transaction,) = read_file(payload).transactions()
    record = read_271(transaction)
    benefits = record.sources[0].receivers[0].subscribers[0].benefits
    assert sum(len(benefit.service_types) == 96 for benefit in benefits) == 400
    (again,) = read_file(write_271s([record], facts())).transactions()
    assert without_places(read_271(again)) == without_places(record)
    assert not [finding for finding in _found(payload) if finding.blocking]


def test_interchanges_of_one_file_may_differ_in_their_delimiters() -> None:
    first = _remittance(_CLAIM)
    swap = bytes.maketrans(b"*:~^", b"|>\n!")
    second = first.translate(swap).replace(b"000000101", b"000000102")
    transactions = list(read_file(first + b"\r\n" + second + first.replace(b"000000101", b"000000103")).transactions())
    assert [t.delimiters.segment for t in transactions] == ["~", "\n", "~"]
    one, two, three = map(read_remittance, transactions)
    assert one == two == three
    assert not one.findings


@pytest.mark.parametrize("payload", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"ISA", b"isa" + _ISA.encode()[3:]])
def test_what_has_no_isa_is_not_x12(payload: bytes) -> None:
    with pytest.raises(NotX12):
        check_file(payload)
