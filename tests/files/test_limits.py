"""What a file may cost: its parts are limited, its findings too, and its reading holds nobody up."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from api.files.interchanges.route import route_interchange
from api.kit.pages import DEFAULT_LIMIT
from api.x12 import read_file
from tests.builders.registration import BILLING_NPI
from tests.builders.x12_files import interchange, remittance
from tests.files.test_routing import deliver, mailbox, practice_with, received
from tests.harness.world import PracticeWorld, World
from tests.isolation.walk import recorded_statements

HEAD = interchange([])[:107]
GROUP = b"GS*HP*SENDER*RECEIVER*20261102*0930*101*X*005010X221A1~\n"
Send = Callable[[bytes], Any]


def many(count: int, trace: str = "T") -> bytes:
    return interchange([remittance(BILLING_NPI, trace=f"{trace}{at}", control=f"{at:04}") for at in range(count)])


def ways_in(world: World, practice: PracticeWorld) -> list[Send]:
    return [
        lambda content: world.staff.send_file(world.path("/interchanges"), content),
        lambda content: practice.ehr.send_file(practice.path("/remittances"), content),
    ]


@pytest.mark.parametrize(
    ("content", "segment", "limit"),
    [
        (HEAD + GROUP + b"ST*835*1~SE*2*1~" * 10_001, "ST", 10_000),
        (HEAD + b"GS*HP~" * 10_001, "GS", 10_000),
        (HEAD * 1_001, "ISA", 1_000),
    ],
    ids=["ST", "GS", "ISA"],
)
async def test_too_many_parts_are_refused_by_name_and_limit(
    world: World, content: bytes, segment: str, limit: int
) -> None:
    practice = await practice_with(world, "Elm", BILLING_NPI)
    for send in ways_in(world, practice):
        answer = await send(content)
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["type"].endswith("/too-many-transactions")
        (error,) = problem["errors"]
        assert (error["pointer"], error["limit"]) == (segment, limit)
        assert f"{limit:,}" in error["message"]
        assert len(answer.content) < 1_000
    assert (await world.staff.get(world.path("/interchanges"))).json()["items"] == []


async def test_an_answer_tells_of_five_hundred_findings_and_first_of_what_blocks(world: World) -> None:
    practice = await practice_with(world, "Elm", BILLING_NPI)
    # Each ST ends without its SE, and warns of an empty segment.
    content = HEAD + GROUP + b"".join(b"ST*835*%04d~~BPR*I~" % at for at in range(2_000))
    for send in ways_in(world, practice):
        answer = await send(content)
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) == 500
        assert len(answer.content) < 150_000
    (found,) = (await world.staff.get(world.path("/interchanges"))).json()["items"]
    findings = (await mailbox(world, found["id"]))["findings"]
    assert len(findings) == 500
    assert all(finding["blocking"] for finding in findings)


async def test_findings_of_a_file_say_which_st_they_belong_to(world: World) -> None:
    sets = [remittance(BILLING_NPI, trace=f"T{at}", control=f"{at:04}") for at in range(3)]
    sets[1][-1] = "SE*99*0001"
    content = interchange(sets).replace(b"GE*3*", b"GE*4*")
    answer = await deliver(world, content)
    found = await mailbox(world, answer.json()["interchange_id"])
    assert [(each["rule"], each["transaction"]) for each in found["findings"]] == [
        ("envelope.ge01", None),
        ("envelope.se01", 1),
    ]


@pytest.mark.parametrize("way", [0, 1], ids=["mailbox", "upload"])
async def test_many_transactions_take_as_many_statements_as_a_few(world: World, way: int) -> None:
    practice = await practice_with(world, "Elm", BILLING_NPI)
    send = ways_in(world, practice)[way]
    counts: list[int] = []
    for count in (1, 2, 60):  # keys opened for the first are remembered
        with recorded_statements() as statements:
            assert (await send(many(count, f"T{count}-"))).status_code == 202
        counts.append(len(statements))
    assert counts[1] == counts[2]
    await world.work()
    assert len(await received(practice)) == DEFAULT_LIMIT


async def test_routing_many_to_a_practice_takes_as_many_statements_as_a_few(world: World) -> None:
    await practice_with(world, "Elm", BILLING_NPI)
    counts: list[int] = []
    for count in (1, 2, 60):
        answer = await world.staff.send_file(world.path("/interchanges"), many(count, f"T{count}-"))
        with recorded_statements() as statements:
            await route_interchange(world.services, world.organization_id, UUID(answer.json()["id"]))
        counts.append(len(statements))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("way", [0, 1], ids=["mailbox", "upload"])
async def test_other_requests_are_answered_while_a_file_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch, way: int
) -> None:
    practice = await practice_with(world, "Elm", BILLING_NPI)
    reading, go_on = threading.Event(), threading.Event()

    def slow(content: bytes, **limits: bool) -> Any:
        reading.set()
        assert go_on.wait(20)
        return read_file(content, **limits)

    monkeypatch.setattr(["api.files.interchanges.receive.read_envelope", "api.remittance.upload.read_file"][way], slow)
    file = asyncio.create_task(ways_in(world, practice)[way](many(2)))
    try:
        assert await asyncio.to_thread(reading.wait, 20)
        other = await asyncio.wait_for(practice.ehr.get(practice.path("/remittances")), 10)
        assert other.status_code == 200
        assert not file.done()
    finally:
        go_on.set()
    assert (await file).status_code == 202
