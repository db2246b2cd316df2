"""No remittance waits for ever, whatever its bytes are; and control characters never reach a column."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from api.kit.clock import now
from api.kit.jobs import RETRIES
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.remittance.checks import Check, interchange
from tests.remittance.support import balance, register_payee, upload

PAYEE = "PAYEE01"
BOTH = interchange(
    [
        Check(payee=PAYEE, trace="T1", claims=[("A", 500, 500)]),
        Check(payee=PAYEE, trace="T2", claims=[("B", 700, 700)]),
    ]
)
ONE = interchange([Check(payee=PAYEE, claims=[("A", 500, 500)])])
CHICAGO = ZoneInfo("America/Chicago")
CONTROL = "envelope.control_character"


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    made = await world.practice()
    await register_payee(made, PAYEE)
    return made


async def read(practice: PracticeWorld, remittance_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()
    return found


def failing(error: Exception) -> Any:
    async def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("byte", [b"\x00", b"\x07", b"\x1b", b"\x7f"])
@pytest.mark.parametrize("word", [b"SANDBOX PAYER", b"T1", b"ICN0", b"JANE", b"0001~BPR", b"UNUSED"])
async def test_a_control_character_refuses_its_st_and_no_other(
    world: World, practice: PracticeWorld, word: bytes, byte: bytes
) -> None:
    if word == b"UNUSED":  # between the segments
        content = BOTH.replace(b"~TRN", b"~" + byte + b"TRN", 1)
    else:
        content = BOTH.replace(word, word[:1] + byte + word[1:], 1)
    answer = await practice.ehr.send_file(practice.path("/remittances"), content)
    assert answer.status_code == 202, answer.text
    assert [(each["outcome"], each["reason"]) for each in answer.json()["items"]] == [
        ("received", ""),
        ("refused", "envelope"),
    ]
    assert byte not in answer.content
    await world.work()
    assert await balance(practice, "undeposited_funds") == 700


@pytest.mark.parametrize(
    ("old", "new", "segment"),
    [
        (b"SANDBOX PAYER", b"SANDBOX\x00PAYER", "N1"),
        (b"ISA*00*          ", b"ISA*00*    \x00     ", "ISA"),
        (b"GS*HP*SENDER", b"GS*HP*SEN\x00DER", "GS"),
        (b"*:~", b"*\x00~", "ISA"),
        (b"*", b"\x00", "ISA"),
    ],
    ids=["ST", "ISA", "GS", "component", "element"],
)
async def test_a_file_of_nothing_but_control_characters_is_kept_and_told_where(
    world: World, practice: PracticeWorld, old: bytes, new: bytes, segment: str
) -> None:
    content = ONE.replace(old, new)
    uploaded = await practice.ehr.send_file(practice.path("/remittances"), content)
    delivered = await world.staff.send_file(world.path("/interchanges"), content)
    assert (uploaded.status_code, delivered.status_code) == (422, 422)
    assert uploaded.json()["kept_file_id"]
    assert f"/file/{segment}" in {e["pointer"] for e in uploaded.json()["errors"] if e["code"] == CONTROL}
    (error,) = [e for e in delivered.json()["errors"] if (e["code"], e["pointer"]) == (CONTROL, segment)]
    assert content[error["byte_offset"]] == 0
    await world.work()
    assert (await practice.ehr.get(practice.path("/remittances"))).json()["items"] == []


async def test_a_control_character_leaves_the_other_sts_of_the_mailbox_alone(
    world: World, practice: PracticeWorld
) -> None:
    content = BOTH.replace(b"SANDBOX PAYER", b"SANDBOX\x00PAYER", 1)
    answer = await world.staff.send_file(world.path("/interchanges"), content)
    await world.work()
    found = (await world.staff.get(world.path(f"/interchanges/{answer.json()['id']}"))).json()
    assert [(each["state"], each["reason"]) for each in found["transactions"]] == [
        ("rejected", "envelope"),
        ("routed", ""),
    ]
    assert await balance(practice, "undeposited_funds") == 700


@pytest.mark.parametrize("error", [psycopg.DataError("NUL"), ValueError("no number"), OverflowError("too much")])
async def test_a_value_no_column_takes_sets_the_remittance_aside_at_once(
    world: World, practice: PracticeWorld, database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("api.remittance.receive._post", failing(error))
    (remittance_id,) = await upload(world, practice, ONE)
    found = await read(practice, remittance_id)
    assert (found["state"], found["reason"]) == ("quarantined", "unreadable")
    assert [each["rule"] for each in found["findings"]] == ["remittance.unreadable"]
    listed = (await practice.ehr.get(practice.path("/remittances"), state="quarantined")).json()["items"]
    assert [each["id"] for each in listed] == [remittance_id]
    assert await balance(practice, "undeposited_funds") == 0
    kinds = database.as_superuser(f"select kind from event where subject_id = '{remittance_id}'")
    assert kinds == [("remittance.quarantined",)]


async def test_a_remittance_whose_last_attempt_failed_is_set_aside(
    world: World, practice: PracticeWorld, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.remittance.receive._post", failing(RuntimeError("a fault of ours")))
    (remittance_id,) = await upload(world, practice, ONE)
    assert (await read(practice, remittance_id))["state"] == "received", "it is tried again"
    database.as_superuser(
        f"update jobs.procrastinate_jobs set attempts = {RETRIES}, scheduled_at = null"
        " where task_name = 'remittance.receive' and status = 'todo' returning id"
    )
    await world.work()
    found = await read(practice, remittance_id)
    assert (found["state"], found["reason"]) == ("quarantined", "unreadable")


@pytest.mark.parametrize(("days", "shown"), [(-1, 0), (366, 0), (367, 1), (365 * 500, 1), (-365 * 100, 1)])
@pytest.mark.parametrize("element", ["BPR16", "DTM02"])
async def test_an_implausible_payment_date_is_shown_and_posts(
    world: World, practice: PracticeWorld, days: int, shown: int, element: str
) -> None:
    day = f"{(now() + timedelta(days=days)).astimezone(CHICAGO):%Y%m%d}".encode()
    content = ONE.replace(b"DTM*405*20260105", b"DTM*405*" + day)
    content = content.replace(b"*20260105~TRN", (b"*" + day if element == "BPR16" else b"*") + b"~TRN")
    (remittance_id,) = await upload(world, practice, content)
    found = await read(practice, remittance_id)
    assert found["state"] == "posted"
    told = [(f["rule"], f["element"], f["severity"], f["blocking"]) for f in found["findings"]]
    assert told == [("payment_date.implausible", element, "warning", False)] * shown
    assert await balance(practice, "undeposited_funds") == 500
