"""Stored answers are deleted when their day is over; what is younger, and what is a neighbor's, stays."""

import pytest

from tenants.idempotency import store
from tenants.owner import Owner
from tenants.retention import expire_answers
from tenants.retention.jobs import expire
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import World

LEFT = "select tenant_id, count(*) from practice_idempotency group by 1"
AGE = "update practice_idempotency set expires_at = now() - interval '1 second' where tenant_id = %s"


async def test_the_job_deletes_what_has_expired_of_every_owner(world: World, database: Database) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    for practice in (elm, oak):
        for number in range(3):
            await practice.ehr.post(
                practice.path("/patients"), patient(external_id=f"MRN-{number}"), key=f"key-{number}"
            )
    database.as_superuser(AGE, [elm.id])
    organizations = "select count(*) from organization_idempotency"
    assert database.as_superuser(organizations)[0][0] > 0
    database.as_superuser("update organization_idempotency set expires_at = now() - interval '1 second'")
    await expire(world.services)
    assert database.as_superuser(LEFT) == [(oak.id, 3)]
    assert database.as_superuser(organizations) == [(0,)]
    noted = "select tenant_id, row_count from audit_record where action = 'idempotency.expire'"
    assert database.as_superuser(noted) == [(elm.id, 3)]
    again = await oak.ehr.post(oak.path("/patients"), patient(external_id="MRN-0"), key="key-0")
    assert again.headers["idempotency-replayed"] == "true"


async def test_many_go_in_batches(world: World, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = await world.practice()
    for number in range(5):
        await practice.ehr.post(practice.path("/patients"), patient(external_id=f"MRN-{number}"))
    database.as_superuser(AGE, [practice.id])
    for module in ("tenants.idempotency.store", "tenants.retention.expire"):
        monkeypatch.setattr(f"{module}.BATCH", 2)
    assert await expire_answers(world.services, Owner.practice(practice.id)) == 5
    assert await expire_answers(world.services, Owner.practice(practice.id)) == 0
    assert database.as_superuser(LEFT) == []
    assert store.BATCH == 2
