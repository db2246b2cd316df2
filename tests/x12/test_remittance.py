"""What an 835 says, when it adds up, and when two of them say the same."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from api.x12 import (
    Adjustment,
    CannotWrite,
    ClaimPayment,
    DateReference,
    Procedure,
    ProviderAdjustment,
    Reference,
    Remark,
    Remittance,
    RemittanceReader,
    balance,
    canonical_hash,
    check_key,
    content_hash,
    read_file,
    read_remittance,
    write_remittances,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import claim_payment, facts, remittance, service_payment
from tests.x12.equality import without_places


def _written(record: Remittance) -> bytes:
    return write_remittances([record], facts())


def _read(payload: bytes) -> Remittance:
    (transaction,) = read_file(payload).transactions()
    return read_remittance(transaction)


def _changed(old: str, new: str) -> Remittance:
    payload = _written(remittance())
    assert old.encode() in payload
    return _read(payload.replace(old.encode(), new.encode(), 1))


def _reasons(record: Remittance) -> set[str | None]:
    return {finding.reason for finding in record.findings if finding.blocking}


def _pair(code: str, cents: int, reference: str = "CLM0001") -> ProviderAdjustment:
    return ProviderAdjustment(
        provider_id="1234567893", fiscal_date=dt.date(2026, 12, 31), code=code, reference=reference, cents=cents
    )


def test_the_judge_accepts_what_is_written_and_it_reads_back() -> None:
    record = remittance(
        [
            claim_payment(services=[service_payment(remarks=[Remark("HE", "N130")])]),
            claim_payment("CLM0002", adjustments=[Adjustment("CO", "45", 7_000)], services=[]),
        ],
        [_pair("WO", 4_000), _pair("L6", -150)],
    )
    payload = _written(record)
    assert judge(payload).is_accepted
    assert without_places(_read(payload)) == without_places(record)
    assert _read(payload).findings == []


def test_more_than_six_provider_adjustments_take_several_segments() -> None:
    # Not judged: pyx12 counts a second PLB as a second footer, which its own map allows.
    record = remittance(provider_adjustments=[_pair("CS", n + 1, f"R{n}") for n in range(8)])
    assert _written(record).count(b"~PLB*") == 2
    assert _read(_written(record)).provider_adjustments == record.provider_adjustments


def test_the_typed_view_gives_the_words_of_the_trade() -> None:
    record = _read(_written(remittance()))
    (claim,) = record.claims
    (service,) = claim.services
    assert record.header.payee.tax_id == "123456789"
    assert record.header.payment_date == dt.date(2026, 1, 20)
    assert claim.patient is not None
    assert claim.patient.last_name == "DOE"
    assert not claim.is_reversal
    assert service.procedure == Procedure("HC", "99213", ("25",))
    assert service.line_reference == "LINE1"
    assert service.allowed_cents == 10_500
    assert service.service_date == dt.date(2026, 1, 5)
    assert service.units == Decimal(1)


def test_gaps_between_adjustment_triplets_are_legal() -> None:
    (claim,) = _changed("CAS*CO*45*45~CAS*PR*3*25", "CAS*CO*45*45**253*0~CAS*PR*3*25**2*0*1.5").claims
    assert claim.services[0].adjustments == [
        Adjustment("CO", "45", 4_500),
        Adjustment("CO", "253", 0),
        Adjustment("PR", "3", 2_500),
        Adjustment("PR", "2", 0, Decimal("1.5")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "levels"),
    [
        ("SVC*HC:99213:25*150*80*", "SVC*HC:99213:25*150*80.01*", {"line": -1}),
        ("SVC*HC:99213:25*150*80*", "SVC*HC:99213:25*150.01*80.01*", {"claim": -1}),
        ("CLP*CLM0001*1*150*80*", "CLP*CLM0001*1*150*80.01*", {"claim": -1, "check": 1}),
        ("BPR*I*80*", "BPR*I*79.99*", {"check": 1}),
    ],
)
def test_a_cent_off_is_found_at_its_level(old: str, new: str, levels: dict[str, int]) -> None:
    record = _changed(old, new)
    found = {f.level: f.difference_cents for f in record.findings if f.reason == "unbalanced"}
    assert found == levels
    assert [f.rule for f in balance(record)] == [f"balance.{level}" for level in levels]


def test_provider_adjustments_lower_the_check_when_positive() -> None:
    record = remittance(provider_adjustments=[_pair("WO", 4_000)])
    assert record.header.payment.cents == 4_000
    assert balance(record) == []
    record.provider_adjustments[0].cents = -4_000
    (finding,) = balance(record)
    assert (finding.level, finding.difference_cents) == ("check", 8_000)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BPR*I*80*", "BPR*I*80.001*"),
        ("BPR*I*80*", "BPR*I**"),
        ("CLP*CLM0001*1*150*80*", "CLP*CLM0001*1*15O*80*"),
        ("CAS*CO*45*45", "CAS*CO*45"),
        ("SVC*HC:99213:25*150*80*", "SVC*HC:99213:25**80*"),
    ],
)
def test_unreadable_money_blocks(old: str, new: str) -> None:
    assert "money_unreadable" in _reasons(_changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("*20260120~TRN", "*20990080~TRN", "date.unreadable"),
        ("DTM*472*20260105", "DTM*472*20261305", "date.unreadable"),
        ("SVC*HC:99213:25", "SVC*HC>99213>25", "composite.separator"),
        ("AMT*B6*105", "AMT*B6*lots", "amount.unreadable"),
        ("REF*6R*LINE1", "ZZZ*6R*LINE1", "segment.unknown"),
    ],
)
def test_what_does_not_touch_the_balance_only_warns(old: str, new: str, rule: str) -> None:
    record = _changed(old, new)
    assert [(finding.rule, finding.severity) for finding in record.findings] == [(rule, "warning")]


def test_an_unreadable_date_falls_back_to_the_production_date_and_is_kept() -> None:
    record = _changed("*20260120~TRN", "*20990080~TRN")
    assert record.header.payment.date is None
    assert record.header.payment.date_text == "20990080"
    assert record.header.payment_date == dt.date(2026, 1, 20)
    assert b"*20990080~TRN" in _written(record)


def test_a_finding_never_shows_the_value() -> None:
    (finding,) = [f for f in _changed("BPR*I*80*", "BPR*I*SMITH*").findings if f.rule == "money.unreadable"]
    assert finding.value_masked == "AAAAA"
    assert "SMITH" not in str(finding)


def test_unmodelled_segments_are_kept() -> None:
    record = _changed("REF*6R*LINE1", "ZZZ*6R:A*LINE1")
    assert b"ZZZ*6R:A*LINE1" in _written(record)


def test_claims_come_one_by_one_and_the_rest_when_they_are_through() -> None:
    record = remittance([claim_payment(f"CLM{n:04d}") for n in range(2_000)], [_pair("WO", 1)])
    (transaction,) = read_file(_written(record)).transactions()
    reader = RemittanceReader(transaction)
    claims = reader.claims()
    assert next(claims).claim_id == "CLM0000"
    assert reader.provider_adjustments == []
    assert sum(1 for _ in claims) == 1_999
    assert [pair.cents for pair in reader.provider_adjustments] == [1]
    assert reader.findings == []


def _reordered(record: Remittance) -> Remittance:
    claims = [
        msgspec.structs.replace(
            claim,
            services=[
                msgspec.structs.replace(service, adjustments=service.adjustments[::-1])
                for service in claim.services[::-1]
            ],
            header=None,
        )
        for claim in record.claims[::-1]
    ]
    pairs = record.provider_adjustments[::-1]
    return msgspec.structs.replace(record, claims=claims, provider_adjustments=pairs)


def test_order_envelope_and_number_format_do_not_change_the_content() -> None:
    record = remittance([claim_payment(), claim_payment("CLM0002")], [_pair("WO", 1), _pair("CS", 2)])
    other = write_remittances([_reordered(record)], facts("000000999", receiver="ELSEWHERE"))
    other = other.replace(b"*150*80*", b"*150.00*080.0*").replace(b"CAS*CO*45*45~", b"CAS*CO*45*45.00~")
    again = _read(other)
    assert canonical_hash(again) == canonical_hash(record)
    assert check_key(again.header, "") == check_key(record.header, "")


@pytest.mark.parametrize(
    "changed",
    [
        claim_payment(payer_claim_id="OTHER"),
        claim_payment(status="2"),
        claim_payment(services=[service_payment(references=[Reference("6R", "LINE2")])]),
        claim_payment(services=[service_payment(adjustments=[Adjustment("CO", "45", 7_000)])]),
        claim_payment(dates=[DateReference("050", dt.date(2026, 1, 6))]),
    ],
)
def test_any_other_value_changes_the_content(changed: ClaimPayment) -> None:
    assert content_hash(changed) != content_hash(claim_payment())


def test_two_equal_claim_payments_are_not_one() -> None:
    once, twice = remittance([claim_payment()]), remittance([claim_payment(), claim_payment()])
    assert canonical_hash(once) != canonical_hash(twice)


def test_a_check_without_money_is_known_by_its_content() -> None:
    record = remittance()
    record.header.payment.method = "NON"
    first, second = check_key(record.header, "content a"), check_key(record.header, "content b")
    assert first.trace_number == "content a"
    assert first.digest != second.digest


@pytest.mark.parametrize("value", ["A*B", "A~B", "A:B", "A^B", "ÉTÉ", "A\nB"])
def test_a_delimiter_or_foreign_character_in_data_is_refused(value: str) -> None:
    with pytest.raises(CannotWrite, match="2100 CLP01") as caught:
        _written(remittance([claim_payment(value)]))
    assert value not in str(caught.value)


def test_no_segment_ends_with_an_empty_element() -> None:
    assert b"*~" not in _written(remittance([claim_payment(services=[], names=[])]))


def test_an_amount_nobody_can_read_blocks_behind_a_thousand_warnings() -> None:
    unknown = "QQQ*1~" * 1_500
    record = _changed("CLP*CLM0001*1*150*80*", f"{unknown}CLP*CLM0001*1*150*eighty*")
    assert "money_unreadable" in _reasons(record)
    assert sum(not finding.blocking for finding in record.findings) <= 1_001
