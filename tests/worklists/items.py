"""Items as stages put them on the list."""

from typing import Any
from uuid import UUID

from api.kit.ids import new_id
from api.worklists import NewItem, close_items, open_items, set_items
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.world import PracticeWorld, World


def item(subject_id: UUID | None = None, **more: Any) -> NewItem:
    usual: dict[str, Any] = {"kind": "bill_secondary", "subject_kind": "claim", "subject_id": subject_id or new_id()}
    return NewItem(**usual | more)


async def put(world: World, practice: PracticeWorld, *items: NewItem) -> None:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        await open_items(work, items)


async def put_again(world: World, practice: PracticeWorld, *items: NewItem) -> None:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        await set_items(work, items)


async def settle(world: World, practice: PracticeWorld, kind: str, *subjects: UUID) -> None:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        await close_items(work, kind, subjects, "the 835 came")


async def listed(practice: PracticeWorld, **params: Any) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/work-items"), **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
