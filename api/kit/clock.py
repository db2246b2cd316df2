"""The one place that reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of `instant` in a practice's time zone (an IANA name)."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def month_of(day: date) -> date:
    """The first day of `day`'s month: how a period is named."""
    return day.replace(day=1)
