"""A practice taken through its leaving, step by step, as its organization does."""

from typing import Any

from tests.harness.world import PracticeWorld, World

STEPS = ("notice", "no_new_claims", "run_out", "exported", "hold", "shredded")


async def take(world: World, practice: PracticeWorld, *steps: str) -> dict[str, Any]:
    """Ask for steps one after the other and let the jobs take each; how far it has left then."""
    for step in steps:
        answer = await ask(world, practice, step)
        assert answer.status_code == 202, answer.text
        await world.work()
    return await leaving(world, practice)


async def ask(world: World, practice: PracticeWorld, step: str) -> Any:
    order = {"step": step, "reason": f"Contract ended: {step}"}
    return await world.staff.post(world.path(f"/practices/{practice.id}/offboarding"), order)


async def leaving(world: World, practice: PracticeWorld) -> dict[str, Any]:
    answer = await world.staff.get(world.path(f"/practices/{practice.id}/offboarding"))
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


async def decide(world: World, practice: PracticeWorld, **order: Any) -> Any:
    path = world.path(f"/practices/{practice.id}/retention")
    return await world.staff.post(path, {"reason": "Counsel asks"} | order)
