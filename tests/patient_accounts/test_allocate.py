"""Money goes on shares that are open, never more than that, never before insurance is finished."""

from asyncio import gather

from tests.patient_accounts.accounts import COPAY, DEDUCTIBLE, Accounts, slug


async def test_before_insurance_is_finished_the_answer_says_what_the_claim_waits_for(accounts: Accounts) -> None:
    claim = await accounts.claim(scenario="04A")  # the front end turns it away
    paid = await accounts.pay(2500, claim_id=claim["id"])
    path = f"/patient-payments/{paid['id']}/allocate"
    early = await accounts.post(path, {}, 1)
    assert (early.status_code, slug(early), early.json()["waiting_for"]) == (409, "insurance-not-finished", "not_sent")
    await accounts.adjudicate()
    rejected = await accounts.post(path, {"allocations": [{"claim_id": claim["id"]}]}, 1)
    assert (rejected.status_code, rejected.json()["waiting_for"]) == (409, "rejected")
    assert "turned away" in rejected.json()["detail"]
    assert await accounts.entries() == [("patient_cash", "unapplied_cash", 2500)]


async def test_a_denied_claim_is_nothing_of_the_patients(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario="05A")
    paid = await accounts.pay(100, claim_id=claim["id"])
    answer = await accounts.post(f"/patient-payments/{paid['id']}/allocate", {}, 1)
    assert (answer.status_code, answer.json()["waiting_for"]) == (409, "denied")


async def test_oldest_first_fills_the_earliest_service_before_the_next(accounts: Accounts) -> None:
    late = await accounts.claim(1, COPAY, service_date="2026-01-15")
    early = await accounts.visit(1, "V-EARLY", "01A", service_date="2026-01-05")
    await accounts.adjudicate()
    paid = await accounts.pay(4000)
    paid = await accounts.allocate(paid, oldest_first=True)
    placed = [(each["claim_id"], each["cents"]) for each in paid["allocations"]]
    assert placed == [(early["id"], 2500), (late["id"], 1500)]
    assert (paid["unapplied_cents"], paid["version"]) == (0, 2)
    full = await accounts.pay(2000)
    full = await accounts.allocate(full, oldest_first=True)
    assert (full["allocated_cents"], full["unapplied_cents"]) == (1000, 1000)
    nothing = await accounts.post(f"/patient-payments/{full['id']}/allocate", {"oldest_first": True}, full["version"])
    assert (nothing.status_code, slug(nothing)) == (409, "nothing-open")


async def test_never_more_than_is_open_and_never_more_than_is_unapplied(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=COPAY)
    paid = await accounts.pay(3000)
    path = f"/patient-payments/{paid['id']}/allocate"
    over = await accounts.post(path, {"allocations": [{"claim_id": claim["id"], "cents": 2501}]}, 1)
    assert (over.status_code, slug(over), over.json()["open_cents"]) == (409, "more-than-open", 2500)
    [error] = over.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/body/allocations/0", "more_than_open")
    twice = [{"claim_id": claim["id"], "cents": 2000}, {"claim_id": claim["id"], "cents": 501}]
    second = (await accounts.post(path, {"allocations": twice}, 1)).json()
    assert (second["open_cents"], second["errors"][0]["pointer"]) == (500, "/body/allocations/1")
    empty = await accounts.post(path, {"allocations": [{"claim_id": claim["id"], "line_no": 0}]}, 1)
    assert (empty.status_code, slug(empty)) == (409, "nothing-open")
    small = await accounts.pay(100)
    answer = await accounts.post(
        f"/patient-payments/{small['id']}/allocate", {"allocations": [{"claim_id": claim["id"], "cents": 101}]}, 1
    )
    assert (answer.status_code, slug(answer), answer.json()["unapplied_cents"]) == (409, "more-than-unapplied", 100)
    assert answer.json()["errors"][0]["code"] == "more_than_unapplied"
    assert (await accounts.ledger())["patient_receivable"] == 2500, "a refused order changes nothing"


async def test_a_line_that_the_claim_does_not_have_is_named_as_such(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=COPAY)
    paid = await accounts.pay(3000)
    named = [{"claim_id": claim["id"], "line_no": 1, "cents": 100}, {"claim_id": claim["id"], "line_no": 2}]
    answer = await accounts.post(f"/patient-payments/{paid['id']}/allocate", {"allocations": named}, 1)
    assert (answer.status_code, slug(answer)) == (422, "patient-account-invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/body/allocations/1/line_no"]


async def test_named_claims_share_a_payment_as_told(accounts: Accounts) -> None:
    first = await accounts.claim(1, DEDUCTIBLE)
    second = await accounts.visit(1, "V-2", "01A")
    await accounts.adjudicate()
    paid = await accounts.pay(5000)
    named = [{"claim_id": second["id"], "line_no": 1, "cents": 1000}, {"claim_id": first["id"]}]
    paid = await accounts.allocate(paid, allocations=named)
    assert [(each["claim_id"], each["cents"]) for each in paid["allocations"]] == [
        (second["id"], 1000),
        (first["id"], 4000),
    ]
    assert len({each["ledger_batch_id"] for each in paid["allocations"]}) == 1


async def test_the_allocation_keeps_the_source_that_the_money_was_received_with(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    await accounts.pay(1000, claim_id=claim["id"], source="desk")
    await accounts.pay(2000, claim_id=claim["id"], source="statement")
    told = [
        (event["data"]["source"], event["data"]["cents"])
        for event in await accounts.events("patient_payment.allocated")
    ]
    assert told == [("desk", 1000), ("statement", 2000)]


async def test_several_payments_that_wait_for_one_claim_are_put_on_it_in_the_order_they_came(
    accounts: Accounts,
) -> None:
    claim = await accounts.claim(scenario=COPAY)
    first = await accounts.pay(1500, claim_id=claim["id"])
    second = await accounts.pay(1500, claim_id=claim["id"], source="statement")
    await accounts.adjudicate()
    await accounts.settle(claim)
    shown = [await accounts.get(f"/patient-payments/{each['id']}") for each in (first, second)]
    assert [(each["allocated_cents"], each["unapplied_cents"]) for each in shown] == [(1500, 0), (1000, 500)]
    events = await accounts.events("patient_payment.allocated")
    assert len({event["data"]["ledger_batch_id"] for event in events}) == 1
    assert [event["data"]["source"] for event in events] == ["desk", "statement"]
    await accounts.settle(claim)  # told again
    assert (await accounts.ledger())["unapplied_cash"] == -500


async def test_a_change_names_the_version_it_has_read(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    paid = await accounts.pay(5000)
    path = f"/patient-payments/{paid['id']}/allocate"
    order = {"allocations": [{"claim_id": claim["id"], "cents": 1000}]}
    assert (await accounts.post(path, order)).status_code == 428
    assert (await accounts.post(path, order, 1)).status_code == 200
    assert (await accounts.post(path, order, 1)).status_code == 412
    assert (await accounts.ledger())["patient_receivable"] == 9500


async def test_an_order_says_one_way(accounts: Accounts) -> None:
    claim = await accounts.decided()
    paid = await accounts.pay(500)
    path = f"/patient-payments/{paid['id']}/allocate"
    none = await accounts.post(path, {}, 1)
    both = await accounts.post(path, {"oldest_first": True, "allocations": [{"claim_id": claim["id"]}]}, 1)
    unknown = await accounts.post(path, {"allocations": [{"claim_id": paid["id"]}]}, 1)
    assert [answer.status_code for answer in (none, both, unknown)] == [422, 422, 422]
    assert unknown.json()["errors"][0]["pointer"] == "/body/allocations/0/claim_id"


async def test_payments_that_come_at_once_share_what_is_open_and_no_more(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=COPAY)
    meant = await gather(*(accounts.pay(1000, claim_id=claim["id"]) for _ in range(4)))
    assert sum(each["allocated_cents"] for each in meant) == 2500
    refunds = await gather(
        *(accounts.post("/patient-refunds", {"claim_id": claim["id"], "cents": 1000}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in refunds) == [201, 201, 409, 409]
    ledger = await accounts.ledger()
    assert (ledger["patient_receivable"], ledger["refunds_payable"], ledger["unapplied_cash"]) == (2000, -2000, -1500)


async def test_one_payment_asked_for_twice_at_once_is_put_somewhere_once(accounts: Accounts) -> None:
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    paid = await accounts.pay(1000)
    order = {"allocations": [{"claim_id": claim["id"]}]}
    answers = await gather(*(accounts.post(f"/patient-payments/{paid['id']}/allocate", order, 1) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert (await accounts.ledger())["patient_receivable"] == 9500
