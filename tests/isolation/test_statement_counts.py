"""How many statements each operation sends: a number that changes by intention, never because a list grew."""

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio

from api.kit.settings import Settings
from tests.builders import encounters
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.isolation.exercisers import EXERCISERS, PRACTICE
from tests.isolation.places import kind_of
from tests.isolation.sites import open_ground
from tests.isolation.statement_counts import GROWING, STATEMENTS
from tests.isolation.walk import fill, recorded_statements

ROUNDS = 3
IN_THE_READING_STATEMENT = re.compile(r"^with .*\ba as \(insert into \w*audit_record ", re.DOTALL)
BESIDE_THE_READ = {
    "GET /v1/practices/{practice_id}/payers": "the organization's payers: nobody's data",
    "GET /v1/practices/{practice_id}/payers/{payer_id}/contracts": "deadlines of a contract: nobody's data",
    "GET /v1/practices/{practice_id}/ledger/periods": "months: nobody's data",
    "GET /v1/practices/{practice_id}/fees/agreements": "what the practice pays for: nobody's data",
    "GET /v1/practices/{practice_id}/fees/agreements/{agreement_id}": "as above",
    "GET /v1/practices/{practice_id}/fees/preview": "sums of a month, by several statements",
    "GET /v1/practices/{practice_id}/fees/entries": "cents of a fee and the ids they hang on",
}
"""Reads in a practice whose audit row is a statement of its own, in the same transaction, and why that will do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Of each operation: how many statements it sent, and the last ones."""

    numbers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    last: dict[str, tuple[str, ...]] = field(default_factory=dict)


@pytest_asyncio.fixture
async def sent(clean_database: Database, settings: Settings) -> AsyncIterator[Sent]:
    """Statements of each operation: the first round warms up, each later one finds more rows than the one before."""
    del clean_database
    # However slow the machine: a look for newer keys would stand out among the statements of one request.
    async with open_ground(settings.model_copy(update={"key_refresh_seconds": 3600})) as ground:
        ground.mine.world.services.tokens._read_at = float("inf")
        noted = Sent()
        for ground.mine.round in range(ROUNDS):
            async for exerciser, answer in fill(ground.mine, EXERCISERS):
                assert answer.status < 400, f"{exerciser.operation}: {answer.body!r}"
                if ground.mine.round > 0:  # keys opened in the first are remembered
                    noted.numbers[exerciser.operation].add(len(answer.statements))
                    noted.last[exerciser.operation] = answer.statements
        yield noted


async def test_each_operation_sends_as_many_statements_as_written_down_and_reads_write_their_row_in_the_reading_one(
    sent: Sent,
) -> None:
    beside = {
        operation
        for operation, statements in sent.last.items()
        if operation.split("/")[2] == PRACTICE
        and kind_of(operation) != "write"
        and not any(IN_THE_READING_STATEMENT.search(statement) for statement in statements)
    }
    assert beside == set(BESIDE_THE_READ), "a read of a patient's data writes its audit row in its own statement"
    counts = sent.numbers
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
