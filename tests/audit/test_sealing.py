"""Chains go on: after a restore to another server, and beside a chain that can't."""

import pytest

from api.audit.verify import verify
from api.events.jobs import NotSealedError, seal
from tests.audit.chains import CHAINS, filled, kinds, sealed
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import World

ELSEWHERE = 1 << 40
"""A transaction id that another server has given, long before this one will."""


async def test_a_chain_goes_on_after_a_restore_to_a_server_whose_transaction_ids_are_lower(
    world: World, database: Database
) -> None:
    practice = await world.practice()
    await practice.ehr.post(practice.path("/patients"), patient(external_id="MRN-A"))
    for tables in CHAINS.values():  # sealed and unsealed rows come from elsewhere, as in a dump
        database.as_superuser(f"update {tables.record} set xid = (xid::text::bigint + {ELSEWHERE})::text::xid8")
    await sealed(world)
    await filled(world, practice)
    verdict = await verify(world.services)
    assert verdict.holds
    assert set(kinds(verdict)) == set(CHAINS)
    feed = (await practice.ehr.get(practice.path("/events"))).json()["items"]
    assert [event["sequence"] for event in feed] == list(range(1, len(feed) + 1))
    count = database.as_superuser("select count(*) from event where tenant_id = %s", [practice.id])
    assert count == [(len(feed),)]


async def test_a_chain_that_can_not_go_on_holds_no_other_up(world: World, database: Database) -> None:
    broken, whole = await world.practice(), await world.practice("Oak")
    await sealed(world)
    database.as_superuser(
        "set session_replication_role = replica;"
        " insert into audit_seal (tenant_id, sequence, record_id, mac, sealed_at)"
        " select tenant_id, sequence + 1, gen_random_uuid(), mac, sealed_at from audit_seal"
        f" where tenant_id = '{broken.id}' order by sequence desc limit 1"
    )
    for practice in (broken, whole):
        await practice.ehr.get(practice.path("/events"))
    for _ in range(3000):
        with pytest.raises(NotSealedError, match="1 owners"):
            await seal(world.services)
        verdict = await verify(world.services, str(whole.id))
        if not sum(chain.unsealed for chain in verdict.chains):
            break
    assert verdict.holds
    assert not (await verify(world.services, str(broken.id))).holds
