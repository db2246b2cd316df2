"""What a patient owes and why, as a front desk reads it."""

from tests.harness.world import World
from tests.patient_accounts.accounts import COPAY, DEDUCTIBLE, TODAY, Accounts


async def test_a_balance_is_itemized_by_claim_line_and_reason(accounts: Accounts) -> None:
    deductible = await accounts.claim(1, DEDUCTIBLE, service_date="2026-01-05")
    copay = await accounts.visit(1, "V-2", COPAY, service_date="2026-01-15")
    await accounts.adjudicate()
    paid = await accounts.pay(3000, claim_id=copay["id"])  # 2500 are open there
    balance = await accounts.balance(paid["patient_id"])
    assert {name: value for name, value in balance.items() if name.endswith("_cents")} == {
        "balance_cents": 10500,
        "owed_cents": 10500,
        "credit_cents": 0,
        "paid_cents": 2500,
        "unapplied_cents": 500,
        "refund_due_cents": 0,
        "insurance_pending_cents": 0,
    }
    newest, oldest = balance["claims"]
    assert (newest["claim_id"], oldest["claim_id"]) == (copay["id"], deductible["id"])
    [line] = newest["lines"]
    assert line == {
        "line_no": 1,
        "service_date": "2026-01-15",
        "procedure": "99213",
        "shares": [{"reason": "copay", "group_code": "PR", "reason_code": "3", "cents": 2500}],
        "paid_cents": 2500,
        "owed_cents": 0,
        "credit_cents": 0,
        "insurance_pending_cents": 0,
    }
    assert [share["reason"] for share in oldest["lines"][0]["shares"]] == ["deductible"]
    assert (oldest["owed_cents"], oldest["waiting_for"], oldest["explanation"]) == (10500, None, None)
    assert balance["unapplied"] == [
        {
            "payment_id": paid["id"],
            "unapplied_cents": 500,
            "received_on": TODAY,
            "method": "check",
            "source": "desk",
            "claim_id": copay["id"],
        }
    ]


async def test_what_insurance_still_holds_is_shown_with_what_it_waits_for(accounts: Accounts) -> None:
    await accounts.claim(1, "04A")
    patient_id = (await accounts.pay(100))["patient_id"]
    before = await accounts.balance(patient_id)
    assert (before["owed_cents"], before["insurance_pending_cents"]) == (0, 15000)
    assert (before["claims"][0]["waiting_for"], before["claims"][0]["insurance_pending_cents"]) == ("not_sent", 15000)
    await accounts.adjudicate()
    [claim] = (await accounts.balance(patient_id))["claims"]
    assert (claim["state"], claim["waiting_for"]) == ("rejected", "rejected")
    assert claim["explanation"].startswith("The claim was turned away")


async def test_a_denied_claim_is_the_practices_to_settle(accounts: Accounts) -> None:
    await accounts.decided(1, "05A")
    [claim] = (await accounts.balance((await accounts.pay(1))["patient_id"]))["claims"]
    assert (claim["owed_cents"], claim["insurance_pending_cents"], claim["waiting_for"]) == (0, 15000, "denied")


async def test_a_refund_that_has_not_left_is_due(accounts: Accounts) -> None:
    claim = await accounts.decided(1, COPAY)
    paid = await accounts.pay(2500, claim_id=claim["id"])
    refund = await accounts.refund(claim_id=claim["id"], cents=1000)
    due = await accounts.balance(paid["patient_id"])
    assert (due["refund_due_cents"], due["owed_cents"], due["paid_cents"]) == (1000, 1000, 1500)
    assert [each["refund_id"] for each in due["refunds_due"]] == [refund["id"]]
    await accounts.send(refund)
    assert (await accounts.balance(paid["patient_id"]))["refunds_due"] == []


async def test_a_patient_without_anything_has_an_empty_balance_and_a_foreign_one_none(
    accounts: Accounts, world: World
) -> None:
    await accounts.claim()
    answer = await accounts.practice.ehr.post(accounts.practice.path("/patients/search"), {"external_id": "MRN-1"})
    patient_id = answer.json()["items"][0]["id"]
    oak = await world.practice("Oak")
    foreign = await oak.ehr.get(oak.path(f"/patients/{patient_id}/balance"))
    unknown = await oak.ehr.get(oak.path(f"/patients/{accounts.practice.id}/balance"))
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    mine = await accounts.balance(patient_id)
    assert (mine["balance_cents"], mine["unapplied"], mine["more_claims"]) == (0, [], False)
