"""A claim that passed the edits and does not read back clean is turned away alone."""

import pytest

from api.submission import build
from api.x12 import Finding
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import World
from tests.submission.test_submission import events_of, read, state_of, submit


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Numbers of claims that the outbound profile blocks."""
    numbers: set[str] = set()
    whole = build.findings_of

    def findings_of(content: bytes) -> list[Finding]:
        hit = any(f"CLM*{number}*".encode() in content for number in numbers)
        finding = Finding(rule="claim.odd", severity="error", blocking=True, message="is odd", loop="2300")
        return [finding] if hit else whole(content)

    monkeypatch.setattr(build, "findings_of", findings_of)
    return numbers


async def test_the_others_leave_without_it(world: World, database: Database, blocked: set[str]) -> None:
    practice = await billing_practice(world)
    good, odd = await make_claim(world, practice, 1), await make_claim(world, practice, 2)
    blocked.add(odd["number"])
    batch = await submit(practice)
    await world.work()

    assert (await read(practice, f"/submissions/{batch['id']}"))["state"] == "sent"
    assert await state_of(practice, odd) == "rejected"
    assert await state_of(practice, good) not in {"queued", "rejected"}
    (told,) = await events_of(database, "claim.turned_away")
    assert told["rules"] == ["claim.odd 2300"]
    assert {each["family_id"] for each in await events_of(database, "claim.submitted")} == {good["id"]}

    timeline = await read(practice, f"/claims/{odd['id']}/timeline")
    assert [each["kind"] for each in timeline["files"] if each["direction"] == "sent"] == []
    audited = database.as_superuser("select row_count from audit_record where action = 'submission.send'")
    assert audited == [(1,)]

    blocked.clear()
    found = await read(practice, f"/claims/{odd['id']}")
    again = await practice.ehr.post(
        practice.path(f"/claims/{odd['id']}/send-again"),
        {"reason": "Mended"},
        headers={"If-Match": f'"{found["version"]}"'},
    )
    assert again.status_code == 200, again.text
    await submit(practice)
    await world.work()
    assert await state_of(practice, odd) not in {"queued", "rejected"}


async def test_a_batch_of_nothing_else_is_refused(world: World, blocked: set[str]) -> None:
    practice = await billing_practice(world)
    odd = await make_claim(world, practice)
    blocked.add(odd["number"])
    batch = await submit(practice)
    await world.work()
    found = await read(practice, f"/submissions/{batch['id']}")
    assert (found["state"], found["transaction_id"], found["claims_by_state"]) == ("refused", None, {"rejected": 1})
