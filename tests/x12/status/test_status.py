"""The 276 and the 277: every loop written, read back, accepted by the judge; what an answer says."""

import datetime as dt

import pytest

from api.x12 import (
    CATEGORY_MEANINGS,
    CannotWrite,
    MatchKeys,
    StatusClass,
    StatusCode,
    StatusDetail,
    read_276,
    read_277,
    status_answers,
    status_class,
    write_276s,
    write_277s,
)
from tests.judges.linuxforhealth import judge_all, needs_judge
from tests.x12.builders import facts
from tests.x12.records import only_transaction, plain
from tests.x12.status.builders import CLAIM_ID, TRACE, asked_claim, paid, reported_claim, request, response


def test_a_request_reads_back() -> None:
    record = request()
    again = read_276(only_transaction(write_276s([record], facts())))
    assert again.findings == []
    assert plain(again) == plain(record)
    (claim,) = again.payers[0].receivers[0].providers[0].subscribers[0].claims
    assert claim.charge_cents == 15_000
    assert claim.lines[0].line_reference == "LINE1"


def test_a_response_reads_back() -> None:
    record = response()
    again = read_277(only_transaction(write_277s([record], facts())))
    assert again.findings == []
    assert plain(again) == plain(record)


@needs_judge
def test_the_judge_models_every_loop() -> None:
    verdicts = judge_all(
        [
            write_276s([request(), request(control_number="0002")], facts()),
            write_277s([response(), response(control_number="0002")], facts()),
        ]
    )
    assert [(verdict.models, verdict.errors) for verdict in verdicts] == [(2, []), (2, [])]


def test_hierarchy_is_numbered_and_linked() -> None:
    transaction = only_transaction(write_277s([response()], facts()))
    levels = [segment.elements[1:] for segment in transaction.segments() if segment.id == "HL"]
    assert levels == [
        ("1", "", "20", "1"),
        ("2", "1", "21", "1"),
        ("3", "2", "19", "1"),
        ("4", "3", "22", "0"),
        ("5", "3", "22", "1"),
        ("6", "5", "23"),
        ("7", "2", "19", "0"),
    ]


def test_answers_come_with_the_keys_they_match_by() -> None:
    patient, child, provider = status_answers(response())
    assert patient.match_keys == MatchKeys(TRACE, CLAIM_ID, "ICN1")
    assert (patient.status_class, child.status_class, provider.status_class) == ("final", "pending", "error")
    assert patient.statuses[0].check_number == "EFT0001"
    assert patient.statuses[0].paid_on == dt.date(2026, 1, 20)
    assert child.dependent is not None
    assert child.dependent.party.first_name == "TOM"
    assert (provider.claim, provider.match_keys) == (None, MatchKeys("0", "", ""))


def test_an_answer_about_the_request_as_a_whole_has_no_claim() -> None:
    record = response()
    receiver = record.payers[0].receivers[0]
    receiver.providers = []
    receiver.trace_number = "STAT0001"
    receiver.statuses = [StatusDetail(codes=(StatusCode("E1", "0"),), date=dt.date(2026, 1, 10))]
    (answer,) = status_answers(read_277(only_transaction(write_277s([record], facts()))))
    assert (answer.claim, answer.provider, answer.status_class) == (None, None, "error")
    assert answer.match_keys.trace_number == "STAT0001"


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        *((category, "final") for category in ("F0", "F1", "F2", "F3", "F3F", "F3N", "F4", "F5")),
        *((f"P{number}", "pending") for number in range(6)),
        *((f"R{number}", "request") for number in range(18)),
        ("RQ", "request"),
        ("A4", "not_found"),
        ("D0", "not_found"),
        ("E0", "error"),
        ("A1", "received"),
        ("", "unknown"),
        ("F", "unknown"),
        ("X0", "unknown"),
        ("F1234", "unknown"),
    ],
)
def test_a_category_says_where_a_claim_stands(category: str, expected: StatusClass) -> None:
    assert status_class(category) == expected
    assert expected not in {"final", "pending"} or category in CATEGORY_MEANINGS


def test_the_first_status_decides_and_the_others_add() -> None:
    denied = StatusDetail(codes=(StatusCode("F2", "88"), StatusCode("A1", "20")))
    claim = reported_claim(statuses=[denied, paid()])
    assert (claim.status_class, claim.statuses[0].category) == ("final", "F2")
    assert reported_claim(statuses=[]).status_class == "unknown"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("HL*3*2*19", "HL*3*1*19", "hl.parent"),
        ("HL*3*2*19", "HL*3*2*22", "hl.level"),
        ("HL*4*3*22", "HL*9*3*22", "hl.sequence"),
        ("TRN*1*", "QQQ*1*", "segment.unknown"),
        ("HL*2*1*21*1~", "HL*2*1*21*1~SVC*HC:99213*1~", "segment.place"),
        ("AMT*T3*150~", "AMT*T3*1.505~", "money.unreadable"),
    ],
)
def test_a_malformed_request_is_read_with_findings_and_written_back(old: str, new: str, rule: str) -> None:
    payload = write_276s([request()], facts())
    assert old.encode() in payload
    damaged = read_276(only_transaction(payload.replace(old.encode(), new.encode(), 1)))
    assert rule in {finding.rule for finding in damaged.findings}
    again = read_276(only_transaction(write_276s([damaged], facts())))
    assert plain(again) == plain(damaged)


def test_a_delimiter_in_data_is_refused_by_loop_and_element() -> None:
    with pytest.raises(CannotWrite, match="2200D TRN02"):
        write_276s([request([asked_claim("A*B")])], facts())
