"""Dates as files carry them: CCYYMMDD (format D8) and CCYYMMDD-CCYYMMDD (RD8)."""

import datetime as dt
from datetime import date
from functools import lru_cache
from typing import Final

# Stands for a moment that cannot be read.
UNKNOWN_MOMENT: Final = dt.datetime.min  # noqa: DTZ901 - X12 clocks have no zone
_DATE_LENGTH: Final = 8


@lru_cache(maxsize=8_192)
def parse_date(text: str) -> date | None:
    """Read CCYYMMDD; None for anything that is no day of the calendar (`20990080` occurs)."""
    if len(text) != _DATE_LENGTH or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def parse_period(text: str) -> tuple[date | None, date | None]:
    """Read D8 or RD8 as first and last day; a single day is both."""
    first, dash, last = text.partition("-")
    start = parse_date(first)
    return (start, parse_date(last)) if dash else (start, start)


def format_date(value: date) -> str:
    """Write CCYYMMDD."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"
