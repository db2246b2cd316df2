"""The 837I: every loop written, accepted by the judge, and read back."""

import datetime as dt

import pytest

from api.x12 import (
    CannotWrite,
    CodedDiagnosis,
    Delimiters,
    InstitutionalBatch,
    InstitutionalClaimReader,
    ValueAmount,
    read_institutional_claims,
    write_institutional_claims,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import facts
from tests.x12.claim_837i.builders import claim, institutional, line, rich_batch, stay
from tests.x12.records import only_transaction, plain


def _read(payload: bytes) -> InstitutionalBatch:
    return read_institutional_claims(only_transaction(payload))


def test_the_judge_accepts_every_loop() -> None:
    verdict = judge(write_institutional_claims([rich_batch(), institutional(control_number="0002")], facts()))
    assert verdict.is_accepted, verdict.errors


def test_every_loop_reads_back() -> None:
    record = rich_batch()
    again = _read(write_institutional_claims([record], facts()))
    assert again.findings == []
    assert plain(again) == plain(record)


def test_a_claim_in_the_trades_words() -> None:
    (held,) = (
        _read(write_institutional_claims([institutional([stay()])], facts())).billing_providers[0].subscribers[0].claims
    )
    assert (held.type_of_bill, held.admitted_on, held.drg) == ("117", dt.date(2026, 1, 3), "247")
    assert held.statement is not None
    assert (held.statement.start, held.statement.end) == (dt.date(2026, 1, 3), dt.date(2026, 1, 5))
    assert held.other_payers[0].paid_cents == 8_400
    assert held.lines[0].line_reference == "LINE1"
    assert held.lines[0].adjudications[0].revenue_code == "0450"
    assert claim(dates=[]).admitted_on is None
    assert claim(dates=[]).statement is None


def test_the_iterator_gives_each_claim_with_its_loops() -> None:
    transaction = only_transaction(write_institutional_claims([rich_batch()], facts()))
    contexts = list(InstitutionalClaimReader(transaction).claims())
    assert [context.claim.claim_id for context in contexts] == ["CLM0009", "CLM0010"]
    assert [context.patient is not None for context in contexts] == [False, True]
    assert contexts[0].subscriber.claims == []


def test_codes_are_spread_over_segments_of_twelve() -> None:
    segments = [s.elements for s in only_transaction(write_institutional_claims([rich_batch()], facts())).segments()]
    counts = [len(elements) - 1 for elements in segments if elements[:1] == ("HI",) and "ABF" in elements[1]]
    assert counts == [12, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HI*BH:11:D8:20260103", "HI*BH:11:D8:20261303"),
        ("HI*BI:74:RD8:20260103-20260105", "HI*BI:74:RD8:20260103"),
        ("HI*BE:01:::1200.5", "HI*BE:01:::1.005"),
        ("HI*BG:09", "HI*BG:09:X"),
        ("HI*DR:247", "HI*DR:247*DR:248"),
        ("HI*ABJ:R079", "HI*QQ:R079"),
        ("HI*BBR:027034Z:D8:20260103", "HI*BBR:027034Z"),
    ],
)
def test_an_hi_that_cannot_be_held_is_kept_whole(old: str, new: str) -> None:
    payload = write_institutional_claims([institutional([stay()])], facts())
    assert old.encode() in payload
    record = _read(payload.replace(old.encode(), new.encode()))
    assert [finding.rule for finding in record.findings] == ["claim.health_code"]
    written = write_institutional_claims([record], facts(), Delimiters("*", "^", "|", "~"))
    assert new.replace(":", "|").encode() in written
    assert plain(_read(written)) == plain(record)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("CLM*CLM0001*", "CLM**", "claim.clm01"),
        ("LX*1~", "LX*2~", "line.sequence"),
        ("SV2*0450*HC:99283:25*150*", "SV2*0450*HC:99283:25*150.005*", "money.unreadable"),
        ("CL1*1*1*01~", "CR1*LB*140~", "segment.unknown"),
    ],
)
def test_a_malformed_claim_is_an_error(old: str, new: str, rule: str) -> None:
    payload = write_institutional_claims([institutional()], facts())
    assert old.encode() in payload
    record = _read(payload.replace(old.encode(), new.encode(), 1))
    assert rule in {finding.rule for finding in record.findings if finding.severity == "error"}


def test_a_delimiter_in_data_is_refused_by_loop_and_element() -> None:
    with pytest.raises(CannotWrite, match="2300 HI01"):
        write_institutional_claims(
            [institutional([claim(principal_diagnosis=CodedDiagnosis("ABK", "J02:9"))])], facts()
        )


def test_more_than_the_guide_allows_is_refused() -> None:
    for many in (
        claim(visit_reasons=[CodedDiagnosis("APR", "R509")] * 4),
        claim(values=[ValueAmount("01", 1)] * 25),
        claim(lines=[line(number=n) for n in range(1_000)]),
    ):
        with pytest.raises(CannotWrite, match="where the guide allows"):
            write_institutional_claims([institutional([many])], facts())
