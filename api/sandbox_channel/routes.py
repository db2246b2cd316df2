"""The sandbox payer's calendar."""

from api.sandbox_channel.calendar import advance_calendar, read_calendar
from api.sandbox_channel.problems import CalendarTooFar, NotATestPractice
from api.sandbox_channel.schemas import CalendarAdvance, CalendarOut
from tenants.routing import CurrentCall, practice_router

router = practice_router("sandbox")


@router.operation(
    "GET",
    "/sandbox/calendar",
    scope="claims:read",
    kind="read",
    summary="Read the sandbox payer's calendar",
    model=CalendarOut,
    problems=[NotATestPractice],
)
async def get_calendar(call: CurrentCall) -> CalendarOut:
    """Its day, and what is to come. Test practices only."""
    return await read_calendar(call)


@router.operation(
    "POST",
    "/sandbox/calendar/advance",
    scope="claims:write",
    kind="write",
    status=202,
    summary="Let days pass for the sandbox payer",
    model=CalendarOut,
    problems=[NotATestPractice, CalendarTooFar],
    example={"days": 30},
)
async def post_advance(call: CurrentCall, order: CalendarAdvance) -> CalendarOut:
    """Takebacks and later checks arrive on their days. Read the calendar back until its `state` is `still`."""
    return await advance_calendar(call, order.days)
