"""Which step may follow which, and from when on a practice's records may be destroyed. Pure."""

from datetime import date

FOLLOWS: dict[str, frozenset[str]] = {
    "none": frozenset({"notice"}),
    "notice": frozenset({"no_new_claims", "none"}),
    "no_new_claims": frozenset({"run_out", "none"}),
    "run_out": frozenset({"exported", "none"}),
    "exported": frozenset({"exported", "hold"}),
    "hold": frozenset({"exported", "shredded"}),
    "shredded": frozenset(),
}
"""By state. `none` withdraws the notice, until the export; an export may be repeated, since money arrives after it."""


def may_follow(state: str, step: str) -> bool:
    """Whether a step may be taken in a state."""
    return step in FOLLOWS[state]


def retained_until(last_day: date | None, years: int, *, is_test: bool) -> date | None:
    """The day before which records may not be destroyed.

    None: at any time, since the practice has no records, or is a test practice, whose records no law wants. A leap
    day's anniversary is the first of March.
    """
    if last_day is None or is_test:
        return None
    try:
        return last_day.replace(year=last_day.year + years)
    except ValueError:
        return date(last_day.year + years, 3, 1)
