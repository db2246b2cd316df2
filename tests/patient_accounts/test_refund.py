"""What goes back: of allocations, of unapplied cash, by the bank's own hand; and what is put elsewhere."""

import asyncio

import pytest

from api.patient_accounts.refund import refund
from api.patient_accounts.schemas import RefundIn
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.database import Database
from tests.ledger.test_periods import until_blocked
from tests.patient_accounts.accounts import COPAY, DEDUCTIBLE, TODAY, Accounts, slug


async def test_unapplied_cash_is_refunded_without_touching_a_claim(accounts: Accounts) -> None:
    await accounts.claim()
    paid = await accounts.pay(2000)
    refund = await accounts.refund(payment_id=paid["id"], cents=500)
    assert refund["parts"] == [
        {"payment_id": paid["id"], "allocation_id": None, "claim_id": None, "line_no": None, "cents": 500}
    ]
    rest = await accounts.refund(payment_id=paid["id"])
    assert rest["cents"] == 1500
    assert await accounts.entries("patient_refund") == [
        ("unapplied_cash", "refunds_payable", 500),
        ("unapplied_cash", "refunds_payable", 1500),
    ]
    none = await accounts.post("/patient-refunds", {"payment_id": paid["id"]})
    assert (none.status_code, slug(none)) == (409, "more-than-unapplied")
    shown = await accounts.get(f"/patient-payments/{paid['id']}")
    assert [(each["cents"], each["allocation_id"]) for each in shown["refunds"]] == [(500, None), (1500, None)]


async def test_named_allocations_give_back_what_they_still_hold(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    first = (await accounts.pay(3000, claim_id=claim["id"]))["allocations"][0]["id"]
    await accounts.pay(1000, claim_id=claim["id"])
    refund = await accounts.refund(allocations=[{"allocation_id": first, "cents": 2000}])
    assert [part["allocation_id"] for part in refund["parts"]] == [first], "not the latest: the one that is named"
    over = await accounts.post("/patient-refunds", {"allocations": [{"allocation_id": first, "cents": 1001}]})
    assert (over.status_code, slug(over), over.json()["allocated_cents"]) == (409, "more-than-allocated", 1000)
    rest = await accounts.refund(allocations=[{"allocation_id": first}])
    assert rest["cents"] == 1000
    gone = await accounts.post("/patient-refunds", {"allocations": [{"allocation_id": first}]})
    assert gone.status_code == 409


async def test_a_refund_that_waited_for_another_is_judged_by_what_that_one_left(
    accounts: Accounts, database: Database
) -> None:
    await accounts.claim()
    paid = await accounts.pay(1000)
    order = {"payment_id": paid["id"], "cents": 600}
    async with work_for(accounts.world.services, Owner.practice(accounts.practice.id), "test") as work:
        await refund(work, RefundIn(**order))
        waiting = [asyncio.create_task(accounts.post("/patient-refunds", order | {"cents": c})) for c in (600, 400)]
        await until_blocked(database)
    answers = await asyncio.gather(*waiting)
    assert [answer.status_code for answer in answers] == [409, 201]
    assert (slug(answers[0]), (await accounts.ledger())["unapplied_cash"]) == ("more-than-unapplied", 0)


async def test_a_refund_leaves_once_for_whoever_has_read_it(accounts: Accounts) -> None:
    await accounts.claim()
    refund = await accounts.refund(payment_id=(await accounts.pay(800))["id"])
    path = f"/patient-refunds/{refund['id']}/send"
    assert (await accounts.post(path, {"sent_on": TODAY})).status_code == 428
    assert (await accounts.post(path, {"sent_on": "2999-01-01"}, 1)).status_code == 422
    await accounts.send(refund)
    assert (await accounts.post(path, {"sent_on": TODAY}, 1)).status_code == 412
    again = await accounts.post(path, {"sent_on": TODAY}, 2)
    assert (again.status_code, slug(again)) == (409, "refund-sent")
    ledger = await accounts.ledger()
    assert (ledger["patient_cash"], ledger["refunds_payable"]) == (0, 0)
    [sent] = (await accounts.get("/patient-refunds", state="sent"))["items"]
    assert (sent["sent_on"], (await accounts.get("/patient-refunds", state="made"))["items"]) == (TODAY, [])


async def test_a_returned_check_is_a_refund_of_that_payment_that_has_left(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=COPAY)
    other = await accounts.pay(500, claim_id=claim["id"], method="cash")
    check = await accounts.pay(3000, claim_id=claim["id"])  # 2000 on the share, 1000 unapplied
    answer = await accounts.post(
        f"/patient-payments/{check['id']}/return", {"reason": "returned_check", "returned_on": TODAY}, check["version"]
    )
    refund = answer.json()
    assert (answer.status_code, refund["state"], refund["cents"]) == (200, "sent", 3000)
    assert await accounts.entries("patient_refund", "patient_refund_sent") == [
        ("patient_receivable", "refunds_payable", 2000),
        ("unapplied_cash", "refunds_payable", 1000),
        ("refunds_payable", "patient_cash", 3000),
    ]
    ledger = await accounts.ledger()
    assert (ledger["patient_receivable"], ledger["patient_cash"]) == (2000, 500)
    assert (await accounts.get(f"/patient-payments/{other['id']}"))["allocated_cents"] == 500


async def test_a_payment_that_was_refunded_in_part_is_not_taken_back_whole(accounts: Accounts) -> None:
    await accounts.claim()
    paid = await accounts.pay(3000, method="card")
    await accounts.refund(payment_id=paid["id"], cents=1)
    answer = await accounts.post(
        f"/patient-payments/{paid['id']}/return", {"reason": "chargeback", "returned_on": TODAY}, 2
    )
    assert (answer.status_code, slug(answer)) == (409, "payment-refunded")


async def test_a_chargeback_is_of_a_card_and_a_returned_check_of_a_check(accounts: Accounts) -> None:
    await accounts.claim()
    cash, check = await accounts.pay(10, method="cash"), await accounts.pay(10)
    for payment, reason in ((cash, "chargeback"), (check, "chargeback"), (cash, "returned_check")):
        path = f"/patient-payments/{payment['id']}/return"
        assert (await accounts.post(path, {"reason": reason, "returned_on": TODAY}, 1)).status_code == 422


async def test_released_money_is_unapplied_again_and_goes_to_another_claim(accounts: Accounts) -> None:
    wrong = await accounts.claim(1, DEDUCTIBLE)
    right = await accounts.visit(1, "V-2", "01A")
    await accounts.adjudicate()
    paid = await accounts.pay(2500, claim_id=wrong["id"])
    allocation_id = paid["allocations"][0]["id"]
    answer = await accounts.post(
        f"/patient-payments/{paid['id']}/release", {"allocations": [{"allocation_id": allocation_id}]}, paid["version"]
    )
    assert (answer.status_code, answer.json()["unapplied_cents"]) == (200, 2500)
    assert await accounts.entries("patient_release") == [("patient_receivable", "unapplied_cash", 2500)]
    paid = await accounts.allocate(answer.json(), allocations=[{"claim_id": right["id"]}])
    assert [(each["claim_id"], each["standing_cents"]) for each in paid["allocations"]] == [
        (wrong["id"], 0),
        (right["id"], 2500),
    ]
    balance = await accounts.balance(paid["patient_id"])
    assert {each["claim_id"]: each["owed_cents"] for each in balance["claims"]} == {wrong["id"]: 10500, right["id"]: 0}


async def test_a_payment_releases_its_own_allocations_alone(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    mine, other = await accounts.pay(100, claim_id=claim["id"]), await accounts.pay(100, claim_id=claim["id"])
    foreign = {"allocations": [{"allocation_id": other["allocations"][0]["id"]}]}
    answer = await accounts.post(f"/patient-payments/{mine['id']}/release", foreign, mine["version"])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown")


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({}, "/body"),
        ({"claim_id": "01890a5d-ac96-774b-bcce-b302099a8057"}, "/body/cents"),
        ({"claim_id": "01890a5d-ac96-774b-bcce-b302099a8057", "cents": 1}, "/body/claim_id"),
        ({"payment_id": "01890a5d-ac96-774b-bcce-b302099a8057"}, "/body/payment_id"),
        (
            {"allocations": [{"allocation_id": "01890a5d-ac96-774b-bcce-b302099a8057"}]},
            "/body/allocations/0/allocation_id",
        ),
    ],
)
async def test_a_refund_names_one_thing_that_the_practice_has(
    accounts: Accounts, order: dict[str, object], pointer: str
) -> None:
    answer = await accounts.post("/patient-refunds", order)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_refund_goes_to_one_patient(accounts: Accounts) -> None:
    first, second = await accounts.claim(1, COPAY), await accounts.claim(2, COPAY)
    await accounts.adjudicate()
    named = []
    for number, claim in ((1, first), (2, second)):
        paid = await accounts.pay(100, number, claim_id=claim["id"])
        named.append({"allocation_id": paid["allocations"][0]["id"]})
    answer = await accounts.post("/patient-refunds", {"allocations": named})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "patients")


async def test_events_name_their_ledger_batch_and_no_patient(accounts: Accounts) -> None:
    await accounts.claim()
    paid = await accounts.pay(100)
    refund = await accounts.send(await accounts.refund(payment_id=paid["id"]))
    [made] = await accounts.events("patient_refund.made")
    [sent] = await accounts.events("patient_refund.sent")
    assert made["data"]["ledger_batch_id"] == refund["ledger_batch_id"]
    assert sent["data"]["ledger_batch_id"] == refund["sent_ledger_batch_id"]
    assert paid["patient_id"] not in str((made["data"], sent["data"]))
