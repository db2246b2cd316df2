"""How many statements each operation sends: a number that changes by intention, never because a list grew."""

from collections import defaultdict
from collections.abc import AsyncIterator

import pytest_asyncio

from api.kit.settings import Settings
from tests.harness.database import Database
from tests.isolation.exercisers import EXERCISERS
from tests.isolation.sites import open_ground
from tests.isolation.statement_counts import GROWING, STATEMENTS
from tests.isolation.walk import fill

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
    grown = {operation: numbers for operation, numbers in counts.items() if len(numbers) > 1}
    assert set(grown) == set(GROWING)
    assert {operation: numbers.pop() for operation, numbers in counts.items() if operation not in GROWING} == STATEMENTS
