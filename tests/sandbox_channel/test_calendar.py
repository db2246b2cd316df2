"""The sandbox's calendar: later checks come when days pass, in their order, once."""

from typing import Any

import pytest

from api.kit.jobs import RESCUE_SECONDS, SILENT_SECONDS
from api.sandbox_channel import store
from api.sandbox_channel.deliver import deliver_next_day
from tests.builders.encounters import line
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World


async def _submit(world: World, practice: PracticeWorld) -> None:
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()


async def _remittances(practice: PracticeWorld) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/remittances"))
    answer.raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return sorted(items, key=lambda each: each["payment_date"])


async def test_a_takeback_and_its_debt_come_with_the_days(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 10B")
    await make_claim(world, practice, 2, note="SBX 01C DELAY=60", lines=[line(charge_cents=9_000)])
    await _submit(world, practice)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]
    before = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
    assert (before["offset_days"], before["state"], before["files_waiting"]) == (0, "still", 0)
    await world.advance(practice, 29)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]
    await world.advance(practice, 1)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000, 0]
    await world.advance(practice, 200)
    found = await _remittances(practice)
    assert [each["paid_cents"] for each in found] == [8_000, 0, 5_000]
    assert {each["state"] for each in found} == {"posted"}
    after = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
    assert (after["offset_days"], after["state"], after["next_due_on"]) == (230, "still", None)


async def test_days_that_real_time_brings_come_without_an_advance_of_their_own(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 01A")
    await _submit(world, practice)
    await world.advance(practice, 0)
    assert len(await _remittances(practice)) == 1


async def test_two_advances_at_once_add_up(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 01A DELAY=25")
    await _submit(world, practice)
    for days in (10, 15):
        answer = await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": days})
        assert (answer.status_code, answer.json()["state"]) == (202, "advancing")
    assert answer.json()["offset_days"] == 0
    await world.work()
    calendar = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
    assert (calendar["offset_days"], calendar["files_waiting"]) == (25, 0)
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]


async def test_a_day_is_not_delivered_before_the_one_before_it_is_taken_in(world: World) -> None:
    """A 22 that overtook its payment would wait in unapplied cash."""
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 10A DELAY=3")
    await _submit(world, practice)
    await world.advance(practice, 100)
    found = await _remittances(practice)
    assert [each["paid_cents"] for each in found] == [8_000, 0]
    matched = (await practice.ehr.get(practice.path("/claim-payments"))).json()["items"]
    assert [each["match_state"] for each in matched] == ["matched"] * 3


async def test_the_next_day_waits_longer_than_a_killed_workers_job_is_lost(world: World, database: Database) -> None:
    """Such a job is put back after 40 s; the calendar then goes on, and only a day that can't be taken in is passed."""
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 10A DELAY=3")
    await _submit(world, practice)
    (await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": 100})).raise_for_status()
    waiting = []
    for seconds in (0, 0, SILENT_SECONDS + RESCUE_SECONDS + 5, 600):
        database.sql(
            "app",
            "update sandbox_answer set delivered_at = delivered_at - %s * interval '1 second'"
            " where tenant_id = %s and interchange_id is not null",
            [seconds, practice.id],
            {"app.tenant": practice.id},
        )
        await deliver_next_day(world.services, practice.id)
        calendar = (await practice.ehr.get(practice.path("/sandbox/calendar"))).json()
        waiting.append(calendar["files_waiting"])
    first = waiting[0]
    assert waiting == [first, first, first, first - 1]


async def test_a_live_practice_has_no_calendar(world: World) -> None:
    practice = await billing_practice(world, mode="live")
    read = await practice.ehr.get(practice.path("/sandbox/calendar"))
    asked = await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": 1})
    for answer in (read, asked):
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "not-a-test-practice")


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (367, 422), ("1", 422), (366, 202)])
async def test_days_are_a_number_from_0_to_366(world: World, days: object, status: int) -> None:
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": days})
    assert answer.status_code == status


async def test_the_calendar_ends_after_ten_years(world: World) -> None:
    practice = await world.practice()
    path = practice.path("/sandbox/calendar/advance")
    statuses = [(await practice.ehr.post(path, {"days": 366})).status_code for _ in range(11)]
    assert statuses == [202] * 10 + [409]


async def test_a_delivery_that_breaks_off_brings_nothing_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1, note="SBX 01A DELAY=3")
    await _submit(world, practice)
    (await practice.ehr.post(practice.path("/sandbox/calendar/advance"), {"days": 3})).raise_for_status()

    async def break_off(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(store, "mark_delivered", break_off)
        with pytest.raises(ConnectionError):
            await deliver_next_day(world.services, practice.id)
    await world.work()
    assert [each["paid_cents"] for each in await _remittances(practice)] == [8_000]
    interchanges = (await world.staff.get(world.path("/interchanges"), limit=100)).json()["items"]
    assert len(interchanges) == 4  # TA1, 999, 277CA, 835
