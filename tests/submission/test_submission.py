from typing import Any
from uuid import UUID

import pytest

from api.sandbox_channel import SandboxChannel
from api.submission.jobs import send, write
from api.x12 import read_claims, read_file
from tests.builders.registration import BILLING_NPI, OTHER_NPI, billing_provider, person
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.judges.pyx12_judge import judge


async def submit(practice: PracticeWorld, **order: Any) -> dict[str, Any]:
    answer = await practice.ehr.post(practice.path("/submissions"), order)
    assert answer.status_code == 202, answer.text
    (created,) = answer.json()["items"]
    found: dict[str, Any] = created
    return found


async def read(practice: PracticeWorld, path: str) -> dict[str, Any]:
    answer = await practice.ehr.get(practice.path(path))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def state_of(practice: PracticeWorld, claim: dict[str, Any]) -> str:
    found = await read(practice, f"/claims/{claim['id']}")
    state: str = found["state"]
    return state


async def events_of(database: Database, kind: str) -> list[dict[str, Any]]:
    return [row[0] for row in database.as_superuser(f"select data from event where kind = '{kind}' order by id")]


async def test_claims_travel_to_the_sandbox_and_back(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    paid = await make_claim(world, practice, 1)
    rejected = await make_claim(world, practice, 2, scenario="04A")
    silent = await make_claim(world, practice, 3, scenario="04E")
    batch = await submit(practice)
    assert (batch["state"], batch["claim_count"], batch["channel"]) == ("queued", 3, "sandbox")
    await world.work()

    found = await read(practice, f"/submissions/{batch['id']}")
    assert found["state"] == "sent"
    assert found["interchange_control"] == 1
    answers = await read(practice, f"/submissions/{batch['id']}/acknowledgements")
    assert {(each["kind"], each["outcome"]) for each in answers["items"]} == {("TA1", "accepted"), ("999", "accepted")}

    assert await state_of(practice, rejected) == "rejected"
    assert await state_of(practice, silent) == "submitted"
    assert await state_of(practice, paid) not in {"ready", "queued", "submitted", "rejected"}

    said = await read(practice, f"/claims/{rejected['id']}/acknowledgements")
    (status,) = said["items"]
    assert (status["category"], status["status"], status["entity"]) == ("A7", "562", "85")
    assert status["outcome"] == "rejected"
    assert status["reason"] == "Rejected: information is not valid: NPI of the entity (billing provider)"
    assert [
        each["outcome"] for each in (await read(practice, f"/claims/{silent['id']}/acknowledgements"))["items"]
    ] == ["interim"]
    acknowledged = await events_of(database, "claim.acknowledged")
    assert sorted(each["outcome"] for each in acknowledged) == ["accepted", "interim", "rejected"]
    assert all(each["from_payer"] and each["family_id"] and each["received_on"] for each in acknowledged)


async def test_the_event_of_a_submission_tells_what_rates_need(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    batch = await submit(practice, claim_ids=[claim["id"]])
    await world.work()
    (data,) = await events_of(database, "claim.submitted")
    assert data["batch_id"] == batch["id"]
    assert data["family_id"] == claim["id"]
    assert (data["charge_cents"], data["frequency"]) == (15000, "1")
    assert data["payer_id"] == world.payers["SBXCO"]
    assert len(data["submitted_on"]) == 10


async def test_what_is_written_is_an_837p_a_judge_accepts(world: World) -> None:
    practice = await billing_practice(world, "Élm & Söns * Medical~")
    for number in (1, 2):
        await make_claim(world, practice, number)
    batch = await submit(practice)
    await world.work()
    transaction_id = (await read(practice, f"/submissions/{batch['id']}"))["transaction_id"]
    file = await practice.ehr.get(practice.path(f"/transactions/{transaction_id}/file"))
    assert judge(file.content) == (True, [])
    (transaction,) = read_file(file.content).transactions()
    assert transaction.interchange.usage == "T"
    assert transaction.interchange.control_number == "000000001"
    claims = read_claims(transaction)
    assert claims.findings == []
    assert claims.reference == "000000001"
    listed = (await read(practice, f"/submissions/{batch['id']}/claims"))["items"]
    sent = [claim.claim_id for provider in claims.billing_providers for s in provider.subscribers for claim in s.claims]
    assert sorted(sent) == sorted(each["number"] for each in listed)


async def test_a_dependent_stands_under_the_subscriber(world: World) -> None:
    practice = await billing_practice(world)
    await make_claim(
        world,
        practice,
        member={"relationship": "19", "subscriber": person(first_name="John", birth_date="1955-04-05", sex="M")},
    )
    batch = await submit(practice)
    await world.work()
    transaction_id = (await read(practice, f"/submissions/{batch['id']}"))["transaction_id"]
    file = await practice.ehr.get(practice.path(f"/transactions/{transaction_id}/file"))
    assert judge(file.content) == (True, [])
    (transaction,) = read_file(file.content).transactions()
    (subscriber,) = read_claims(transaction).billing_providers[0].subscribers
    assert (subscriber.party.first_name, subscriber.relationship, subscriber.claims) == ("John", "", [])
    (dependent,) = subscriber.patients
    assert (dependent.party.first_name, dependent.relationship, len(dependent.claims)) == ("Jane", "19", 1)


async def test_claims_go_out_in_one_st_and_each_billing_provider_stands_once(world: World) -> None:
    practice = await billing_practice(world)
    other = billing_provider(external_id="BP-2", npi=OTHER_NPI)
    (await practice.ehr.post(practice.path("/billing-providers"), other)).raise_for_status()
    for number in range(1, 7):
        await make_claim(world, practice, number, billing_provider_external_id="BP-2" if number % 2 else "BP-1")
    batch = await submit(practice)
    await world.work()
    transaction_id = (await read(practice, f"/submissions/{batch['id']}"))["transaction_id"]
    file = await practice.ehr.get(practice.path(f"/transactions/{transaction_id}/file"))
    assert judge(file.content) == (True, [])
    (transaction,) = read_file(file.content).transactions()
    providers = read_claims(transaction).billing_providers
    assert sorted((each.party.id, len(each.subscribers)) for each in providers) == [(OTHER_NPI, 3), (BILLING_NPI, 3)]


async def test_nothing_ready_is_a_conflict(world: World) -> None:
    practice = await billing_practice(world)
    answer = await practice.ehr.post(practice.path("/submissions"), {})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "nothing-ready")


async def test_a_claim_is_submitted_once_and_a_foreign_one_reads_like_an_unknown(world: World) -> None:
    elm = await billing_practice(world, "Elm")
    oak = await billing_practice(world, "Oak", npi=OTHER_NPI)
    mine, foreign = await make_claim(world, elm, 1), await make_claim(world, oak, 2)
    await submit(elm)
    unknown = "01890a5d-ac96-774b-bcce-b302099a8057"
    answers = [
        await elm.ehr.post(elm.path("/submissions"), {"claim_ids": [claim_id]})
        for claim_id in (mine["id"], foreign["id"], unknown)
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["errors"][0]["pointer"] == "/body/claim_ids/0"


async def test_a_live_practice_can_not_use_the_sandbox(world: World) -> None:
    practice = await billing_practice(world, mode="live")
    claim = await make_claim(world, practice)
    answer = await practice.ehr.post(practice.path("/submissions"), {})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "channel-refused")
    assert await state_of(practice, claim) == "ready"


async def test_jobs_run_again_write_and_send_nothing_twice(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1)
    batch_id = UUID((await submit(practice))["id"])
    for _ in range(2):
        await write(world.services, practice_id=practice.id, batch_id=batch_id)
    assert database.as_superuser("select last_value from control_number") == [(1,)]
    assert database.as_superuser("select count(*) from transaction_file where direction = 'outbound'") == [(1,)]

    class Killed(Exception):
        pass

    async def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        # The payer has the file and its answers are kept; the batch is not yet marked.
        patch.setattr("api.submission.send._mark_sent", killed)
        with pytest.raises(Killed):
            await send(world.services, practice_id=practice.id, batch_id=batch_id)
    kept = database.as_superuser("select count(*) from interchange")
    for _ in range(2):
        await send(world.services, practice_id=practice.id, batch_id=batch_id)
    assert database.as_superuser("select count(*) from interchange") == kept, "the same answers"
    await world.work()
    for kind in ("claim.submitted", "claim.acknowledged"):
        assert len(await events_of(database, kind)) == 1


async def test_a_crash_while_writing_leaves_a_gap_and_no_repeat(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await billing_practice(world)
    await make_claim(world, practice, 1)
    batch_id = UUID((await submit(practice))["id"])

    class Killed(Exception):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("api.submission.write.build", killed)
        with pytest.raises(Killed):
            await write(world.services, practice_id=practice.id, batch_id=batch_id)
    await write(world.services, practice_id=practice.id, batch_id=batch_id)
    assert database.as_superuser("select interchange_control, state from submission_batch") == [(2, "written")]


async def test_answers_that_are_not_x12_are_kept_and_the_batch_is_sent(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def garbage(*_: object) -> list[bytes]:
        return [b"<html>down for maintenance</html>"]

    practice = await billing_practice(world)
    await make_claim(world, practice)
    batch = await submit(practice)
    monkeypatch.setattr(SandboxChannel, "send", garbage)
    await world.work()
    assert (await read(practice, f"/submissions/{batch['id']}"))["state"] == "sent"
    assert database.as_superuser("select kind from organization_file") == [("unreadable",)]
