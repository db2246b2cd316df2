"""Allocations on both receivables, and what takes them back: whole by a reversal, in part by a takeback."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from psycopg.errors import UniqueViolation

from api.kit.ids import new_id
from api.ledger import (
    Allocated,
    ClaimOpening,
    Entry,
    LineOpen,
    allocations_of,
    allocations_of_claims,
    check,
    open_batch,
    open_claims,
    receivable_of,
)
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.world import PracticeWorld, World

DAY = date(2026, 1, 5)


class Books:
    """One practice's ledger, written as a stage does."""

    def __init__(self, world: World, practice: PracticeWorld) -> None:
        self.world, self.practice = world, practice
        self.claim, self.patient, self.payer = new_id(), new_id(), new_id()

    async def open(self, cents: int) -> None:
        opening = ClaimOpening(self.claim, self.patient, self.payer, [(1, cents)], DAY)
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            await open_claims(work, [opening])

    async def post(self, entries: Sequence[Entry], source: str = "insurance") -> UUID:
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            batch = await open_batch(work, "test", new_id(), DAY, allocation_source=source)
            await batch.add(entries)
            return batch.id

    def entry(self, debit: str, credit: str, cents: int, **more: object) -> Entry:
        return Entry(debit, credit, cents, claim_id=self.claim, line_no=1, payer_id=self.payer, **more)  # type: ignore[arg-type]

    async def line(self) -> LineOpen:
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            assert await check(work.tx) == []
            return (await receivable_of(work, [self.claim], lock=True))[self.claim, 1]

    async def allocations(self) -> list[Allocated]:
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            return await allocations_of_claims(work, [self.claim])

    async def of_batch(self, batch_id: UUID) -> list[Allocated]:
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            return await allocations_of(work, batch_id)


@pytest.fixture
async def books(world: World) -> Books:
    made = Books(world, await world.practice())
    await made.open(15000)
    return made


async def test_what_insurer_and_patient_paid_is_kept_apart(books: Books) -> None:
    # 15000 = insurer 8000, CO-45 4500, PR-3 2500; the patient pays 2500, 1000 of it go back
    await books.post(
        [
            books.entry("undeposited_funds", "insurance_receivable", 8000),
            books.entry("contractual_adjustments", "insurance_receivable", 4500),
            books.entry("patient_receivable", "insurance_receivable", 2500),
        ]
    )
    paid = await books.post([books.entry("unapplied_cash", "patient_receivable", 2500)], "desk")
    [allocation] = await books.of_batch(paid)
    assert (allocation.receivable, allocation.source, allocation.standing_cents) == ("patient_receivable", "desk", 2500)
    refund = books.entry(
        "patient_receivable", "refunds_payable", 1000, unwinds=((allocation.id, 1000),), allocation_source="desk"
    )
    await books.post([refund])
    assert await books.line() == LineOpen(
        charge_cents=15000,
        insurance_receivable_cents=0,
        patient_receivable_cents=1000,
        insurance_paid_cents=8000,
        patient_paid_cents=1500,
        adjusted_cents=4500,
    )
    newest, before, _ = await books.allocations()
    assert (newest.cents, newest.source, newest.reverses) == (-1000, "desk", ((allocation.id, 1000),))
    assert (before.cents, before.standing_cents) == (2500, 1500)


async def test_a_reversal_takes_its_allocation_back_whole_and_once(books: Books) -> None:
    paid = books.entry("undeposited_funds", "insurance_receivable", 10000)
    await books.post([paid])
    [first] = await books.allocations()
    await books.post([paid.undone()])
    back, before = await books.allocations()
    assert (back.cents, back.reverses, before.standing_cents) == (-10000, ((first.id, 10000),), 0)
    assert (await books.line()).insurance_receivable_cents == 15000
    with pytest.raises(UniqueViolation):
        await books.post([paid.undone()])


async def test_a_takeback_that_is_given_back_leaves_what_was_paid_standing(books: Books) -> None:
    # 10000, of which a letter takes 4000; given back, 10000 stand again
    await books.post([books.entry("undeposited_funds", "insurance_receivable", 10000)])
    [first] = await books.allocations()
    letter = books.entry("insurance_receivable", "undeposited_funds", 4000, unwinds=((first.id, 4000),))
    await books.post([letter])
    assert (await books.allocations())[1].standing_cents == 6000
    await books.post([letter.undone()])
    given, taken, before = await books.allocations()
    assert (given.cents, given.reverses) == (4000, ((taken.id, 4000),))
    assert before.standing_cents == 10000


async def test_the_trial_balance_tells_what_moved_and_what_stands_by_month(books: Books) -> None:
    await books.post([books.entry("undeposited_funds", "insurance_receivable", 8000)])
    ehr, path = books.practice.ehr, books.practice.path("/ledger/accounts")
    items = (await ehr.get(path)).json()["items"]
    [month] = {item["month"] for item in items}
    found = {item["account"]: (item["debit_cents"], item["credit_cents"], item["balance_cents"]) for item in items}
    assert found == {
        "charges": (0, 15000, -15000),
        "insurance_receivable": (15000, 8000, 7000),
        "undeposited_funds": (8000, 0, 8000),
    }
    assert (await ehr.get(path, month=month[:7])).json()["items"] == items
    assert (await ehr.get(path, month="2020-02")).json()["items"] == []
    assert (await ehr.get(path, month="2020-02-10")).status_code == 422  # a month, as everywhere
