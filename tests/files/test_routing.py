import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.files.interchanges.route import route_interchange
from tests.builders.registration import BILLING_NPI, OTHER_NPI, billing_provider
from tests.builders.x12_files import STRANGER_NPI, interchange, remittance
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World


async def practice_with(world: World, name: str, npi: str, tin: str = "12-3456789") -> PracticeWorld:
    practice = await world.practice(name)
    answer = await practice.ehr.post(practice.path("/billing-providers"), billing_provider(npi=npi, tin=tin))
    answer.raise_for_status()
    return practice


async def deliver(world: World, content: bytes) -> httpx.Response:
    answer = await world.staff.send_file(world.path("/interchanges"), content)
    await world.work()
    return answer


async def mailbox(world: World, interchange_id: str) -> dict[str, Any]:
    answer = await world.staff.get(world.path(f"/interchanges/{interchange_id}"))
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def received(practice: PracticeWorld) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/transactions"))
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


THREE = interchange(
    [
        remittance(BILLING_NPI, trace="T-ELM", control="0001"),
        remittance(OTHER_NPI, trace="T-OAK", control="0002"),
        remittance(STRANGER_NPI, trace="T-STRANGER", control="0003"),
    ]
)


async def test_each_st_goes_to_the_practice_it_pays_and_a_strangers_waits(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    oak = await practice_with(world, "Oak", OTHER_NPI)
    answer = await deliver(world, THREE)
    assert answer.status_code == 202
    assert answer.json()["transaction_count"] == 3

    found = await mailbox(world, answer.json()["id"])
    assert found["state"] == "routed"
    assert [(each["state"], each["reason"], each["practice_id"]) for each in found["transactions"]] == [
        ("routed", "", str(elm.id)),
        ("routed", "", str(oak.id)),
        ("waiting", "payee_unknown", None),
    ]
    waiting = (await world.staff.get(world.path("/interchange-transactions"))).json()["items"]
    assert [(each["interchange_id"], each["position"]) for each in waiting] == [(found["id"], 2)]

    for practice, trace in ((elm, b"T-ELM"), (oak, b"T-OAK")):
        (mine,) = await received(practice)
        assert (mine["transaction_set"], mine["direction"]) == ("835", "inbound")
        file = await practice.ehr.get(practice.path(f"/transactions/{mine['id']}/file"))
        assert trace in file.content
        assert file.content.count(b"ST*835") == 1
        assert file.content.startswith(b"ISA")


async def test_a_remittance_that_waits_tells_what_to_register(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    answer = await deliver(world, THREE)
    found = await mailbox(world, answer.json()["id"])
    items = (await world.staff.get(world.path("/interchange-transactions"))).json()["items"]
    assert items == [each for each in found["transactions"] if each["state"] == "waiting"]
    waiting = items[0]
    payment = waiting["payment"]
    assert payment["payee_identifiers"][0] == {"kind": "npi", "value": OTHER_NPI}
    assert payment["trace_number"] == "T-OAK"
    assert payment["payer_name"]
    assert payment["payee_name"]
    assert payment["paid_cents"] > 0
    assert payment["payment_date"]
    assert [each["payment"] for each in found["transactions"] if each["state"] == "routed"] == [None]
    known = billing_provider(external_id="BP-2", npi=OTHER_NPI)
    (await elm.ehr.post(elm.path("/billing-providers"), known)).raise_for_status()
    await deliver(world, THREE)
    routed = (await mailbox(world, found["id"]))["transactions"][1]
    assert (routed["state"], routed["payment"]) == ("routed", None)


async def test_a_foreign_transaction_reads_exactly_like_an_unknown_one(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    oak = await practice_with(world, "Oak", OTHER_NPI)
    await deliver(world, THREE)
    (foreign,) = await received(oak)
    for rest in ("", "/file"):
        there = await elm.ehr.get(elm.path(f"/transactions/{foreign['id']}{rest}"))
        random = await elm.ehr.get(elm.path(f"/transactions/01890a5d-ac96-774b-bcce-b302099a8057{rest}"))
        assert there.status_code == random.status_code == 404
        assert there.content == random.content
        own_ids = {"x-request-id"}
        assert {k: v for k, v in there.headers.items() if k not in own_ids and not k.startswith("ratelimit")} == {
            k: v for k, v in random.headers.items() if k not in own_ids and not k.startswith("ratelimit")
        }


async def test_a_practice_can_not_reach_the_mailbox(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    answer = await elm.ehr.get(world.path("/interchanges"))
    assert answer.status_code == 403


async def test_the_same_bytes_are_one_interchange_and_arrive_once(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    first, second = await deliver(world, THREE), await deliver(world, THREE)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    assert len(await received(elm)) == 1
    listed = (await world.staff.get(world.path("/interchanges"))).json()["items"]
    assert [each["id"] for each in listed] == [first.json()["id"]]


async def test_the_same_bytes_at_once_are_one_interchange(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    answers = await asyncio.gather(*(world.staff.send_file(world.path("/interchanges"), THREE) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    await world.work()
    assert len(await received(elm)) == 1


async def test_what_waits_is_routed_when_its_payee_is_known_and_the_file_comes_again(world: World) -> None:
    answer = await deliver(world, THREE)
    assert (await mailbox(world, answer.json()["id"]))["waiting_count"] == 3
    elm = await practice_with(world, "Elm", BILLING_NPI)
    await deliver(world, THREE)
    assert (await mailbox(world, answer.json()["id"]))["waiting_count"] == 2
    assert len(await received(elm)) == 1


async def test_routing_may_stop_anywhere_and_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    oak = await practice_with(world, "Oak", OTHER_NPI)
    answer = await world.staff.send_file(world.path("/interchanges"), THREE)
    interchange_id = UUID(answer.json()["id"])

    class Killed(Exception):
        pass

    async def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        # The practice has its file and the organization does not know yet.
        patch.setattr("api.files.interchanges.store.mark_routed", killed)
        with pytest.raises(Killed):
            await route_interchange(world.services, world.organization_id, interchange_id)
    states = [each["state"] for each in (await mailbox(world, str(interchange_id)))["transactions"]]
    assert states == ["assigned", "assigned", "waiting"]
    for _ in range(2):
        await route_interchange(world.services, world.organization_id, interchange_id)
    assert (len(await received(elm)), len(await received(oak))) == (1, 1)
    found = await mailbox(world, str(interchange_id))
    assert [each["state"] for each in found["transactions"]] == ["routed", "routed", "waiting"]


async def test_a_bad_st_holds_none_of_the_good_ones(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    good, bad = remittance(BILLING_NPI, trace="GOOD"), remittance(BILLING_NPI, trace="BAD", control="0002")
    bad[-1] = "SE*99*0002"
    answer = await deliver(world, interchange([bad, good]))
    assert answer.status_code == 202
    found = await mailbox(world, answer.json()["id"])
    assert [(each["state"], each["reason"]) for each in found["transactions"]] == [
        ("rejected", "envelope"),
        ("routed", ""),
    ]
    assert [(each["rule"], each["element"], each["transaction"]) for each in found["findings"]] == [
        ("envelope.se01", "SE01", 0)
    ]
    assert len(await received(elm)) == 1


async def test_a_truncated_file_is_kept_and_explained(world: World) -> None:
    content = THREE[: len(THREE) - 60]
    answer = await deliver(world, content)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("/interchange-damaged")
    errors = {error["code"]: error for error in problem["errors"]}
    assert errors["envelope.iea_missing"]["pointer"] == "IEA"
    assert errors["envelope.iea_missing"]["position"] > 1
    kept = await world.staff.get(world.path(f"/interchanges/{problem['interchange_id']}/file"))
    assert kept.content == content
    found = await mailbox(world, problem["interchange_id"])
    assert found["state"] == "rejected"
    assert {each["state"] for each in found["transactions"]} == {"rejected"}
    again = await deliver(world, content)
    assert (again.status_code, again.json()["interchange_id"]) == (422, problem["interchange_id"])


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"hello " * 50, b"ISA*00*"])
async def test_what_is_not_x12_is_refused_and_not_kept(world: World, content: bytes) -> None:
    answer = await deliver(world, content)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/not-x12")
    assert answer.json()["errors"][0]["pointer"] == "ISA"
    assert (await world.staff.get(world.path("/interchanges"))).json()["items"] == []


async def test_an_empty_interchange_is_damaged(world: World) -> None:
    answer = await deliver(world, interchange([]))
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["envelope.empty"]


async def test_words_of_the_file_reach_no_column_as_they_are(world: World) -> None:
    content = THREE.replace(b"ST*835*0001", b"ST*835*0\x00\xff1").replace(BILLING_NPI.encode(), b"\x00'; drop")
    answer = await deliver(world, content)
    assert answer.status_code == 202


async def test_4010_waits_by_name(world: World) -> None:
    await practice_with(world, "Elm", BILLING_NPI)
    content = interchange([remittance(BILLING_NPI, trace="OLD")], version="004010X091A1")
    found = await mailbox(world, (await deliver(world, content)).json()["id"])
    assert [(each["state"], each["reason"]) for each in found["transactions"]] == [("waiting", "unsupported_version")]
    assert "4010" in found["findings"][0]["message"]


async def test_a_shared_tin_routes_nothing_by_itself(world: World) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    content = interchange([remittance("123456789", trace="TIN")]).replace(b"*XX*123456789", b"*FI*123456789")
    await deliver(world, content)
    assert len(await received(elm)) == 1, "one practice has this TIN"
    await practice_with(world, "Oak", OTHER_NPI)
    found = await mailbox(world, (await deliver(world, content.replace(b"*TIN*", b"*TI2*"))).json()["id"])
    assert [each["reason"] for each in found["transactions"]] == ["payee_ambiguous"]


async def test_bytes_are_sealed_and_findings_hold_no_value(world: World, database: Database) -> None:
    await practice_with(world, "Elm", BILLING_NPI)
    await deliver(world, THREE.replace(b"DOE", b"ZYXCANARY").replace(b"SE*13*0003", b"SE*ZYXCANARY*0003"))
    for table in ("organization_file_chunk", "practice_file_chunk"):
        for (content,) in database.as_superuser(f"select content from {table}"):
            assert b"ZYXCANARY" not in bytes(content)
    for table in ("interchange", "interchange_transaction", "transaction_file"):
        assert "ZYXCANARY" not in str(database.as_superuser(f"select t::text from {table} t"))


async def test_reading_is_audited(world: World, database: Database) -> None:
    elm = await practice_with(world, "Elm", BILLING_NPI)
    answer = await deliver(world, THREE)
    await world.staff.get(world.path(f"/interchanges/{answer.json()['id']}/file"))
    (mine,) = await received(elm)
    await elm.ehr.get(elm.path(f"/transactions/{mine['id']}/file"))
    (downloads,) = database.as_superuser(
        "select row_count from organization_audit_record where action = 'interchange.download'"
    )
    assert downloads == (1,)
    reads = database.as_superuser(
        "select subject_id, row_count from audit_record"
        f" where action = 'transaction.read' and actor_id = '{elm.ehr.client_id}'"
    )
    assert reads == [(UUID(mine["id"]), 1)]
