"""Generated files: what is written reads back, and damage ends in findings or NotX12, never in another exception."""

import datetime as dt
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import (
    Adjustment,
    ClaimPayment,
    Delimiters,
    NotX12,
    Reference,
    ServicePayment,
    canonical_hash,
    read_277ca,
    read_999,
    read_claims,
    read_file,
    read_remittance,
    write_claims,
    write_remittances,
)
from tests.x12.builders import (
    batch,
    billing,
    claim,
    claim_payment,
    facts,
    line,
    remittance,
    service_payment,
    subscriber,
)
from tests.x12.equality import without_places

_TEXT = st.text(string.ascii_uppercase + string.digits + " ", min_size=1, max_size=20).map(str.strip).filter(bool)
_CENTS = st.integers(-(10**9), 10**9)
_MARKS = st.lists(st.sampled_from("*^:~|><!;\x1c\x1d\x1e"), min_size=4, max_size=4, unique=True).map(
    lambda marks: Delimiters(*marks)
)
_READERS = {"835": read_remittance, "837": read_claims, "999": read_999, "277": read_277ca}
_TARGETS = (
    write_remittances([remittance(), remittance([claim_payment("CLM0002")], control_number="0002")], facts()),
    write_claims([batch()], facts()),
)


@st.composite
def _services(draw: st.DrawFn) -> ServicePayment:
    adjustments = draw(
        st.lists(st.builds(Adjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), _TEXT, _CENTS), max_size=9)
    )
    paid = draw(_CENTS)
    return service_payment(
        charge_cents=paid + sum(adjustment.cents for adjustment in adjustments),
        paid_cents=paid,
        adjustments=adjustments,
        references=[Reference("6R", draw(_TEXT))],
    )


@st.composite
def _claim_payments(draw: st.DrawFn) -> ClaimPayment:
    services = draw(st.lists(_services(), min_size=1, max_size=3))
    return claim_payment(
        draw(_TEXT),
        charge_cents=sum(service.charge_cents for service in services),
        paid_cents=sum(service.paid_cents for service in services),
        payer_claim_id=draw(_TEXT),
        services=services,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_claim_payments(), max_size=4), _MARKS)
def test_generated_remittances_read_back_under_any_delimiters(claims: list[ClaimPayment], marks: Delimiters) -> None:
    record = remittance(claims)
    (transaction,) = read_file(write_remittances([record], facts(), marks)).transactions()
    again = read_remittance(transaction)
    assert again.findings == []
    assert without_places(again) == without_places(record)
    assert canonical_hash(again) == canonical_hash(record)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=5), _TEXT, _MARKS, st.dates(dt.date(1990, 1, 1)))
def test_generated_claims_read_back_under_any_delimiters(
    charges: list[int], claim_id: str, marks: Delimiters, day: dt.date
) -> None:
    lines = [line(cents, number) for number, cents in enumerate(charges, 1)]
    record = batch([billing([subscriber(claims=[claim(claim_id, lines)], birth_date=day)])])
    (transaction,) = read_file(write_claims([record], facts(), marks)).transactions()
    again = read_claims(transaction)
    assert again.findings == []
    assert without_places(again) == without_places(record)


def _survives(payload: bytes) -> None:
    try:
        file = read_file(payload)
    except NotX12:
        return
    for transaction in file.transactions():
        assert list(read_file(transaction.standalone()).transactions())
        reader = _READERS.get(transaction.set_id)
        if reader is not None:
            reader(transaction)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_TARGETS), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6))
def test_flipped_bytes_end_in_findings(target: bytes, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(target)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    _survives(bytes(damaged))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(_TARGETS), st.integers(0, 2_000), st.integers(0, 2_000))
def test_cuts_end_in_findings(target: bytes, start: int, length: int) -> None:
    _survives(target[:start] + target[start + length :])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_binary_is_not_x12(payload: bytes) -> None:
    _survives(payload)
    _survives(_TARGETS[0][:106] + payload)


@settings(max_examples=40, deadline=None)
@given(st.integers(107, len(_TARGETS[0]) - 1))
def test_a_truncated_file_blocks_what_it_cuts(length: int) -> None:
    for transaction in read_file(_TARGETS[0][:length]).transactions():
        assert transaction.is_blocked
