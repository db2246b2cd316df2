"""The channel: a file is taken once, however often it is sent; a practice's payer remembers its own, and sealed."""

import asyncio

import pytest

from api.files import Outgoing
from api.sandbox_channel import SandboxChannel, remember
from api.x12 import read_file, read_remittance, write_claims
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.x12.builders import batch, billing, claim, facts, subscriber


def _file(number: int, member_id: str = "") -> bytes:
    made = subscriber(member_id or f"M{number:06d}", [claim(f"CLM{number:04d}")])
    return write_claims([batch([billing([made])])], facts(f"{number:09d}"))


async def _send(world: World, practice: PracticeWorld, content: bytes, name: str) -> list[bytes]:
    file = Outgoing(world.services, world.organization_id, practice.id, content, name)
    return await SandboxChannel().send(file)


def _reasons(answers: list[bytes]) -> list[str]:
    """The first CARC of each claim payment."""
    return [
        claim.services[0].adjustments[0].carc
        for payload in answers
        for transaction in read_file(payload).transactions()
        if transaction.set_id == "835"
        for claim in read_remittance(transaction).claims
    ]


async def test_the_same_file_under_the_same_name_gets_the_same_answers(world: World) -> None:
    practice = await world.practice()
    first = await _send(world, practice, _file(1), "1.837")
    assert await _send(world, practice, _file(1), "1.837") == first
    assert _reasons(first) == ["45"]


async def test_under_another_name_it_is_another_file_and_its_claims_duplicates(world: World) -> None:
    practice = await world.practice()
    await _send(world, practice, _file(1), "1.837")
    assert _reasons(await _send(world, practice, _file(1), "2.837")) == ["18"]


async def test_of_one_file_sent_ten_times_at_once_one_is_taken(world: World) -> None:
    practice = await world.practice()
    answers = await asyncio.gather(*(_send(world, practice, _file(1), "1.837") for _ in range(10)))
    assert all(each == answers[0] for each in answers)


async def test_of_the_same_claim_in_ten_files_at_once_one_is_paid(world: World) -> None:
    practice = await world.practice()
    files = [_file(number, "M1") for number in range(1, 11)]
    answers = await asyncio.gather(*(_send(world, practice, each, f"{at}.837") for at, each in enumerate(files)))
    assert sorted(reason for each in answers for reason in _reasons(each)) == ["18"] * 9 + ["45"]


async def test_each_practice_has_a_payer_of_its_own(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    for practice in (elm, oak):
        assert _reasons(await _send(world, practice, _file(1), "1.837")) == ["45"]


async def test_a_long_memory_is_kept_in_pieces(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remember, "_PIECE_BYTES", 1_000)
    practice = await world.practice()
    people = [subscriber(f"M{number:06d}", [claim(f"C{number:05d}")]) for number in range(60)]
    await _send(world, practice, write_claims([batch([billing(people)])], facts()), "1.837")
    ((count,),) = database.as_superuser("select count(*) from sandbox_memory_chunk where tenant_id = %s", [practice.id])
    assert count > 1
    assert _reasons(await _send(world, practice, _file(2, "M000000"), "2.837")) == ["18"]
    monkeypatch.setattr(remember, "_PIECE_BYTES", 1_000_000)
    assert _reasons(await _send(world, practice, _file(3, "M000059"), "3.837")) == ["18"]
    assert _reasons(await _send(world, practice, _file(4, "M000001"), "4.837")) == ["18"]


async def test_what_is_kept_names_nobody(world: World, database: Database) -> None:
    practice = await world.practice()
    await _send(world, practice, _file(1, "SBX01A7777777"), "1.837")
    for table in ("sandbox_memory_chunk", "practice_file_chunk"):
        kept = database.as_superuser(f"select content from {table} where tenant_id = %s", [practice.id])
        assert kept
        assert all(b"DOE" not in bytes(row[0]) and b"7777777" not in bytes(row[0]) for row in kept)


async def test_bytes_that_are_no_x12_get_no_answer(world: World) -> None:
    practice = await world.practice()
    assert await _send(world, practice, b"hello", "1.837") == []
    assert await _send(world, practice, b"hello", "1.837") == []
