"""Posting 6 in cents: a copay at the desk before the claim, its allocation, a refund of 4000 later."""

from tests.patient_accounts.accounts import COPAY, DEDUCTIBLE, Accounts


async def test_a_desk_copay_waits_unapplied_and_goes_to_pr3_once_it_is_posted(accounts: Accounts) -> None:
    claim = await accounts.claim(scenario=COPAY)
    copay = await accounts.pay(2500, claim_id=claim["id"])
    assert (copay["unapplied_cents"], copay["allocations"], copay["source"]) == (2500, [], "desk")
    await accounts.adjudicate()
    await accounts.settle(claim)
    assert await accounts.entries() == [
        ("patient_cash", "unapplied_cash", 2500),
        ("unapplied_cash", "patient_receivable", 2500),
    ]
    paid = await accounts.get(f"/patient-payments/{copay['id']}")
    [allocation] = paid["allocations"]
    assert (allocation["claim_id"], allocation["line_no"], allocation["cents"]) == (claim["id"], 1, 2500)
    ledger = await accounts.ledger()
    assert (ledger["patient_cash"], ledger["unapplied_cash"], ledger["patient_receivable"]) == (2500, 0, 0)


async def test_a_refund_of_4000_unwinds_the_latest_of_2500_at_the_desk_and_5000_by_statement(
    accounts: Accounts,
) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)  # PR-1 10500
    desk = await accounts.pay(2500, claim_id=claim["id"])
    bill = await accounts.pay(5000, claim_id=claim["id"], source="statement")
    refund = await accounts.refund(claim_id=claim["id"], cents=4000)
    [part] = refund["parts"]
    assert (part["payment_id"], part["allocation_id"], part["cents"]) == (
        bill["id"],
        bill["allocations"][0]["id"],
        4000,
    )
    sent = await accounts.send(refund)
    assert (sent["state"], sent["version"]) == ("sent", 2)
    assert await accounts.entries() == [
        ("patient_cash", "unapplied_cash", 2500),
        ("unapplied_cash", "patient_receivable", 2500),
        ("patient_cash", "unapplied_cash", 5000),
        ("unapplied_cash", "patient_receivable", 5000),
        ("patient_receivable", "refunds_payable", 4000),
        ("refunds_payable", "patient_cash", 4000),
    ]
    ledger = await accounts.ledger()
    # 10500 - 2500 - 5000 + 4000 are owed; 7500 - 4000 stay in the bank; nothing waits to be sent
    assert (ledger["patient_receivable"], ledger["patient_cash"], ledger["refunds_payable"]) == (7000, 3500, 0)
    assert (await accounts.get(f"/patient-payments/{desk['id']}"))["refunded_cents"] == 0


async def test_the_refund_goes_on_into_the_earlier_payment_when_the_latest_is_used_up(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    desk = await accounts.pay(2500, claim_id=claim["id"])
    bill = await accounts.pay(5000, claim_id=claim["id"], source="statement")
    await accounts.refund(claim_id=claim["id"], cents=4000)
    refund = await accounts.refund(claim_id=claim["id"], cents=2000)  # 1000 are left of the 5000
    assert [(part["payment_id"], part["cents"]) for part in refund["parts"]] == [(desk["id"], 1000), (bill["id"], 1000)]
    answer = await accounts.post("/patient-refunds", {"claim_id": claim["id"], "cents": 1501})
    assert (answer.status_code, answer.json()["allocated_cents"]) == (409, 1500)
