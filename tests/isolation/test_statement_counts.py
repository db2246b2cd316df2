"""How many statements each operation sends: a number that changes by intention, never because a list grew."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator

import pytest_asyncio

from api.kit.settings import Settings
from tests.builders import encounters
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.isolation.exercisers import EXERCISERS
from tests.isolation.sites import open_ground
from tests.isolation.statement_counts import GROWING, STATEMENTS
from tests.isolation.walk import fill, recorded_statements

ROUNDS = 3
Counts = dict[str, set[int]]


@pytest_asyncio.fixture
async def counts(clean_database: Database, settings: Settings) -> AsyncIterator[Counts]:
    """Statements of each operation: the first round warms up, each later one finds more rows than the one before."""
    del clean_database
    async with open_ground(settings) as ground:
        counted: Counts = defaultdict(set)
        for ground.mine.round in range(ROUNDS):
            async for exerciser, answer in fill(ground.mine, EXERCISERS):
                assert answer.status < 400, f"{exerciser.operation}: {answer.body!r}"
                if ground.mine.round > 0:  # keys opened in the first are remembered
                    counted[exerciser.operation].add(len(answer.statements))
        yield counted


async def test_each_operation_sends_as_many_statements_as_written_down(counts: Counts) -> None:
    grown = {operation for operation, numbers in counts.items() if len(numbers) > 1}
    assert grown == set(GROWING)
    found = {operation: max(numbers) for operation, numbers in counts.items() if operation not in GROWING}
    unwritten = [
        f'"{operation}": {number},' for operation, number in found.items() if number != STATEMENTS.get(operation)
    ]
    assert not unwritten, "\n".join(["found, and not so in the table:", *unwritten])
    assert set(STATEMENTS) == set(found)


async def test_a_batch_takes_as_many_statements_for_one_claim_as_for_many(world: World) -> None:
    # One job at a time: an answer that overtakes another costs a statement more or less.
    world.settings = world.settings.model_copy(update={"worker_concurrency": 1})
    practice = await world.practice()
    await encounters.register(world, practice)
    await _cycle(world, practice, ["warm up"])
    one = await _cycle(world, practice, ["first"])
    many = await _cycle(world, practice, [f"visit {number}" for number in range(6)])
    assert len(one) > 0
    assert dict(Counter(many) - Counter(one)) == {}


async def _cycle(world: World, practice: PracticeWorld, visits: list[str]) -> list[str]:
    """Bill visits and submit them; what the jobs sent until their payment was posted, the queue's own left out."""
    for visit in visits:
        await encounters.bill(practice, external_id=visit, note=f"SBX {visit}")  # else they are duplicates
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    with recorded_statements() as sent:
        await world.work()
    paid = (await practice.ehr.get(practice.path("/claims"), state="paid")).json()["items"]
    assert len(visits) <= len(paid)
    return [statement for statement in sent if "procrastinate" not in statement]
