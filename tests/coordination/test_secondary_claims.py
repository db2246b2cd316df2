"""The next payer is billed on the primary's lines with what was decided before it, balanced, and only when due."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from api.x12 import read_claims, read_file
from api.x12.claim_837p import Claim
from tests.builders.answers import Clp, Svc, answer
from tests.builders.registration import coverage, person
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World
from tests.judges.pyx12_judge import judge

TODAY = date.today()  # noqa: DTZ011 - a day of service in the past, wherever the tests run
VISIT = (TODAY - timedelta(days=60)).isoformat()
DECIDED = TODAY - timedelta(days=5)
SILENT = "04E"
MEDICARE = Svc(10000, [("CO", "45", 2000), ("CO", "253", 128), ("PR", "2", 1600)])
"""10000 = CO-45 2000, CO-253 128, PR-2 1600, paid 6272."""


async def medigap(world: World, practice: PracticeWorld, **changes: Any) -> dict[str, Any]:
    """A claim of 10000 to Medicare, sent and not answered; the patient has a commercial coverage after it."""
    claim = await make_claim(
        world,
        practice,
        scenario=SILENT,
        payer="SBXMC",
        service_date=VISIT,
        lines=[{"procedure": "99213", "charge_cents": 10000, "units": 1, "diagnosis_pointers": [1]}],
    )
    await cover(world, practice, "S", **changes)
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    return claim


async def cover(world: World, practice: PracticeWorld, sequence: str, payer: str = "SBXCO", **changes: Any) -> None:
    facts = {
        "external_id": f"COV-{sequence}",
        "sequence": sequence,
        "member_id": f"SBX{SILENT}00000{sequence}",
        "group_number": "PLAN-G",
    }
    body = coverage(world.payers[payer], **facts | changes)
    (await practice.ehr.post(practice.path("/coverages"), body)).raise_for_status()


async def decided(world: World, practice: PracticeWorld, claim: dict[str, Any], svc: Svc, **more: Any) -> None:
    on = more.pop("on", DECIDED)
    await answer(world, practice, [Clp(claim["number"], [svc], **more)], on=on, payer="SANDBOX MEDICARE")


async def bill_next(practice: PracticeWorld, claim_id: str, **order: Any) -> httpx.Response:
    return await practice.ehr.post(practice.path(f"/claims/{claim_id}/secondary-claims"), order)


async def read(practice: PracticeWorld, path: str, **params: Any) -> dict[str, Any]:
    found = await practice.ehr.get(practice.path(path), **params)
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


async def account(practice: PracticeWorld, name: str) -> int:
    ledger = await read(practice, "/ledger")
    assert ledger["sum_cents"] == 0
    return sum(row["balance_cents"] for row in ledger["accounts"] if row["account"] == name)


async def written(world: World, practice: PracticeWorld) -> tuple[str, str, Claim]:
    """SBR01, the payer's id and the claim that waits, as it goes out: the judge accepts the file."""
    made = await practice.ehr.post(practice.path("/submissions"), {})
    assert made.status_code == 202, made.text
    await world.work()
    transaction_id = (await read(practice, f"/submissions/{made.json()['items'][0]['id']}"))["transaction_id"]
    assert transaction_id is not None, "the batch was not written"
    file = await practice.ehr.get(practice.path(f"/transactions/{transaction_id}/file"))
    assert judge(file.content) == (True, [])
    (transaction,) = read_file(file.content).transactions()
    (subscriber,) = read_claims(transaction).billing_providers[0].subscribers
    claims = subscriber.claims or subscriber.patients[0].claims
    return subscriber.sequence, subscriber.payer.id, claims[0]


def slug(response: httpx.Response) -> str:
    return str(response.json()["type"].rpartition("/")[2])


async def work_items(practice: PracticeWorld) -> list[str]:
    found = await read(practice, "/work-items", kind="bill_secondary", state="open")
    return [each["subject_id"] for each in found["items"]]


async def test_the_secondary_claim_tells_medicares_decision_and_its_answer_leaves_nothing(world: World) -> None:
    # R = 10000 - 6272 - 2128 = 1600 stays in insurance_receivable; the secondary pays 1600: 0 left, the patient owes 0
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE)
    primary = await read(practice, f"/claims/{claim['id']}")
    assert (primary["state"], primary["insurance_balance_cents"]) == ("secondary_due", 1600)
    assert await work_items(practice) == [claim["id"]]

    made = await bill_next(practice, claim["id"])
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["payer_id"], body["payer_sequence"]) == (world.payers["SBXCO"], "S")
    assert (body["charge_cents"], body["prior_paid_cents"], body["open_cents"]) == (10000, 6272, 1600)
    assert await work_items(practice) == []
    second = await read(practice, f"/claims/{body['claim_id']}")
    assert (second["receivable_claim_id"], second["insurance_balance_cents"]) == (claim["id"], 0)
    assert second["family_id"] == second["id"], "a later payer's claim is no correction of the first"
    assert await account(practice, "charges") == -10000, "no charge is opened twice"

    sequence, payer, out = await written(world, practice)
    assert (sequence, payer, out.claim_id, out.charge_cents) == ("S", "SBXCO", body["claim_number"], 10000)
    (other,) = out.other_payers
    assert (other.sequence, other.payer.id, other.paid_cents, other.filing_indicator) == ("P", "SBXMC", 6272, "MB")
    assert other.payer.reference("F8") == "ICN0001"
    (line,) = out.lines
    (told,) = line.adjudications
    assert (told.payer_id, told.paid_cents, told.paid_on) == ("SBXMC", 6272, DECIDED)
    assert sorted((each.group, each.carc, each.cents) for each in told.adjustments) == [
        ("CO", "253", 128),
        ("CO", "45", 2000),
        ("PR", "2", 1600),
    ]

    paid = Clp(body["claim_number"], [Svc(10000, [("OA", "23", 8400)])], status="2", icn="ICN0002")
    await answer(world, practice, [paid], on=TODAY)
    primary = await read(practice, f"/claims/{claim['id']}")
    assert (primary["state"], primary["insurance_balance_cents"]) == ("paid", 0)
    assert primary["insurance_paid_cents"] == 7872
    assert await account(practice, "patient_receivable") == 0


async def test_while_a_crossover_is_expected_nothing_goes_out_unless_a_person_says_why(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE, status="19", next_payer="MEDIGAP")
    assert (await read(practice, f"/claims/{claim['id']}"))["state"] == "crossover_expected"
    early = await bill_next(practice, claim["id"])
    assert (early.status_code, slug(early)) == (409, "crossover-expected")
    assert early.json()["due_on"] == (DECIDED + timedelta(days=30)).isoformat()
    made = await bill_next(practice, claim["id"], override_reason="The payer never got it")
    assert made.json()["overridden"] == ["crossover-expected"]
    told = (await read(practice, f"/claims/{claim['id']}/timeline"))["items"][-1]
    assert (told["kind"], told["data"]["override_reason"]) == ("claim.next_payer_billed", "The payer never got it")


async def test_after_thirty_days_without_an_answer_it_may_go_out(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    on = TODAY - timedelta(days=31)  # the practice may be a day behind
    await decided(world, practice, claim, MEDICARE, status="19", next_payer="MEDIGAP", on=on)
    made = await bill_next(practice, claim["id"])
    assert made.status_code == 201, made.text
    assert made.json()["overridden"] == []


async def test_it_is_billed_once_and_only_on_the_primary_claim(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, MEDICARE)
    first = (await bill_next(practice, claim["id"])).json()
    again = await bill_next(practice, claim["id"])
    assert (again.status_code, slug(again)) == (409, "next-payer-already-billed")
    assert again.json()["claim_id"] == first["claim_id"]
    on_it = await bill_next(practice, first["claim_id"])
    assert (on_it.status_code, slug(on_it)) == (409, "not-the-primary-claim")
    assert on_it.json()["receivable_claim_id"] == claim["id"]


async def test_before_the_primary_has_decided_and_without_a_later_coverage_it_is_refused(world: World) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    early = await bill_next(practice, claim["id"])
    assert (early.status_code, slug(early)) == (409, "earlier-payer-not-decided")
    other = await make_claim(world, practice, 2, scenario=SILENT, service_date=VISIT)
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    await decided(world, practice, other, Svc(15000, [("CO", "45", 4500), ("PR", "3", 2500)]), icn="ICN0009")
    alone = await bill_next(practice, other["id"])
    assert (alone.status_code, slug(alone)) == (409, "no-later-coverage")


async def test_when_nothing_is_left_a_person_has_to_say_why(world: World) -> None:
    # 10000 = CO-45 2000, paid 8000: no receivable is left
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    await decided(world, practice, claim, Svc(10000, [("CO", "45", 2000)]))
    none = await bill_next(practice, claim["id"])
    assert (none.status_code, slug(none)) == (409, "nothing-left-to-bill")
    made = await bill_next(practice, claim["id"], override_reason="The plan wants to know", authorization_number="A-1")
    assert (made.status_code, made.json()["overridden"]) == (201, ["nothing-left-to-bill"])
    _, _, out = await written(world, practice)
    assert out.reference("G1") == "A-1"


async def test_a_decision_without_lines_is_told_on_the_claim(world: World) -> None:
    # all to the deductible, on the claim alone: 10000 = PR-1 10000, paid 0
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    whole = Clp(claim["number"], charge_cents=10000, adjustments=[("PR", "1", 10000)])
    await answer(world, practice, [whole], on=DECIDED, payer="SANDBOX MEDICARE")
    assert (await bill_next(practice, claim["id"])).status_code == 201
    _, _, out = await written(world, practice)
    (other,) = out.other_payers
    assert [(each.qualifier, each.cents) for each in other.amounts] == [("D", 0), ("EAF", 10000)]
    assert out.lines[0].adjudications == []


async def test_the_third_payer_is_told_of_both_the_second_having_answered_by_crossover(world: World) -> None:
    # Medicare paid 6272 and left 1600; the second, by crossover: OA-23 8400, PR-2 600, paid 1000; 600 left
    practice = await billing_practice(world)
    claim = await medigap(world, practice, relationship="01", subscriber=person(first_name="John", sex="M"))
    await cover(world, practice, "T", payer="SBXCO", group_number="PLAN-T")
    await decided(world, practice, claim, MEDICARE, status="19", next_payer="MEDIGAP")
    second = Clp(claim["number"], [Svc(10000, [("OA", "23", 8400), ("PR", "2", 600)])], status="2", icn="ICN0002")
    await answer(world, practice, [second], on=TODAY)
    made = await bill_next(practice, claim["id"])
    assert made.status_code == 201, made.text
    assert (made.json()["payer_sequence"], made.json()["open_cents"]) == ("T", 600)
    assert made.json()["prior_paid_cents"] == 7272


@pytest.mark.parametrize("state", ["submitted", "superseded"])
async def test_a_claim_that_waits_or_was_corrected_is_not_billed_on(world: World, state: str) -> None:
    practice = await billing_practice(world)
    claim = await medigap(world, practice)
    if state == "superseded":
        order = {"reason": "Wrong", "method": "new_claim_1", "override_reason": "The payer lost it"}
        corrected = await practice.ehr.post(
            practice.path(f"/claims/{claim['id']}/corrections"), order, headers={"If-Match": "*"}
        )
        assert corrected.status_code == 201, corrected.text
    refused = await bill_next(practice, claim["id"])
    expected = "claim-corrected" if state == "superseded" else "earlier-payer-not-decided"
    assert (refused.status_code, slug(refused)) == (409, expected)
