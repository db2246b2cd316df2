"""Generated requests and responses read back under any delimiters."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import (
    Amount,
    ClaimInquiry,
    ClaimStatusReport,
    DatePeriod,
    Delimiters,
    LineInquiry,
    LineStatusReport,
    Procedure,
    Reference,
    StatusCode,
    StatusDetail,
    read_276,
    read_277,
    write_276s,
    write_277s,
)
from tests.x12.builders import facts
from tests.x12.records import CENTS, MARKS, TEXT, only_transaction, plain
from tests.x12.status.builders import request, response

_DAYS = st.dates(dt.date(1990, 1, 1))
_MAYBE_DAY = st.one_of(st.none(), _DAYS)
_MAYBE_CENTS = st.one_of(st.none(), CENTS)
_CODES = st.builds(StatusCode, st.sampled_from(["F1", "P2", "R10", "A4"]), TEXT, st.sampled_from(["", "PR", "IL"]))
_STATUSES = st.builds(
    StatusDetail,
    codes=st.lists(_CODES, min_size=1, max_size=3).map(tuple),
    date=_MAYBE_DAY,
    charge_cents=_MAYBE_CENTS,
    paid_cents=_MAYBE_CENTS,
    adjudicated_on=_MAYBE_DAY,
    paid_on=_MAYBE_DAY,
    check_number=st.one_of(st.just(""), TEXT),
    message=st.one_of(st.just(""), TEXT),
)
_CLAIM = {
    "trace_number": TEXT,
    "references": st.lists(st.builds(Reference, st.sampled_from(["EJ", "1K", "BLT"]), TEXT), max_size=3),
    "dates": st.lists(_DAYS.map(lambda day: DatePeriod("472", day, day)), max_size=1),
}
_LINE = {
    "procedure": st.builds(Procedure, st.sampled_from(["HC", "NU"]), TEXT),
    "charge_cents": CENTS,
    "units": st.one_of(st.none(), st.integers(0, 99).map(Decimal)),
}
_ASKED = st.builds(
    ClaimInquiry,
    **_CLAIM,
    amounts=st.lists(st.builds(Amount, st.just("T3"), CENTS), max_size=1),
    lines=st.lists(st.builds(LineInquiry, **_LINE), max_size=2),
)
_REPORTED = st.builds(
    ClaimStatusReport,
    **_CLAIM,
    statuses=st.lists(_STATUSES, max_size=2),
    lines=st.lists(
        st.builds(LineStatusReport, **_LINE, paid_cents=_MAYBE_CENTS, statuses=st.lists(_STATUSES, max_size=2)),
        max_size=2,
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_ASKED, max_size=3), MARKS)
def test_generated_requests_read_back_under_any_delimiters(claims: list[ClaimInquiry], marks: Delimiters) -> None:
    record = request(claims)
    again = read_276(only_transaction(write_276s([record], facts(), marks)))
    assert again.findings == []
    assert plain(again) == plain(record)


@settings(max_examples=40, deadline=None)
@given(st.lists(_REPORTED, max_size=3), MARKS)
def test_generated_responses_read_back_under_any_delimiters(claims: list[ClaimStatusReport], marks: Delimiters) -> None:
    record = response(claims)
    again = read_277(only_transaction(write_277s([record], facts(), marks)))
    assert again.findings == []
    assert plain(again) == plain(record)
