"""What can go wrong with denials.

Conflict
├── DenialClosed 409
├── NothingOpen 409
├── MoreThanOpen 409
├── NoAppeal 409
├── TooLate 409
├── AppealPending 409
└── AppealDecided 409
Unprocessable
└── DayImpossible 422
"""

from datetime import date

from api.kit.problems import Conflict, Unprocessable, field_error


class DenialClosed(Conflict):
    """The denial is no longer open: corrected, reversed, overturned, superseded or written off."""

    slug, title = "denial-closed", "The denial is no longer open"

    def __init__(self, state: str) -> None:
        super().__init__(f"It is {state.replace('_', ' ')}", state=state)


class NothingOpen(Conflict):
    """Nothing is owed by the insurance on the denial's line."""

    slug, title = "nothing-open", "Nothing is open to write off"


class MoreThanOpen(Conflict):
    """More than is left of the denial and still owed on its line; `open_cents` says what that is."""

    slug, title = "more-than-open", "More than is open would be written off"

    def __init__(self, open_cents: int) -> None:
        message = "Is more than what is open of the denial"
        super().__init__(errors=[field_error("/body/cents", "more_than_open", message)], open_cents=open_cents)


class NoAppeal(Conflict):
    """The payer said that its decision takes none; `errors` says how."""

    slug, title = "no-appeal", "This denial takes no appeal"

    def __init__(self, code: str, why: str) -> None:
        super().__init__(errors=[field_error("/body/kind", code, why)])


class TooLate(Conflict):
    """It was sent after the payer's last day and no reason for being late was given."""

    slug, title = "too-late", "The payer's last day had passed"

    def __init__(self, last_day: date) -> None:
        message = "Was after the last day; a late_reason says why the payer should take it"
        super().__init__(errors=[field_error("/body/sent_on", "too_late", message)], last_day=last_day.isoformat())


class AppealPending(Conflict):
    """One of the same kind waits for its outcome."""

    slug, title = "appeal-pending", "An appeal or reopening of this denial waits for its outcome"


class AppealDecided(Conflict):
    """The outcome is there already."""

    slug, title = "appeal-decided", "The outcome is recorded"


class DayImpossible(Unprocessable):
    """Before what it answers, or in the future."""

    slug, title = "day-impossible", "The day can't be"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(errors=[field_error(f"/body/{field}", "day_impossible", message)])
