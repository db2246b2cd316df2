"""Appeals and reopenings are recorded, in time, where the payer takes them."""

from datetime import date, timedelta
from typing import Any

import pytest

from api.kit.clock import local_day, now
from tests.builders.answers import Clp, Svc
from tests.builders.submissions import billing_practice, make_claim
from tests.denials.support import PAID_ON, denials, items, post, submit
from tests.harness.world import PracticeWorld, World


async def denied(
    world: World, *remarks: str, payer: str = "SBXCO", carc: str = "50", on: date = PAID_ON
) -> tuple[PracticeWorld, dict[str, Any]]:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04E", payer=payer)
    await submit(world, practice)
    await post(world, practice, Clp(claim["number"], [Svc(15000, [("CO", carc, 15000)], 1, remarks=remarks)]), on=on)
    [denial] = await denials(practice)
    return practice, denial


async def appeal(practice: PracticeWorld, denial: dict[str, Any], **order: Any) -> Any:
    path = practice.path(f"/denials/{denial['id']}/appeals")
    return await practice.ehr.post(path, {"kind": "appeal", "sent_on": "2026-11-10"} | order)


async def test_an_appeal_is_kept_and_answered_while_the_denial_stays_on_the_list(world: World) -> None:
    practice, denial = await denied(world)
    answer = await appeal(practice, denial, reference="GRV-1009")
    assert answer.status_code == 201, answer.text
    [made] = answer.json()["appeals"]
    assert (made["kind"], made["sent_on"], made["reference"], made["outcome"]) == (
        "appeal",
        "2026-11-10",
        "GRV-1009",
        "",
    )
    path = practice.path(f"/appeals/{made['id']}/outcome")
    answer = await practice.ehr.post(path, {"outcome": "granted", "decided_on": "2026-11-20"})
    assert answer.json()["appeals"][0]["outcome"] == "granted"
    assert answer.json()["state"] == "open"
    assert len(await items(practice, kind="denial", state="open")) == 1
    again = await practice.ehr.post(path, {"outcome": "refused", "decided_on": "2026-11-21"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("remarks", "kind", "code"),
    [(["N211"], "appeal", "n211"), (["N290", "MA130"], "appeal", "ma130"), (["N290", "MA130"], "reopening", "ma130")],
)
async def test_what_takes_no_appeal_says_why(world: World, remarks: list[str], kind: str, code: str) -> None:
    practice, denial = await denied(world, *remarks, payer="SBXMC", carc="16")
    assert denial["appeal_until"] is None
    answer = await appeal(practice, denial, kind=kind)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/no-appeal")
    [error] = answer.json()["errors"]
    assert error["code"] == code
    assert error["message"]


async def test_a_decision_that_can_not_be_appealed_may_be_reopened(world: World) -> None:
    practice, denial = await denied(world, "N211", payer="SBXMC", carc="29")
    assert (await appeal(practice, denial, kind="reopening")).status_code == 201


async def test_after_the_last_day_a_reason_is_needed(world: World) -> None:
    practice, denial = await denied(world, payer="SBXMC", on=date(2026, 6, 1))
    assert denial["appeal_until"] == "2026-09-29"  # 2026-06-01 + 120
    answer = await appeal(practice, denial, sent_on="2026-09-30")
    assert answer.status_code == 409
    assert (answer.json()["type"].rsplit("/", 1)[-1], answer.json()["last_day"]) == ("too-late", "2026-09-29")
    assert (await appeal(practice, denial, sent_on="2026-09-30", late_reason="good_cause")).status_code == 201


async def test_on_the_last_day_it_is_in_time(world: World) -> None:
    practice, denial = await denied(world, payer="SBXMC", on=date(2026, 6, 1))
    assert (await appeal(practice, denial, sent_on="2026-09-29")).status_code == 201


async def test_one_of_a_kind_waits_at_a_time(world: World) -> None:
    practice, denial = await denied(world)
    [made] = (await appeal(practice, denial)).json()["appeals"]
    assert (await appeal(practice, denial)).status_code == 409
    assert (await appeal(practice, denial, kind="reopening")).status_code == 201
    path = practice.path(f"/appeals/{made['id']}/outcome")
    await practice.ehr.post(path, {"outcome": "refused", "decided_on": "2026-11-20"})
    assert (await appeal(practice, denial, sent_on="2026-11-21")).status_code == 201


async def test_nothing_is_appealed_before_it_is_denied(world: World) -> None:
    practice, denial = await denied(world)
    answer = await appeal(practice, denial, sent_on="2026-11-01")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/body/sent_on"


async def test_what_the_sandbox_denies_ahead_of_our_day_may_be_appealed_today(world: World) -> None:
    today = local_day(now(), "America/Chicago")
    practice, denial = await denied(world, on=today + timedelta(days=20))
    before = await appeal(practice, denial, sent_on=(today - timedelta(days=1)).isoformat())
    assert (before.status_code, today.isoformat() in before.json()["errors"][0]["message"]) == (422, True)
    answer = await appeal(practice, denial, sent_on=today.isoformat())
    assert answer.status_code == 201, answer.text
    path = practice.path(f"/appeals/{answer.json()['appeals'][0]['id']}/outcome")
    decided = await practice.ehr.post(path, {"outcome": "refused", "decided_on": today.isoformat()})
    assert decided.status_code in {200, 201}, decided.text


async def test_a_denial_that_is_written_off_takes_no_appeal(world: World) -> None:
    practice, denial = await denied(world)
    path = practice.path(f"/denials/{denial['id']}/write-off")
    await practice.ehr.post(path, {"reason": "other"}, headers={"If-Match": "*"})
    assert (await appeal(practice, denial)).status_code == 409
