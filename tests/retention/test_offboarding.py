"""The order of leaving, what each step stops, and what keeps a practice's records."""

from datetime import date
from typing import Any

import pytest

from api.offboarding.rules import retained_until
from tests.builders.encounters import encounter
from tests.builders.registration import BILLING_NPI
from tests.builders.submissions import billing_practice, make_claim
from tests.builders.x12_files import interchange, remittance
from tests.harness.database import Database
from tests.harness.world import World
from tests.retention.leaving import STEPS, ask, decide, leaving, take

JUMPS = [
    ((), "no_new_claims"),
    ((), "shredded"),
    ((), "none"),
    (("notice",), "run_out"),
    (("notice", "no_new_claims"), "exported"),
    (("notice", "no_new_claims", "run_out"), "hold"),
    (("notice", "no_new_claims", "run_out", "exported"), "shredded"),
    (("notice", "no_new_claims", "run_out", "exported"), "none"),
    (STEPS, "notice"),
]


@pytest.mark.parametrize(("taken", "asked"), JUMPS)
async def test_a_step_out_of_order_is_refused_and_changes_nothing(
    world: World, taken: tuple[str, ...], asked: str
) -> None:
    practice = await world.practice()
    before = await take(world, practice, *taken)
    answer = await ask(world, practice, asked)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("offboarding-out-of-order")
    await world.work()
    assert await leaving(world, practice) == before


async def test_each_step_says_who_asked_and_why(world: World, database: Database) -> None:
    practice = await world.practice()
    reached = await take(world, practice, "notice", "none", "notice", "no_new_claims")
    assert reached["state"] == "no_new_claims"
    assert [(step["step"], step["state"]) for step in reached["steps"]] == [
        (name, "done") for name in ("notice", "none", "notice", "no_new_claims")
    ]
    assert {step["actor_id"] for step in reached["steps"]} == {world.staff.client_id}
    assert reached["steps"][0]["reason"] == "Contract ended: notice"
    noted = database.as_superuser(
        "select action, detail ->> 'step' from organization_audit_record where subject_id = %s"
        " and action = 'practice.offboarding' order by occurred_at",
        [practice.id],
    )
    assert noted == [("practice.offboarding", name) for name in ("notice", "none", "notice", "no_new_claims")]


async def test_one_step_is_taken_at_a_time(world: World) -> None:
    practice = await world.practice()
    assert (await ask(world, practice, "notice")).status_code == 202
    answer = await ask(world, practice, "no_new_claims")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "offboarding-under-way")


async def test_a_practice_on_notice_takes_claims_and_one_step_later_it_takes_none_but_money_posts(world: World) -> None:
    practice = await billing_practice(world)
    billed = await make_claim(world, practice, 1)
    await take(world, practice, "notice")
    await make_claim(world, practice, 2)
    await take(world, practice, "no_new_claims")
    known = encounter(
        external_id="VISIT-1", patient_external_id="MRN-1", coverage_external_id="COV-1"
    )  # the same as before: it is there already
    again = await practice.ehr.post(practice.path("/encounters"), known)
    assert (again.status_code, again.json()["claim_id"]) == (200, billed["id"])
    for path, body in (
        ("/encounters", known | {"external_id": "VISIT-3"}),
        ("/encounters/validate", known | {"external_id": "VISIT-3"}),
        ("/submissions", {}),
    ):
        refused = await practice.ehr.post(practice.path(path), body)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "practice-leaving"), path
    for step in ("run_out", "exported", "hold"):
        paid = await practice.ehr.send_file(
            practice.path("/remittances"), interchange([remittance(BILLING_NPI, trace=f"T-{step}")])
        )
        assert paid.status_code in {200, 202}, paid.text
        await world.work()
        await take(world, practice, step)
        assert (await practice.ehr.post(practice.path("/submissions"), {})).status_code == 409
    remittances = (await practice.ehr.get(practice.path("/remittances"))).json()["items"]
    assert [each["state"] for each in remittances] == ["posted"] * 3


async def test_withdrawn_notice_takes_claims_again(world: World) -> None:
    practice = await billing_practice(world)
    await take(world, practice, "notice", "no_new_claims", "none")
    await make_claim(world, practice, 1)


async def test_a_legal_hold_stops_the_destruction_and_nothing_else(world: World) -> None:
    practice = await world.practice()
    await take(world, practice, *STEPS[:3])
    assert (await decide(world, practice, legal_hold=True)).json()["legal_hold"] is True
    await take(world, practice, *STEPS[3:5])
    refused = await ask(world, practice, "shredded")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "legal-hold")
    await decide(world, practice, legal_hold=False)
    assert (await take(world, practice, "shredded"))["state"] == "shredded"


async def test_a_legal_hold_that_comes_before_the_job_wins(world: World) -> None:
    practice = await world.practice()
    await take(world, practice, *STEPS[:5])
    assert (await ask(world, practice, "shredded")).status_code == 202
    await decide(world, practice, legal_hold=True)
    await world.work()
    left = await leaving(world, practice)
    assert (left["state"], left["steps"][-1]["state"]) == ("hold", "refused")
    assert left["steps"][-1]["detail"] == {"refused": "legal_hold"}
    assert (await practice.ehr.get(practice.path("/claims"))).status_code == 200


async def test_a_live_practice_is_kept_for_years_from_its_last_date_of_service(
    world: World, database: Database
) -> None:
    practice = await billing_practice(world, mode="live")
    await make_claim(world, practice, 1, service_date="2026-01-15")
    held = await take(world, practice, *STEPS[:5])
    last = database.as_superuser("select max(business_date)::text from ledger_batch")[0][0]
    assert held["retained_until"] == last.replace(last[:4], str(int(last[:4]) + 10))
    refused = await ask(world, practice, "shredded")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "retention-not-over")
    assert held["retained_until"] in refused.json()["detail"]
    longer = (await decide(world, practice, retention_years=12)).json()
    assert longer["retained_until"] == last.replace(last[:4], str(int(last[:4]) + 12))
    too_short = await decide(world, practice, retention_years=6)
    assert too_short.status_code == 422


@pytest.mark.parametrize(
    ("last_day", "years", "is_test", "until"),
    [
        (date(2026, 5, 4), 10, False, date(2036, 5, 4)),
        (date(2028, 2, 29), 7, False, date(2035, 3, 1)),
        (date(2026, 5, 4), 10, True, None),
        (None, 10, False, None),
    ],
)
def test_retention_counts_from_the_last_day(
    last_day: date | None, years: int, *, is_test: bool, until: date | None
) -> None:
    assert retained_until(last_day, years, is_test=is_test) == until


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("offboarding", {"step": "notice"}),
        ("offboarding", {"step": "gone", "reason": "x"}),
        ("offboarding", {"step": "notice", "reason": ""}),
        ("retention", {"reason": "x"}),
        ("retention", {"legal_hold": "yes", "reason": "x"}),
    ],
)
async def test_a_step_without_a_reason_or_with_nonsense_is_refused(
    world: World, path: str, body: dict[str, Any]
) -> None:
    practice = await world.practice()
    answer = await world.staff.post(world.path(f"/practices/{practice.id}/{path}"), body)
    assert answer.status_code == 422
