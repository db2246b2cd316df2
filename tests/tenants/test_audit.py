"""Who did what: in the reading statement, beside the change, after a refusal; sealed into a chain that shows edits."""

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tenants.audit import row_mac, seal_audit
from tenants.audit.chain import GENESIS, Unsealed, link_mac
from tenants.owner import Owner
from tests.builders.registration import CANARY, patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.isolation.walk import recorded_statements

ROWS = (
    "select r.id, r.occurred_at, r.actor_id, r.action, r.subject_kind, r.subject_id, r.outcome, r.request_id, r.detail,"
    " r.remote_address, r.purpose, r.mac, r.xid::text::bigint, r.row_count, s.sequence, s.mac, s.sealed_at"
    " from audit_record r left join audit_seal s on s.tenant_id = r.tenant_id and s.record_id = r.id"
    " where r.tenant_id = %s order by s.sequence"
)


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


async def a_patient(practice: PracticeWorld, **changes: object) -> str:
    answer = await practice.ehr.post(practice.path("/patients"), patient(**changes))
    return str(answer.json()["id"])


async def seal(world: World, practice: PracticeWorld) -> int:
    owner = Owner.practice(practice.id)
    async with world.services.database.owned(owner) as tx:
        return await seal_audit(tx, world.services.vault.audit_key(owner))


async def seal_everything(world: World, practice: PracticeWorld, database: Database) -> None:
    """Until every row has its link. The horizon is the whole server's: a test beside this one may hold it back."""
    unsealed = (
        f"select 1 from ({ROWS}) row(a, b, c, d, e, f, g, h, i, j, k, l, m, n, sequence, o) where sequence is null"
    )
    for _ in range(2000):
        await seal(world, practice)
        if not database.as_superuser(unsealed, [practice.id]):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("rows stay unsealed")


def broken(world: World, database: Database, practice: PracticeWorld) -> str:
    """What is wrong with the practice's sealed chain, recomputed from the rows; empty when it is whole."""
    owner = Owner.practice(practice.id)
    key, previous, expected = world.services.vault.audit_key(owner), GENESIS, 0
    for found in database.as_superuser(ROWS, [practice.id]):
        who, what, (mac, xid, row_count, sequence, seal_mac, sealed_at) = list(found[:6]), list(found[6:11]), found[11:]
        if sequence is None:
            continue
        expected += 1
        if sequence != expected:
            return f"a gap before {sequence}"
        if row_mac(key, owner, who, what) != bytes(mac):
            return f"the row of {sequence} was edited"
        previous = link_mac(key, sequence, previous, Unsealed(who[0], bytes(mac), xid, row_count), sealed_at)
        if previous != bytes(seal_mac):
            return f"the link of {sequence} does not follow"
    return ""


async def test_a_read_writes_its_row_in_its_own_statement(practice: PracticeWorld, database: Database) -> None:
    patient_id = await a_patient(practice)
    with recorded_statements() as sent:
        await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    reading = [statement for statement in sent if "from patient" in statement]
    assert len(reading) == 1
    assert "insert into audit_record" in reading[0]
    told = database.as_superuser(
        "select actor_id::text, subject_id::text, outcome, row_count from audit_record where action = 'patient.read'"
    )
    assert told == [(practice.ehr.client_id, patient_id, "done", 1)]


async def test_an_id_that_nothing_has_is_told_as_a_refusal(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    neighbor = await world.practice("Oak")
    foreign = await a_patient(neighbor)
    for unknown in (foreign, str(world.organization_id)):
        assert (await practice.ehr.get(practice.path(f"/patients/{unknown}"))).status_code == 404
    assert (await world.staff.post(world.path(f"/clients/{foreign}/secrets"))).status_code == 404
    refused = "select actor_id::text, detail->>'why' from {} where outcome = 'refused'"
    assert database.as_superuser(refused.format("audit_record")) == [(practice.ehr.client_id, "object")] * 2
    assert database.as_superuser(refused.format("organization_audit_record")) == [(world.staff.client_id, "object")]


async def test_a_refusal_outlives_the_request_it_refused(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    narrow = await world.client(kind="practice", practice_id=str(practice.id), scopes=["events:read"])
    foreign = await world.practice("Oak")
    assert (await narrow.get(practice.path("/ledger"))).status_code == 403
    assert (await narrow.get(foreign.path("/events"))).status_code == 404
    refused = database.as_superuser(
        "select tenant_id, actor_id::text, detail->>'why' from audit_record"
        " where outcome = 'refused' order by occurred_at"
    )
    assert refused == [(practice.id, narrow.client_id, "scope"), (practice.id, narrow.client_id, "path")]


async def test_a_sign_in_is_told_and_its_refusal_goes_to_whom_it_concerns(world: World, database: Database) -> None:
    await world.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("nobody", "x"))
    await world.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(world.staff.client_id, "x"))
    assert database.as_superuser("select action, outcome, actor_id from platform_audit_record") == [
        ("token.issue", "refused", None)
    ]
    signed = (
        "select outcome from organization_audit_record where action = 'token.issue' and actor_id::text = %s"
        " order by occurred_at"
    )
    assert database.as_superuser(signed, [world.staff.client_id]) == [("done",), ("refused",)]


async def test_a_change_that_is_rolled_back_leaves_no_row(practice: PracticeWorld, database: Database) -> None:
    before = database.as_superuser("select count(*) from audit_record where action like 'patient.%'")
    assert (await practice.ehr.post(practice.path("/patients"), patient(sex="X"))).status_code == 422
    assert database.as_superuser("select count(*) from audit_record where action like 'patient.%'") == before


async def test_the_audit_names_no_patient(practice: PracticeWorld, database: Database) -> None:
    patient_id = await a_patient(practice, last_name=CANARY, external_id=f"MRN-{CANARY}")
    await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    await practice.ehr.post(practice.path("/patients/search"), {"external_id": f"MRN-{CANARY}"})
    for table in ("audit_record", "event", "organization_audit_record"):
        assert database.as_superuser(f"select 1 from {table} t where t::text like %s", [f"%{CANARY}%"]) == []


async def test_the_chain_counts_every_row_once_without_a_gap(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    for number in range(5):
        await a_patient(practice, external_id=f"MRN-{number}")
    await seal_everything(world, practice, database)
    counted = database.as_superuser(
        "select count(*), max(s.sequence), count(distinct s.record_id), (select count(*) from audit_record r"
        " where r.tenant_id = s.tenant_id) from audit_seal s where s.tenant_id = %s group by s.tenant_id",
        [practice.id],
    )
    assert len(set(counted[0])) == 1
    assert broken(world, database, practice) == ""
    assert await seal(world, practice) == 0, "nothing is sealed twice"


async def test_a_late_commit_is_never_skipped(world: World, practice: PracticeWorld, database: Database) -> None:
    await seal_everything(world, practice, database)
    late = (
        "insert into audit_record (tenant_id, id, occurred_at, action, subject_kind, outcome, request_id, detail, mac)"
        " values (%s, gen_random_uuid(), now(), 'late', 'x', 'done', 'x', '{}', 'x')"
    )
    with psycopg.connect(database.url("app")) as slow:
        slow.execute(f"set local app.tenant = '{practice.id}'".encode())
        slow.execute(late.encode(), [practice.id])
        await a_patient(practice)
        assert await seal(world, practice) == 0, "a row that may still get a predecessor waits"
        slow.commit()
    await seal_everything(world, practice, database)
    unsealed = database.as_superuser(ROWS, [practice.id])
    order = [(row[3], row[14]) for row in unsealed if row[14] is not None]
    assert [sequence for _, sequence in order] == list(range(1, len(order) + 1))
    assert "late" in [action for action, _ in order]


async def test_two_sealers_at_once_make_one_chain(world: World, practice: PracticeWorld, database: Database) -> None:
    owner = Owner.practice(practice.id)
    key = world.services.vault.audit_key(owner)
    await a_patient(practice)
    async with world.services.database.owned(owner) as first, world.services.database.owned(owner) as second:
        await seal_audit(first, key)
        assert await seal_audit(second, key) == 0
    await asyncio.gather(*(seal_everything(world, practice, database) for _ in range(4)))
    assert broken(world, database, practice) == ""


def tampering(statement: str) -> Callable[[Database, Any], None]:
    def tamper(database: Database, tenant: Any) -> None:
        with psycopg.connect(database.superuser_url) as connection:
            connection.execute("set local session_replication_role = replica")
            changed = connection.execute(statement.encode(), {"t": tenant}).rowcount
            assert changed > 0

    return tamper


READ = "tenant_id = %(t)s and action = 'patient.read'"
TAMPERINGS = {
    "an edited action": f"update audit_record set action = 'nothing.happened' where {READ}",
    "another actor": f"update audit_record set actor_id = gen_random_uuid() where {READ}",
    "another count": f"update audit_record set row_count = 99 where {READ}",
    "an edited detail": f"update audit_record set detail = '{{\"a\": 1}}' where {READ}",
    "a deleted row": f"with r as (delete from audit_record where {READ} returning id)"
    " delete from audit_seal s using r where s.tenant_id = %(t)s and s.record_id = r.id",
    "two rows exchanged": "update audit_seal s set record_id = o.record_id from audit_seal o where s.tenant_id = %(t)s"
    " and o.tenant_id = %(t)s and s.sequence = 1 and o.sequence = 2",
    "a row put in": "with r as (insert into audit_record (tenant_id, id, occurred_at, action, subject_kind, outcome,"
    " request_id, detail, mac) values (%(t)s, gen_random_uuid(), now(), 'forged', 'x', 'done', 'x', '{}', 'x')"
    " returning id) insert into audit_seal (tenant_id, sequence, record_id, mac, sealed_at)"
    " select %(t)s, (select max(sequence) + 1 from audit_seal where tenant_id = %(t)s), r.id, 'x', now() from r",
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found_by_recomputing_the_chain(
    world: World, practice: PracticeWorld, database: Database, name: str
) -> None:
    patient_id = await a_patient(practice)
    await practice.ehr.get(practice.path(f"/patients/{patient_id}"))
    await a_patient(practice, external_id="MRN-2")
    await seal_everything(world, practice, database)
    assert broken(world, database, practice) == ""
    database.as_superuser("alter table audit_seal drop constraint if exists audit_seal_once")
    try:
        tampering(TAMPERINGS[name])(database, practice.id)
        assert broken(world, database, practice) != ""
    finally:
        database.clean()
        database.as_superuser("alter table audit_seal add constraint audit_seal_once unique (tenant_id, record_id)")
