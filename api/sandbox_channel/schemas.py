"""Bodies of the sandbox's calendar."""

from datetime import date

from pydantic import Field

from api.kit.schemas import Input, Output

MAX_STEP_DAYS = 366
MAX_OFFSET_DAYS = 3_660


class CalendarAdvance(Input):
    """How many days to let pass; 0 brings what has become due as real days went by."""

    days: int = Field(strict=True, ge=0, le=MAX_STEP_DAYS)


class CalendarOut(Output):
    """Where the sandbox payer of the practice stands.

    `state`: `still`, or `advancing` while it writes and delivers what falls due up to `advancing_to`. `files_waiting`
    are written and not in the mailbox yet. `next_due_on` is the day of the next check that is certain, if any.
    """

    today: date
    offset_days: int = Field(description="How far its day is ahead of the practice's own")
    state: str
    advancing_to: date
    files_waiting: int
    next_due_on: date | None
