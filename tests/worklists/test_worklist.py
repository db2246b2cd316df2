"""One open item a kind and subject; people find, take, note and close them."""

from datetime import date

import pytest

from api.kit.ids import new_id
from api.worklists.items import UnknownKindError
from tests.audit.chains import sealed
from tests.harness.database import Database
from tests.harness.world import World
from tests.worklists.items import item, listed, put, put_again, settle


async def test_an_item_that_is_open_stays_as_it_is_when_it_is_opened_again(world: World) -> None:
    practice, subject = await world.practice(), new_id()
    await put(world, practice, item(subject, cents=1500))
    await put(world, practice, item(subject, cents=9900), item(cents=700))
    assert sorted(each["cents"] for each in await listed(practice)) == [700, 1500]


async def test_an_item_that_is_set_takes_the_new_cents_and_day(world: World) -> None:
    practice, subject = await world.practice(), new_id()
    await put(world, practice, item(subject, cents=1500))
    await put_again(world, practice, item(subject, cents=9900, due_on=date(2026, 5, 1)), item(cents=700))
    assert [(each["cents"], each["due_on"]) for each in await listed(practice)] == [(9900, "2026-05-01"), (700, None)]


async def test_what_is_settled_is_closed_and_may_be_opened_anew(world: World) -> None:
    practice, subject = await world.practice(), new_id()
    await put(world, practice, item(subject), item(subject, kind="takeback"))
    await settle(world, practice, "bill_secondary", subject, new_id())
    [closed] = await listed(practice, state="done")
    assert (closed["kind"], closed["outcome"]) == ("bill_secondary", "the 835 came")
    await put(world, practice, item(subject))
    assert [each["kind"] for each in await listed(practice, state="open", kind="bill_secondary")] == ["bill_secondary"]


async def test_what_is_due_first_comes_first_over_all_pages(world: World) -> None:
    practice = await world.practice()
    days = [date(2026, 6, 1), None, date(2026, 4, 1), date(2026, 5, 1), None, date(2026, 4, 1)]
    await put(world, practice, *(item(due_on=day) for day in days))
    seen: list[str | None] = []
    cursor: dict[str, str] = {}
    for _ in range(len(days)):
        page = (await practice.ehr.get(practice.path("/work-items"), limit=1, **cursor)).json()
        seen += [each["due_on"] for each in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert page["next_cursor"] is None
    assert seen == ["2026-04-01", "2026-04-01", "2026-05-01", "2026-06-01", None, None]


async def test_the_list_is_narrowed_to_what_is_due_before_a_day(world: World) -> None:
    practice = await world.practice()
    await put(world, practice, item(due_on=date(2026, 4, 30)), item(due_on=date(2026, 5, 1)), item())
    assert [each["due_on"] for each in await listed(practice, due_before="2026-05-01")] == ["2026-04-30"]


async def test_a_cursor_of_another_filter_is_refused(world: World) -> None:
    practice = await world.practice()
    await put(world, practice, item(), item())
    page = (await practice.ehr.get(practice.path("/work-items"), limit=1)).json()
    answer = await practice.ehr.get(practice.path("/work-items"), state="open", cursor=page["next_cursor"])
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/cursor-invalid")


async def test_staff_see_the_items_of_every_practice_they_may_enter_and_no_other(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await put(world, elm, item(due_on=date(2026, 5, 2)))
    await put(world, oak, item(due_on=date(2026, 5, 1)))
    found = (await world.staff.get(world.path("/work-items"))).json()["items"]
    assert [each["practice_id"] for each in found] == [str(oak.id), str(elm.id)]
    of_elm = await world.client(kind="organization", scopes=["worklists:read"], granted_practice_ids=[str(elm.id)])
    found = (await of_elm.get(world.path("/work-items"))).json()["items"]
    assert [each["practice_id"] for each in found] == [str(elm.id)]


async def test_an_item_is_assigned_to_who_has_a_grant_in_the_practice_and_given_back(world: World) -> None:
    practice, other = await world.practice("Elm"), await world.practice("Oak")
    await put(world, practice, item())
    [found] = await listed(practice)
    path = practice.path(f"/work-items/{found['id']}/assign")
    insider = await world.client(
        kind="organization", scopes=["worklists:read"], granted_practice_ids=[str(practice.id)]
    )
    outsider = await world.client(kind="organization", scopes=["worklists:read"], granted_practice_ids=[str(other.id)])
    answer = await practice.ehr.post(path, {"assignee_id": insider.client_id})
    assert answer.json()["assignee_id"] == insider.client_id
    assert [each["id"] for each in await listed(practice, assignee_id=insider.client_id)] == [found["id"]]
    answer = await practice.ehr.post(path, {"assignee_id": outsider.client_id})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "assignee_unknown"
    assert (await practice.ehr.post(path, {"assignee_id": None})).json()["assignee_id"] is None


async def test_a_note_is_kept_sealed_and_read_back_by_whoever_opens_the_item(world: World, database: Database) -> None:
    practice = await world.practice()
    await put(world, practice, item())
    [found] = await listed(practice)
    path = practice.path(f"/work-items/{found['id']}")
    await practice.ehr.post(f"{path}/notes", {"content": "Jane Doe called"})
    await practice.ehr.post(f"{path}/notes", {"content": "The payer has the records"})
    notes = (await practice.ehr.get(path)).json()["notes"]
    assert [note["content"] for note in notes] == ["Jane Doe called", "The payer has the records"]
    assert notes[0]["created_by"] == practice.ehr.client_id
    [(kept,)] = database.as_superuser("select string_agg(encode(content, 'escape'), '') from work_note")
    assert "Jane" not in kept


async def test_a_closed_item_says_how_it_ended_and_takes_no_more_than_notes(world: World) -> None:
    practice = await world.practice()
    await put(world, practice, item())
    [found] = await listed(practice)
    path = practice.path(f"/work-items/{found['id']}")
    closed = (await practice.ehr.post(f"{path}/close", {"outcome": "not_needed", "note": "Billed by hand"})).json()
    assert (closed["state"], closed["outcome"], closed["notes"][0]["content"]) == (
        "done",
        "not_needed",
        "Billed by hand",
    )
    for rest, body in (("close", {"outcome": "done"}), ("assign", {"assignee_id": None})):
        answer = await practice.ehr.post(f"{path}/{rest}", body)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/work-item-closed")
    assert (await practice.ehr.post(f"{path}/notes", {"content": "For the file"})).status_code == 201


async def test_the_feed_tells_what_was_opened_and_closed(world: World) -> None:
    practice, subject = await world.practice(), new_id()
    await put(world, practice, item(subject, cents=1500))
    await settle(world, practice, "bill_secondary", subject)
    await sealed(world)
    told = [
        (event["kind"], event["data"]["subject_id"])
        for event in (await practice.ehr.get(practice.path("/events"))).json()["items"]
        if event["kind"].startswith("work_item")
    ]
    assert told == [("work_item.opened", str(subject)), ("work_item.closed", str(subject))]


def test_a_kind_that_the_worklist_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        item(kind="lunch")
