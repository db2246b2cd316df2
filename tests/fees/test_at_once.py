"""Postings, starts of agreements and the job, at once: each collection is charged, and once."""

import asyncio

from api.events import NewEvent, record
from api.fees.jobs import price_what_waits
from api.kit.ids import new_id
from api.ledger import open_batch
from tenants.owner import Owner
from tenants.services import work_for
from tests.fees.books import START, Books, undone
from tests.harness.database import Database
from tests.ledger.test_periods import until_blocked


async def test_money_posted_while_its_agreement_starts_is_charged(books: Books, database: Database) -> None:
    paid, draft = books.paid(await books.claim(), 10_000), await books.draft()
    async with work_for(books.world.services, Owner.practice(books.practice.id), "job:test") as work:
        batch = await open_batch(work, "test", new_id(), START)
        await batch.add([paid])
        await record(work, [NewEvent("remittance.posted", "remittance", batch.id, {"ledger_batch_id": str(batch.id)})])
        starting = asyncio.create_task(books.start(draft))
        await until_blocked(database)
    assert (await starting).status_code == 200
    await books.world.work()
    assert await books.fees() == [500]
    assert await books.month() == (10_000, 500)


async def test_what_is_taken_back_before_the_job_has_priced_it_waits_for_its_price(books: Books) -> None:
    paid = books.paid(await books.claim(), 10_000)
    await books.post(paid)
    assert (await books.start(await books.draft())).status_code == 200
    # The job has not run: a taking back that was priced now would find nothing that was charged.
    await books.post(*undone([paid]))
    assert await books.fees() == []
    await books.world.work()
    assert await books.fees() == [500, -500]
    assert [entry["excluded_cents"] for entry in await books.entries()] == [0, 0]


async def test_the_job_run_many_times_beside_postings_charges_each_collection_once(books: Books) -> None:
    claims = [await books.claim() for _ in range(6)]
    for claim in claims[:3]:
        await books.post(books.paid(claim, 10_000))
    assert (await books.start(await books.draft())).status_code == 200
    job = price_what_waits
    runs = [job(books.world.services, practice_id=books.practice.id) for _ in range(3)]
    await asyncio.gather(*runs, *(books.post(books.paid(claim, 10_000)) for claim in claims[3:]))
    await books.world.work()
    assert await books.fees() == [500] * 6
    assert await books.month() == (60_000, 3_000)


async def test_a_sweep_of_what_is_priced_changes_nothing(books: Books) -> None:
    await books.agree()
    await books.post(books.paid(await books.claim(), 10_000))
    before = await books.entries()
    await price_what_waits(books.world.services, practice_id=books.practice.id)
    assert await books.entries() == before
