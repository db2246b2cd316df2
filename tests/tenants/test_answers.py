"""What an operation answers to a request that it can't take, whoever asks."""

import pytest

from tests.harness.world import World

UNREADABLE = {
    "not UTF-8": b'{"name":"\xff\xfe"}',
    "nested too deep": b"[" * 100_000,
    "cut": b'{"name": ',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_body_that_can_not_be_read_is_400_and_no_unknown_id(world: World, body: bytes) -> None:
    headers = world.staff.headers() | {"Content-Type": "application/json"}
    answer = await world.http.post(world.path("/practices"), content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "bad-request")


async def test_a_parameter_nobody_knows_is_refused(world: World) -> None:
    answer = await world.staff.get(world.path("/practices"), statee="active")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_parameter")
    assert "cursor, limit" in answer.json()["errors"][0]["message"]


async def test_json_that_calls_itself_text_is_told_how_to_be_sent(world: World) -> None:
    headers = world.staff.headers() | {"Content-Type": "text/plain"}
    answer = await world.http.post(world.path("/practices"), content=b'{"name": "Oak"}', headers=headers)
    assert answer.status_code == 400
    assert "application/json" in answer.json()["detail"]


async def test_what_is_no_uuid_is_told_without_a_letter_of_it(world: World) -> None:
    practice = await world.practice()
    body = {"patient_id": "zq-Smith", "method": "cash", "source": "desk", "cents": 100, "received_on": "2026-01-20"}
    answer = await practice.ehr.post(practice.path("/patient-payments"), body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/body/patient_id", "code": "uuid_parsing", "message": "Must be a UUID"}
    ]
    query = await practice.ehr.get(practice.path("/ledger/entries"), claim_id="zq-Smith")
    assert (query.status_code, query.json()["errors"][0]["message"]) == (422, "Must be a UUID")
