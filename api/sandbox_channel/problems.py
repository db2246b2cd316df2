"""Why the sandbox's calendar is refused.

Conflict 409
├── NotATestPractice
└── CalendarTooFar
"""

from api.kit.problems import Conflict


class NotATestPractice(Conflict):
    """A live practice bills real payers; the sandbox has nothing to do with it."""

    slug, title = "not-a-test-practice", "Only a test practice has a sandbox payer"


class CalendarTooFar(Conflict):
    """The sandbox's day would be further ahead than any scenario needs."""

    slug, title = "calendar-too-far", "The sandbox's calendar cannot go that far ahead"
