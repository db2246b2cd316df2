"""A correction takes the place of the claim it corrects, by the payer's own way, and the receivable goes with it."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from api.x12 import read_claims, read_file
from api.x12.claim_837p import Claim
from tests.builders.answers import Clp, Svc, answer
from tests.builders.registration import coverage
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.judges.pyx12_judge import judge

TODAY = date.today()  # noqa: DTZ011 - a day of service in the past, wherever the tests run
VISIT = (TODAY - timedelta(days=40)).isoformat()
WRONG = {"reason": "The place of service was wrong", "changes": {"place_of_service": "22"}}
SILENT = "04E"
"""The sandbox payer takes the claim in and never answers: the tests answer for it."""


async def sent(world: World, practice: PracticeWorld, number: int = 1, **changes: Any) -> dict[str, Any]:
    """A claim of 15000 cents that was sent and is not answered."""
    claim = await make_claim(world, practice, number, **{"scenario": SILENT, "service_date": VISIT} | changes)
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    return claim


async def decided(world: World, practice: PracticeWorld, claim: dict[str, Any], svc: Svc, **more: Any) -> None:
    """The payer's answer, ten days ago unless told."""
    on = more.pop("on", TODAY - timedelta(days=10))
    await answer(world, practice, [Clp(claim["number"], [svc], **more)], on=on)


async def correct(practice: PracticeWorld, claim_id: str, order: dict[str, Any], **more: Any) -> httpx.Response:
    return await practice.ehr.post(
        practice.path(f"/claims/{claim_id}/corrections"), order, headers={"If-Match": "*"}, **more
    )


async def read(practice: PracticeWorld, path: str, **params: str) -> dict[str, Any]:
    found = await practice.ehr.get(practice.path(path), **params)
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


async def account(practice: PracticeWorld, name: str) -> int:
    ledger = await read(practice, "/ledger")
    assert ledger["sum_cents"] == 0
    return sum(row["balance_cents"] for row in ledger["accounts"] if row["account"] == name)


async def written(world: World, practice: PracticeWorld) -> Claim:
    """The claim that waits, as it goes out: the judge accepts the file."""
    made = await practice.ehr.post(practice.path("/submissions"), {})
    assert made.status_code == 202, made.text
    await world.work()
    transaction_id = (await read(practice, f"/submissions/{made.json()['items'][0]['id']}"))["transaction_id"]
    file = await practice.ehr.get(practice.path(f"/transactions/{transaction_id}/file"))
    assert judge(file.content) == (True, [])
    (transaction,) = read_file(file.content).transactions()
    (subscriber,) = read_claims(transaction).billing_providers[0].subscribers
    return subscriber.claims[0]


def slug(response: httpx.Response) -> str:
    return str(response.json()["type"].rpartition("/")[2])


async def test_a_denied_claim_is_replaced_with_the_payers_number_and_hands_its_receivable_on(world: World) -> None:
    # 15000 denied under CO-16: 15000 stays open on the original; the replacement opens at its full 15000
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    await decided(world, practice, claim, Svc(15000, [("CO", "16", 15000)], remarks=("N382",)))
    made = await correct(practice, claim["id"], WRONG)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["method"], body["frequency"], body["state"]) == ("replace_7", "7", "ready")
    assert body["method_reason"] == "A replacement of the claim: frequency 7 with the payer's number in REF*F8"
    assert (body["charge_cents"], body["receivable_moved_cents"], body["overridden"]) == (15000, 15000, [])
    assert body["deadline_on"] == (TODAY + timedelta(days=170)).isoformat(), "ten days ago and 180"

    old, new = await read(practice, f"/claims/{claim['id']}"), await read(practice, f"/claims/{body['claim_id']}")
    assert (old["superseded_by"], old["insurance_balance_cents"]) == (new["id"], 0)
    assert (new["corrects"], new["correction_method"], new["insurance_balance_cents"]) == (
        old["id"],
        "replace_7",
        15000,
    )
    assert new["number"] != old["number"]
    assert await account(practice, "insurance_receivable") == 15000, "the family holds its charge once"
    assert await account(practice, "charges") == -15000
    family = await read(practice, f"/claims/{new['id']}/family")
    assert [(each["id"], each["frequency"]) for each in family["items"]] == [(old["id"], "1"), (new["id"], "7")]
    assert {each["family_id"] for each in family["items"]} == {old["id"]}

    out = await written(world, practice)
    assert (out.claim_id, out.frequency, out.reference("F8")) == (new["number"], "7", "ICN0001")
    assert out.place_of_service == "22"
    last = (await read(practice, f"/claims/{old['id']}/timeline"))["items"][-1]
    assert (last["kind"], last["reason"]) == ("claim.corrected", WRONG["reason"])
    assert (last["data"]["method"], last["data"]["corrected_by"]) == ("replace_7", new["id"])


async def test_of_a_partly_paid_claim_only_what_is_open_moves(world: World) -> None:
    # 15000 = paid 8000 + CO-45 4500 + denied CO-16 2500: 2500 leaves, 15000 opens
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    svc = Svc(15000, [("CO", "45", 4500), ("CO", "16", 2500)], remarks=("N382",))
    await decided(world, practice, claim, svc)
    body = (await correct(practice, claim["id"], WRONG)).json()
    assert body["receivable_moved_cents"] == 2500
    old = await read(practice, f"/claims/{claim['id']}")
    assert (old["insurance_balance_cents"], old["insurance_paid_cents"], old["adjusted_cents"]) == (0, 8000, 4500)
    assert await account(practice, "insurance_receivable") == 15000


async def test_a_void_repeats_the_claim_opens_at_zero_and_takes_no_changes(world: World) -> None:
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    await decided(world, practice, claim, Svc(15000, [("CO", "45", 4500)]))
    billed_in_error = {"reason": "Never seen", "cause": "billed_in_error"}
    changed = await correct(practice, claim["id"], billed_in_error | {"changes": {"note": "x"}})
    assert (changed.status_code, slug(changed)) == (422, "correction-invalid")
    assert changed.json()["errors"][0]["pointer"] == "/body/changes/note"
    body = (await correct(practice, claim["id"], billed_in_error)).json()
    assert (body["method"], body["frequency"], body["deadline_on"]) == ("void_8", "8", None)
    new = await read(practice, f"/claims/{body['claim_id']}")
    assert (new["charge_cents"], new["insurance_balance_cents"]) == (15000, 0)
    assert [each["insurance_balance_cents"] for each in new["lines"]] == [0]
    out = await written(world, practice)
    assert (out.frequency, out.reference("F8"), out.charge_cents) == ("8", "ICN0001", 15000)


async def test_a_rejected_claim_is_corrected_by_a_new_claim_and_needs_no_payers_number(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04A", service_date=VISIT)
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    bad = await correct(practice, claim["id"], {"reason": "Wrong code", "changes": {"diagnoses": ["nonsense"]}})
    assert (bad.status_code, slug(bad)) == (422, "edits-failed")
    assert bad.json()["errors"][0]["pointer"] == "/body/changes/diagnoses/0"
    mended = coverage(
        world.payers["SBXCO"], external_id="COV-1", patient_external_id="MRN-1", member_id=f"SBX{SILENT}777777"
    )
    (await practice.ehr.post(practice.path("/coverages"), mended)).raise_for_status()
    asked = await correct(practice, claim["id"], {"reason": "Wrong member id", "method": "replace_7"})
    assert (asked.status_code, slug(asked)) == (409, "correction-method-not-taken")
    made = await correct(practice, claim["id"], {"reason": "Wrong member id"})
    assert made.status_code == 201, made.text
    assert (made.json()["method"], made.json()["frequency"]) == ("new_claim_1", "1")
    assert made.json()["receivable_moved_cents"] == 15000
    again = await practice.ehr.post(
        practice.path(f"/claims/{claim['id']}/send-again"), {"reason": "Once more"}, headers={"If-Match": "*"}
    )
    assert (again.status_code, slug(again)) == (409, "claim-corrected")
    out = await written(world, practice)
    assert (out.claim_id, out.frequency, out.reference("F8")) == (made.json()["claim_number"], "1", "")


async def test_a_claim_that_was_never_sent_is_corrected_and_only_the_new_one_goes_out(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario=SILENT, service_date=VISIT)
    made = await correct(practice, claim["id"], WRONG)
    assert made.json()["method_reason"] == "The claim was never sent"
    assert (await written(world, practice)).claim_id == made.json()["claim_number"]
    assert (await read(practice, f"/claims/{claim['id']}"))["state"] == "ready"


@pytest.mark.parametrize(
    ("order", "status", "expected"),
    [
        ({}, 409, "correction-not-by-claim"),
        ({"method": "replace_7"}, 409, "correction-method-not-taken"),
        ({"method": "void_8", "override_reason": "They said so"}, 409, "correction-method-not-taken"),
        ({"method": "appeal"}, 409, "correction-not-by-claim"),
        ({"cause": "billed_in_error"}, 409, "correction-not-by-claim"),
        ({"method": "new_claim_1"}, 409, "correction-method-advised"),
    ],
)
async def test_medicare_part_b_takes_no_7_and_no_8(
    world: World, order: dict[str, Any], status: int, expected: str
) -> None:
    practice = await billing_practice(world)
    claim = await sent(world, practice, payer="SBXMC")
    await decided(world, practice, claim, Svc(15000, [("CO", "50", 15000)]), on=TODAY)
    made = await correct(practice, claim["id"], {"reason": "Modifier missing"} | order)
    assert (made.status_code, slug(made)) == (status, expected)
    assert (await read(practice, f"/claims/{claim['id']}"))["superseded_by"] is None


async def test_before_the_adjudication_a_person_has_to_say_why(world: World) -> None:
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    nameless = await correct(practice, claim["id"], WRONG)
    assert (nameless.status_code, slug(nameless)) == (409, "payer-control-number-missing")
    early = await correct(practice, claim["id"], WRONG | {"method": "new_claim_1"})
    assert (early.status_code, slug(early)) == (409, "claim-not-adjudicated")
    order = WRONG | {"method": "new_claim_1", "override_reason": "The payer lost it, says its agent"}
    made = await correct(practice, claim["id"], order)
    assert made.status_code == 201, made.text
    assert made.json()["overridden"] == ["claim-not-adjudicated", "correction-method-advised"]
    last = (await read(practice, f"/claims/{claim['id']}/timeline"))["items"][-1]
    assert last["data"]["override_reason"] == "The payer lost it, says its agent"


async def test_after_the_payers_last_day_a_correction_needs_a_reason_and_may_carry_its_delay(world: World) -> None:
    # decided 200 days ago, 180 days to correct: late by 20
    practice = await billing_practice(world)
    claim = await sent(world, practice, service_date=(TODAY - timedelta(days=220)).isoformat())
    svc = Svc(15000, [("CO", "16", 15000)], remarks=("N382",))
    await decided(world, practice, claim, svc, on=TODAY - timedelta(days=200))
    late = await correct(practice, claim["id"], WRONG)
    assert (late.status_code, slug(late)) == (409, "correction-late")
    assert late.json()["deadline_on"] == (TODAY - timedelta(days=20)).isoformat()
    order = {"reason": "Found late", "override_reason": "The payer agreed by phone", "changes": {"delay_reason": "7"}}
    made = await correct(practice, claim["id"], order)
    assert made.json()["overridden"] == ["correction-late"]
    assert (await written(world, practice)).delay_reason == "7"


async def test_a_claim_is_corrected_once_and_then_its_correction_is(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario=SILENT, service_date=VISIT)
    first = (await correct(practice, claim["id"], WRONG)).json()
    again = await correct(practice, claim["id"], WRONG)
    assert (again.status_code, slug(again)) == (409, "already-corrected")
    assert again.json()["superseded_by"] == first["claim_id"]
    second = (await correct(practice, first["claim_id"], WRONG)).json()
    family = await read(practice, f"/claims/{claim['id']}/family")
    assert [each["superseded_by"] for each in family["items"]] == [first["claim_id"], second["claim_id"], None]
    assert await account(practice, "insurance_receivable") == 15000


async def test_the_version_is_named_and_a_retry_gets_the_first_answer(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario=SILENT, service_date=VISIT)
    path = practice.path(f"/claims/{claim['id']}/corrections")
    assert (await practice.ehr.post(path, WRONG)).status_code == 428
    assert (await practice.ehr.post(path, WRONG, headers={"If-Match": '"7"'})).status_code == 412
    first = await practice.ehr.post(path, WRONG, key="k", headers={"If-Match": '"1"'})
    again = await practice.ehr.post(path, WRONG, key="k", headers={"If-Match": '"1"'})
    assert (first.status_code, first.content, first.headers["etag"]) == (201, again.content, again.headers["etag"])
    assert database.as_superuser("select count(*) from claim_correction") == [(1,)]


async def test_lines_are_replaced_whole_and_the_charge_with_them(world: World) -> None:
    # 15000 leaves; 99214 at 20000 and J1100 at 800 open 20800
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario=SILENT, service_date=VISIT)
    lines = [
        {"procedure": "99214", "charge_cents": 20000, "diagnosis_pointers": [1]},
        {"procedure": "J1100", "charge_cents": 800, "units": 4, "diagnosis_pointers": [1]},
    ]
    changes = {"lines": lines, "authorization_number": "AUTH-1", "note": "SEE RECORD"}
    made = (await correct(practice, claim["id"], {"reason": "Level of visit", "changes": changes})).json()
    assert (made["charge_cents"], made["receivable_moved_cents"]) == (20800, 15000)
    assert await account(practice, "charges") == -20800
    out = await written(world, practice)
    assert [(each.procedure.code, each.charge_cents) for each in out.lines] == [("99214", 20000), ("J1100", 800)]
    assert (out.reference("G1"), out.notes[0].text) == ("AUTH-1", "SEE RECORD")
