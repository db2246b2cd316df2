"""A reversal is an entry of its own that names what it undoes, also where entries are listed."""

from datetime import date

from api.kit.ids import new_id
from api.ledger import Entry, open_batch
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.database import Database
from tests.harness.world import World

REVERSAL = (
    "insert into ledger_reversal (tenant_id, entry_id, reverses_id, debit, credit, cents)"
    " values (%s, %s, %s, 'interest', 'suspense', 700)"
)


async def test_a_listed_entry_tells_which_one_it_reverses(world: World, database: Database) -> None:
    practice = await world.practice()
    first, second = Entry("suspense", "interest", 700), Entry("interest", "suspense", 700)
    for entry in (first, second):
        async with work_for(world.services, Owner.practice(practice.id), "job:test") as work:
            batch = await open_batch(work, "test", new_id(), date(2026, 1, 5))
            await batch.add([entry])
    database.sql("app", REVERSAL, [practice.id, second.id, first.id], {"app.tenant": practice.id})
    items = (await practice.ehr.get(practice.path("/ledger/entries"))).json()["items"]
    assert {item["id"]: item["reverses_id"] for item in items} == {
        str(second.id): str(first.id),
        str(first.id): None,
    }
