"""`POST /v1/x12/validate`: the findings of `firstpass x12 check`, for whoever may, and nothing kept."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from api.validate import validate as verb
from api.validate.schemas import ValidationReport
from tenants.scopes import PARTNER_SCOPES, PRACTICE_SCOPES
from tests.cli.x12 import SETS, base, changed, written, x12
from tests.harness.database import Database
from tests.harness.world import World

PATH = "/v1/x12/validate"
UNBALANCED = changed("835", b"CLP*CLM0001*1*150*80*", b"CLP*CLM0001*1*150*81*")
FIVE_DIGIT_ZIP = changed("837P", b"122070001", b"12207")


async def test_every_set_is_reported_as_the_command_does(world: World, tmp_path: Path) -> None:
    for name in SETS:
        for content in (base(name), base(name).replace(b"1234567893", b"1234567890"), base(name)[:-30]):
            for profile in ("inbound", "outbound"):
                answer = await world.staff.send_file(f"{PATH}?profile={profile}", content)
                assert answer.status_code == 200, answer.text
                ValidationReport.model_validate(answer.json())
                file = written(tmp_path, "file.x12", content)
                printed = json.loads(x12("check", "--json", "--profile", profile, file).stdout)
                assert {"file": file} | answer.json() == printed


async def test_inbound_is_the_profile_when_none_is_named(world: World) -> None:
    async def blocked(path: str, content: bytes) -> bool:
        (transaction,) = (await world.staff.send_file(path, content)).json()["transactions"]
        return bool(transaction["blocking"])

    assert await blocked(PATH, UNBALANCED)
    assert not await blocked(PATH, FIVE_DIGIT_ZIP)
    assert await blocked(f"{PATH}?profile=outbound", FIVE_DIGIT_ZIP)


async def test_a_practice_may_and_a_client_without_the_scope_may_not(world: World) -> None:
    practice = await world.practice()
    assert (await practice.ehr.send_file(PATH, base("835"))).status_code == 200
    scopes = sorted(PRACTICE_SCOPES - {"x12:validate"})
    narrow = await world.client(kind="practice", practice_id=str(practice.id), scopes=scopes)
    assert (await narrow.send_file(PATH, base("835"))).status_code == 403
    assert "x12:validate" not in PARTNER_SCOPES


@pytest.mark.parametrize("content", [b"", b"{}", b"ISA", b"%PDF-1.7" + b" " * 200])
async def test_what_is_not_x12_is_a_problem(world: World, content: bytes) -> None:
    answer = await world.staff.send_file(PATH, content)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "not-x12")


@pytest.mark.parametrize("query", ["profile=sideways", "profil=outbound"])
async def test_a_profile_that_is_none_is_refused(world: World, query: str) -> None:
    assert (await world.staff.send_file(f"{PATH}?{query}", base("835"))).status_code == 422


async def test_more_transactions_than_are_checked_are_refused_by_name_and_limit(world: World) -> None:
    head, tail = base("835").split(b"ST*", 1)[0], b"GE*1*1~IEA*1*000000101~"
    for count in (1_001, 10_001):
        answer = await world.staff.send_file(PATH, head + b"ST*835*1~SE*2*1~" * count + tail)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "ST"


async def test_nothing_is_kept_but_a_row_that_tells_who_and_how_much(world: World, database: Database) -> None:
    secret = changed("837P", b"*DOE*JANE*", b"*SECRETPERSON*JANE*").replace(b"SBX01A", b"SECRET")
    before = _rows_of_each_table(database)
    answer = await world.staff.send_file(PATH, secret)
    assert answer.status_code == 200
    assert "SECRET" not in answer.text
    after = _rows_of_each_table(database)
    assert {table for table in after if after[table] != before[table]} == {"organization_audit_record"}
    rows = database.as_superuser(
        "select action, outcome, detail from organization_audit_record where request_id = %s",
        [answer.headers["x-request-id"]],
    )
    detail = {"operation": f"POST {PATH}", "bytes": len(secret)}
    assert rows == [("request.compute", "done", detail)]


def _rows_of_each_table(database: Database) -> dict[str, Any]:
    tables = database.as_superuser(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    return {name: database.as_superuser(f'select count(*) from "{name}"') for (name,) in tables}


async def test_a_long_check_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    is_open = threading.Event()
    report = verb._report

    def slow(body: bytes, profile: Any) -> bytes:
        assert is_open.wait(30)
        return report(body, profile)

    monkeypatch.setattr(verb, "_report", slow)
    pending = asyncio.create_task(world.staff.send_file(PATH, base("835")))
    assert (await world.http.get("/health")).status_code == 200
    assert not pending.done()
    is_open.set()
    assert (await pending).status_code == 200
