"""Money, quantities, dates and masks."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.x12 import format_cents, mask, parse_cents
from api.x12.dates import parse_date, parse_period
from api.x12.money import format_quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("1", 100),
        ("1.5", 150),
        ("1.50", 150),
        (".08", 8),
        ("-.08", -8),
        ("-1", -100),
        ("1.", 100),
        ("00012.30", 1_230),
        ("9999999999999999", 999_999_999_999_999_900),
    ],
)
def test_an_amount_reads_as_cents(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text", ["", "-", ".", "-.", "1.234", "1,00", "+1", "1e3", " 1", "1 ", "--1", "1.2.3", "١٢.٣٤", "12.٣٤", "NaN"]
)
def test_anything_else_is_unreadable(text: str) -> None:
    assert parse_cents(text) is None


@pytest.mark.parametrize(("cents", "text"), [(0, "0"), (8, ".08"), (-8, "-.08"), (150, "1.5"), (-10_000, "-100")])
def test_an_amount_is_written_without_idle_zeros(cents: int, text: str) -> None:
    assert format_cents(cents) == text


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_reads_back(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents


@given(st.decimals(0, 10**9, places=3, allow_nan=False))
def test_a_quantity_reads_back(value: Decimal) -> None:
    assert parse_quantity(format_quantity(value)) == value


def test_dates_that_do_not_exist_are_none() -> None:
    assert parse_date("20990080") is None
    assert parse_date("2026010") is None
    assert parse_date("20260229") is None
    assert parse_date("20240229") == dt.date(2024, 2, 29)
    assert parse_period("20260101-20260103") == (dt.date(2026, 1, 1), dt.date(2026, 1, 3))


def test_a_mask_shows_the_shape_only() -> None:
    assert mask("Doe-12 x") == "AAA-99 A"
    assert mask("9" * 30) == "9" * 24 + "..."
