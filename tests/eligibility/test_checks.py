"""A question to a payer and its answer, from the request to the words a front desk reads."""

import datetime as dt
from typing import Any

import pytest

from api.kit.clock import local_day, now
from api.x12 import Benefit, Rejection
from tests.builders import registration as build
from tests.builders.encounters import encounter
from tests.eligibility.payers import ACTIVE, INACTIVE, covered, question, reply
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

TODAY = local_day(now(), "America/Chicago")
"""The practice's."""


async def ask(world: World, practice: PracticeWorld, **changes: Any) -> dict[str, Any]:
    """A check as it stands once its 270 has gone out."""
    order = {"coverage_external_id": "COV-1", "service_date": TODAY.isoformat(), **changes}
    answer = await practice.ehr.post(practice.path("/eligibility-checks"), order)
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["benefits"]) == ("queued", [])
    await world.work()
    return await read(practice, answer.json()["id"])


async def read(practice: PracticeWorld, check_id: str) -> dict[str, Any]:
    answer = await practice.ehr.get(practice.path(f"/eligibility-checks/{check_id}"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def items(practice: PracticeWorld) -> list[dict[str, Any]]:
    answer = await practice.ehr.get(practice.path("/work-items"), kind="eligibility_failed", state="open")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


pytestmark = pytest.mark.usefixtures("silent_payer")


@pytest.fixture
async def practice(world: World) -> PracticeWorld:
    return await world.practice()


async def test_an_active_plan_is_told_in_words_and_cents(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice)
    check = await ask(world, practice, service_types=["30", "98"])
    assert (check["state"], check["outcome"]) == ("sent", None)
    asked = await question(practice, check)
    assert asked.sources[0].receivers[0].subscribers[0].inquiries[0].service_types == ("30", "98")
    await reply(world, asked, benefits=ACTIVE)
    answered = await read(practice, check["id"])
    assert (answered["state"], answered["outcome"], answered["rejections"]) == ("answered", "active", [])
    copay = next(each for each in answered["benefits"] if each["kind"] == "copay")
    assert (copay["cents"], copay["in_network"], copay["service_types"]) == (2500, True, ["98"])
    assert copay["text"].startswith("copay $25.00 (visit)")
    deductibles = [each for each in answered["benefits"] if each["kind"] == "deductible"]
    assert [(each["cents"], each["is_remaining"]) for each in deductibles] == [(500000, False), (120000, True)]
    assert answered["response_transaction_id"] is not None
    assert await items(practice) == []


async def test_a_dependent_is_asked_about_and_found_again(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice, relationship="19", subscriber=build.person(first_name="Ruth"))
    check = await ask(world, practice)
    asked = await question(practice, check)
    (subscriber,) = asked.sources[0].receivers[0].subscribers
    assert (subscriber.party.first_name, len(subscriber.dependents)) == ("Ruth", 1)
    await reply(world, asked, benefits=ACTIVE)
    assert (await read(practice, check["id"]))["outcome"] == "active"


async def test_a_rejection_says_what_to_put_right_and_waits_for_a_person(world: World, practice: PracticeWorld) -> None:
    coverage = await covered(world, practice)
    check = await ask(world, practice)
    refused = Rejection(loop="2100C", reason="75", follow_up="C")
    asked = await question(practice, check)
    await reply(world, asked, rejections=[refused])
    answered = await read(practice, check["id"])
    (rejection,) = answered["rejections"]
    assert (answered["outcome"], rejection["code"], rejection["retry"]) == ("rejected", "75", "corrected")
    assert rejection["level"] == "subscriber"
    assert rejection["fix"]
    (item,) = await items(practice)
    assert (item["subject_id"], item["due_on"]) == (coverage["id"], TODAY.isoformat())
    await reply(world, asked, benefits=ACTIVE, control="000000778")  # asked by telephone, sent again
    assert (await read(practice, check["id"]))["outcome"] == "active"
    assert await items(practice) == []


async def test_a_payer_that_was_not_reached_answers_the_check_of_its_file(
    world: World, practice: PracticeWorld
) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    asked = await question(practice, check)
    await reply(world, asked, source_rejections=[Rejection(loop="2000A", reason="42", follow_up="P")])
    answered = await read(practice, check["id"])
    assert (answered["outcome"], [each["retry"] for each in answered["rejections"]]) == ("rejected", ["unchanged"])


async def test_an_inactive_plan_is_not_verified(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    await reply(world, await question(practice, check), benefits=INACTIVE)
    assert (await read(practice, check["id"]))["outcome"] == "inactive"
    assert len(await items(practice)) == 1


async def test_silence_about_the_plan_is_unknown_and_never_active(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    copay = [Benefit(information="B", service_types=("98",), cents=1000)]
    await reply(world, await question(practice, check), benefits=copay)
    assert (await read(practice, check["id"]))["outcome"] == "unknown"


async def test_an_answer_to_nobody_changes_nothing(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    asked = await question(practice, check)
    await reply(world, asked, benefits=ACTIVE, trace="0" * 32)
    assert (await read(practice, check["id"]))["state"] == "sent"


async def findings(practice: PracticeWorld, database: Database) -> list[str]:
    """Rules of what was found in all that was received."""
    rows = database.as_superuser("select id from transaction_file where transaction_set = '271' order by id")
    found = []
    for (file_id,) in rows:
        answer = await practice.ehr.get(practice.path(f"/transactions/{file_id}"))
        found += [finding["rule"] for finding in answer.json()["findings"]]
    return found


async def test_the_same_answer_in_a_new_envelope_changes_nothing(world: World, practice: PracticeWorld) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    asked = await question(practice, check)
    await reply(world, asked, benefits=ACTIVE)
    answered = await read(practice, check["id"])
    await reply(world, asked, benefits=ACTIVE, control="000000778")
    assert await read(practice, check["id"]) == answered


async def test_an_answer_that_says_nothing_replaces_none_that_said_something(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    asked = await question(practice, check)
    await reply(world, asked, benefits=ACTIVE)
    answered = await read(practice, check["id"])
    await reply(world, asked, control="000000778")
    assert await read(practice, check["id"]) == answered
    assert await findings(practice, database) == ["eligibility.empty"]


async def test_an_answer_that_says_nothing_is_an_answer_where_there_was_none(
    world: World, practice: PracticeWorld
) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    await reply(world, await question(practice, check))
    answered = await read(practice, check["id"])
    assert (answered["state"], answered["outcome"], answered["benefits"]) == ("answered", "unknown", [])


async def test_without_our_trace_only_a_check_that_waits_is_answered(
    world: World, practice: PracticeWorld, database: Database
) -> None:
    await covered(world, practice)
    check = await ask(world, practice)
    asked = await question(practice, check)
    await reply(world, asked, benefits=ACTIVE, is_traced=False)
    answered = await read(practice, check["id"])
    assert answered["outcome"] == "active"
    await reply(world, asked, benefits=INACTIVE, control="000000778", is_traced=False)
    assert await read(practice, check["id"]) == answered
    assert await findings(practice, database) == ["eligibility.untraced"]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"coverage_external_id": "COV-9"}, "/body/coverage_external_id", "not_found"),
        ({"service_date": (TODAY - dt.timedelta(days=366)).isoformat()}, "/body/service_date", "out_of_range"),
        ({"service_types": ["30", "ZZ"]}, "/body/service_types/1", "service_type"),
        ({"billing_provider_id": "0198c0de-0000-7000-8000-000000000000"}, "/body/billing_provider_id", "not_found"),
    ],
)
async def test_what_cannot_be_asked_says_why(
    world: World, practice: PracticeWorld, changes: dict[str, Any], pointer: str, code: str
) -> None:
    await covered(world, practice)
    order = {"coverage_external_id": "COV-1", "service_date": TODAY.isoformat(), **changes}
    answer = await practice.ehr.post(practice.path("/eligibility-checks"), order)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert answer.json()["errors"][0]["code"] == code


async def test_a_replay_asks_once(world: World, practice: PracticeWorld, database: Database) -> None:
    await covered(world, practice)
    order = {"coverage_external_id": "COV-1", "service_date": TODAY.isoformat()}
    path = practice.path("/eligibility-checks")
    first = await practice.ehr.post(path, order, key="K")
    again = await practice.ehr.post(path, order, key="K")
    assert first.json() == again.json()
    await world.work()
    assert database.as_superuser("select count(*) from eligibility_check") == [(1,)]
    page = (await practice.ehr.get(path)).json()
    assert [each["id"] for each in page["items"]] == [first.json()["id"]]


async def test_checks_page_newest_first_and_by_coverage(world: World, practice: PracticeWorld) -> None:
    coverage = await covered(world, practice)
    made = [(await ask(world, practice))["id"] for _ in range(3)]
    path = practice.path("/eligibility-checks")
    first = (await practice.ehr.get(path, limit=2, coverage_id=coverage["id"])).json()
    rest = (await practice.ehr.get(path, limit=2, coverage_id=coverage["id"], cursor=first["next_cursor"])).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None


async def test_an_encounter_says_whether_it_was_verified_before_service(world: World, practice: PracticeWorld) -> None:
    """By the answer that was there on the day of service; what comes after the visit verifies nothing."""
    await covered(world, practice)

    async def visit(external_id: str) -> dict[str, Any]:
        order = encounter(external_id=external_id, service_date=TODAY.isoformat())
        answer = await practice.ehr.post(practice.path("/encounters"), order)
        assert answer.status_code == 201, answer.text
        path = practice.path(f"/encounters/{answer.json()['encounter_id']}")
        found: dict[str, Any] = (await practice.ehr.get(path)).json()
        return found

    unverified = await visit("E-1")
    assert (unverified["verified_before_service"], unverified["eligibility_check_id"]) == (False, None)
    check = await ask(world, practice, service_date=TODAY.isoformat())
    asked = await question(practice, check)
    await reply(world, asked, benefits=ACTIVE)
    verified = await visit("E-2")
    assert (verified["verified_before_service"], verified["eligibility_check_id"]) == (True, check["id"])
    await reply(world, asked, benefits=INACTIVE, control="000000779")
    assert (await visit("E-3"))["verified_before_service"] is False
