"""Fees on postings, month by month: the worked numbers of rules 1 to 13 with the arithmetic beside them."""

from datetime import UTC, date, datetime

import pytest

from api.fees.jobs import sweep
from api.ledger import Entry
from tests.fees.books import DUE, FUNDS, INSURANCE, PATIENT, REFUNDS, START, UNAPPLIED, Books, rule, undone

JANUARY, MARCH, APRIL = date(2027, 1, 12), date(2027, 3, 9), date(2027, 4, 6)


async def test_a_collection_is_charged_beside_its_posting_and_drills_down_to_it(books: Books) -> None:
    await books.agree()
    claim = await books.claim(15_000)
    batch = await books.post(books.paid(claim, 10_000))
    (entry,) = await books.entries(month="2027-01")
    assert (entry["cents"], entry["base0_cents"], entry["fee0_cents"], entry["rate_bps"]) == (10_000, 10_000, 500, 500)
    assert (entry["claim_id"], entry["source"]) == (str(claim), "insurance")
    assert entry["allocation_id"] == str(await books.allocation(batch))
    assert (entry["ledger_batch_id"], entry["source_kind"]) == (str(batch), "test")
    assert await books.month() == (10_000, 500)


async def test_rule_1_the_local_day_of_the_posting_decides_the_month(books: Books) -> None:
    # 05:30 UTC on February 1 is 23:30 on January 31 in Chicago.
    await books.agree()
    books.at(datetime(2027, 2, 1, 5, 30, tzinfo=UTC))
    await books.post(books.paid(await books.claim(), 10_000))
    assert await books.month("2027-01") == (10_000, 500)
    assert await books.month("2027-02") == (0, 0)


async def test_rule_1_the_agreement_of_the_day_of_posting_holds_whatever_the_date_of_service(books: Books) -> None:
    await books.agree(rule(rate_bps=600))
    await books.agree(rule(rate_bps=500), starts_on="2027-03-01")
    claim = await books.claim()
    books.on(date(2027, 2, 28))
    await books.post(books.paid(claim, 10_000))
    books.on(date(2027, 3, 1))
    await books.post(books.paid(claim, 10_000))
    assert await books.fees() == [600, 500]


async def test_rule_5_a_deferred_takeback_moves_its_fee_when_it_is_posted(books: Books) -> None:
    # March: 22 -10000, 6000, 4000 left due to the payer: base -4000 = 0 + 0 - 4000, fee -500 + 300 = -200.
    # April: B 9000, the 4000 taken, 5000 received: base 9000 = 5000 + 4000 - 0, fee 450. -200 + 450 = 250.
    await books.agree()
    a, b = await books.claim(15_000), await books.claim(15_000)
    books.on(JANUARY)
    first = books.paid(a, 10_000)
    await books.post(first)
    books.on(MARCH)
    await books.post(*undone([first]), books.paid(a, 6_000), Entry(FUNDS, DUE, 4_000))
    books.on(APRIL)
    await books.post(books.paid(b, 9_000), Entry(DUE, FUNDS, 4_000))
    assert await books.month("2027-03") == (-4_000, -200)
    assert await books.month("2027-04") == (9_000, 450)
    tie = (await books.preview("2027-03"))["tie_out"]
    assert [tie[f"due_to_payer_{at}_cents"] for at in ("opening", "closing")] == [0, 4_000]
    assert tie["receipts_cents"] == 0
    tie = (await books.preview("2027-04"))["tie_out"]
    assert (tie["receipts_cents"], tie["due_to_payer_opening_cents"], tie["due_to_payer_closing_cents"]) == (
        5_000,
        4_000,
        0,
    )


async def test_rule_11_netted_and_by_letter_the_same_takeback_totals_250_too(books: Books) -> None:
    await books.agree()
    a, b = await books.claim(15_000), await books.claim(15_000)
    other, third = await books.claim(15_000), await books.claim(15_000)
    books.on(JANUARY)
    netted, letter = books.paid(a, 10_000), books.paid(other, 10_000)
    await books.post(netted)
    taken = await books.allocation(await books.post(letter))
    books.on(MARCH)
    # The check's other claim brings the 4000 that this one is short.
    await books.post(*undone([netted]), books.paid(a, 6_000), books.paid(third, 4_000))
    assert await books.month("2027-03") == (0, -500 + 300 + 200)
    books.on(APRIL)
    takeback = Entry(
        INSURANCE, FUNDS, 4_000, claim_id=other, line_no=1, payer_id=letter.payer_id, unwinds=((taken, 4_000),)
    )
    await books.post(books.paid(b, 9_000), takeback)
    assert await books.month("2027-04") == (5_000, 450 - 200)


async def test_rule_10_a_correction_keeps_the_reversed_rate_up_to_the_reversed_amount(books: Books) -> None:
    # January 10000 at 6 %. March, at 5 %: -600; 12000 = 10000 at 6 % + 2000 at 5 % = 700; net +100.
    await books.agree(rule(rate_bps=600))
    await books.agree(rule(rate_bps=500), starts_on="2027-03-01")
    claim = await books.claim(15_000)
    books.on(JANUARY)
    first = books.paid(claim, 10_000)
    await books.post(first)
    books.on(MARCH)
    await books.post(*undone([first]), books.paid(claim, 12_000))
    assert await books.month("2027-01") == (10_000, 600)
    assert await books.month("2027-03") == (2_000, 100)
    lines = [
        (row["kind"], row["rate_bps"], row["base_cents"], row["fee_cents"])
        for row in (await books.preview("2027-03"))["lines"]
    ]
    assert lines == [
        ("collection", 500, 2_000, 100),
        ("correction", 600, 10_000, 600),
        ("reversal", 600, -10_000, -600),
    ]


async def test_rule_10_holds_over_separate_postings(books: Books) -> None:
    await books.agree(rule(rate_bps=600))
    await books.agree(rule(rate_bps=500), starts_on="2027-03-01")
    claim = await books.claim(15_000)
    books.on(JANUARY)
    first = books.paid(claim, 10_000)
    await books.post(first)
    books.on(MARCH)
    await books.post(*undone([first]))
    await books.post(books.paid(claim, 4_000))
    books.on(APRIL)
    await books.post(books.paid(claim, 8_000))
    assert await books.fees() == [600, -600, 240, 360 + 100]


async def test_rule_9_a_fee_of_2_on_33_goes_back_as_1_and_1(books: Books) -> None:
    await books.agree()
    claim = await books.claim()
    paid = books.paid(claim, 33)
    taken = await books.allocation(await books.post(paid))
    for cents in (11, 22):
        back = Entry(
            INSURANCE, FUNDS, cents, claim_id=claim, line_no=1, payer_id=paid.payer_id, unwinds=((taken, cents),)
        )
        await books.post(back)
    assert await books.fees() == [2, -1, -1]
    assert await books.month() == (0, 0)


async def test_rule_6_a_copay_at_the_desk_is_charged_when_it_is_allocated(books: Books) -> None:
    # January base 0. February: insurance 100000 at 5 % = 5000, copay 2500 at 3 % = 75; base 102500, fee 5075.
    await books.agree(rule(1, sources=["desk"], rate_bps=300), rule(2))
    claim = await books.claim(150_000)
    books.on(date(2027, 1, 28))
    await books.post(Entry("patient_cash", UNAPPLIED, 2_500), source="desk")
    books.on(date(2027, 2, 4))
    await books.post(books.paid(claim, 100_000))
    await books.post(Entry(UNAPPLIED, PATIENT, 2_500, claim_id=claim, line_no=1), source="desk")
    assert await books.month("2027-01") == (0, 0)
    assert await books.month("2027-02") == (102_500, 5_075)
    tie = (await books.preview("2027-01"))["tie_out"]
    assert (tie["receipts_cents"], tie["unapplied_closing_cents"]) == (2_500, 2_500)
    tie = (await books.preview("2027-02"))["tie_out"]
    assert (tie["receipts_cents"], tie["unapplied_opening_cents"], tie["unapplied_closing_cents"]) == (
        100_000,
        2_500,
        0,
    )


async def test_rule_7_a_refund_gives_back_the_fee_of_what_it_names_and_ties_before_it_is_sent(books: Books) -> None:
    # 2500 at 3 % = 75, 5000 at 6 % = 300; 4000 of the latter back = -240.
    await books.agree(rule(1, sources=["desk"], rate_bps=300), rule(2, sources=["statement"], rate_bps=600))
    claim = await books.claim()
    await books.post(Entry("patient_cash", PATIENT, 2_500, claim_id=claim, line_no=1), source="desk")
    batch = await books.post(Entry("patient_cash", PATIENT, 5_000, claim_id=claim, line_no=1), source="statement")
    unwinds = ((await books.allocation(batch), 4_000),)
    await books.post(Entry(PATIENT, REFUNDS, 4_000, claim_id=claim, line_no=1, unwinds=unwinds), source="statement")
    assert await books.fees() == [75, 300, -240]
    assert await books.month() == (3_500, 135)
    assert (await books.preview())["tie_out"]["refunds_payable_closing_cents"] == 4_000
    books.on(date(2027, 2, 2))
    await books.post(Entry(REFUNDS, "patient_cash", 4_000))
    assert await books.month("2027-02") == (0, 0)


async def test_rule_12_an_unknown_takeback_is_an_exclusion_and_an_affiliates_debt_too(books: Books) -> None:
    # B 9000, 4000 taken for a claim paid before go-live: base 9000 = 5000 - (-4000), fee 450.
    await books.agree()
    claim = await books.claim(30_000)
    await books.post(books.paid(claim, 9_000), Entry(UNAPPLIED, FUNDS, 4_000))
    await books.post(Entry("pre_go_live_receivable", UNAPPLIED, 4_000))
    assert await books.month() == (9_000, 450)
    assert [(each["reason"], each["cents"]) for each in (await books.preview())["exclusions"]] == [
        ("pre_go_live_takeback", -4_000)
    ]
    assert (await books.preview())["tie_out"]["receipts_cents"] == 5_000
    books.on(date(2027, 2, 2))
    await books.post(books.paid(claim, 9_000), Entry("intercompany_offset", FUNDS, 4_000))
    assert await books.month("2027-02") == (9_000, 450)
    assert [(each["reason"], each["cents"]) for each in (await books.preview("2027-02"))["exclusions"]] == [
        ("affiliate_offset", -4_000)
    ]


async def test_rule_13_a_transfer_between_claims_nets_the_base_and_not_the_fee(books: Books) -> None:
    # 10000 from a claim at 4.5 % to one at 6.25 %: -450 + 625 = 175, base 0.
    await books.agree(
        rule(1, payer_ids=[books.world.payers["SBXCO"]], rate_bps=450),
        rule(2, payer_ids=[books.world.payers["SBXMC"]], rate_bps=625),
    )
    one, other = await books.claim(payer="SBXCO"), await books.claim(payer="SBXMC")
    first = books.paid(one, 10_000)
    await books.post(first)
    books.on(date(2027, 2, 2))
    await books.post(*undone([first]), books.paid(other, 10_000, payer="SBXMC"))
    assert await books.month("2027-02") == (0, 175)


async def test_rules_3_and_5_interest_levies_and_withholding_move_the_check_and_not_the_base(books: Books) -> None:
    await books.agree()
    claim = await books.claim()
    await books.post(
        books.paid(claim, 8_000),
        Entry(FUNDS, "interest", 150),
        Entry("levy_withheld", FUNDS, 1_000),
        Entry("payer_withholding", FUNDS, 300),
        Entry(FUNDS, "capitation_income", 120_000),
    )
    await books.post(Entry("insurance_cash", FUNDS, 126_650), Entry("payment_processing_fees", FUNDS, 200))
    assert await books.month() == (8_000, 400)
    shown = {each["reason"]: each["cents"] for each in (await books.preview())["exclusions"]}
    assert shown == {"interest": 150, "capitation": 120_000, "payer_withholding": -300, "levy": -1_000}


async def test_exclusions_by_rule_and_without_one_are_told_with_their_payer(books: Books) -> None:
    await books.agree(
        rule(1, filing_indicators=["MB"], outcome="exclude", rate_bps=None), rule(2, sources=["insurance"])
    )
    claim, medicare = await books.claim(), await books.claim(payer="SBXMC")
    await books.post(books.paid(claim, 10_000), books.paid(medicare, 3_000, payer="SBXMC"))
    await books.post(Entry("patient_cash", PATIENT, 700, claim_id=claim, line_no=1), source="statement")
    assert await books.month() == (10_000, 500)
    excluded = (await books.preview())["exclusions"]
    assert [(each["reason"], each["source"], each["cents"]) for each in excluded] == [
        ("excluded_by_rule", "insurance", 3_000),
        ("no_rule", "statement", 700),
    ]
    assert excluded[0]["payer_id"] == books.world.payers["SBXMC"]


async def test_money_before_the_first_agreement_and_after_the_last_is_excluded_and_ties(books: Books) -> None:
    claim = await books.claim()
    first = books.paid(claim, 10_000)
    await books.post(first)
    active = await books.agree(starts_on="2027-02-01")
    books.on(date(2027, 2, 3))
    await books.post(*undone([first]), books.paid(claim, 12_000))
    assert await books.month("2027-01") == (0, 0)
    # -10000 and 10000 of the 12000 were never charged; 2000 at 5 %.
    assert await books.month("2027-02") == (2_000, 100)
    order = {"ends_on": "2027-02-28", "reason": "The practice bills by itself"}
    ended = await books.staff(f"/fees/agreements/{active['id']}/end", order, active["version"])
    assert ended.status_code == 200, ended.text
    books.on(date(2027, 3, 1))
    await books.post(books.paid(claim, 500))
    assert await books.month("2027-03") == (0, 0)
    assert [(each["reason"], each["cents"]) for each in (await books.preview("2027-03"))["exclusions"]] == [
        ("no_agreement", 500)
    ]


async def test_cents_per_claim_are_charged_with_its_first_money_and_once(books: Books) -> None:
    await books.agree(rule(outcome="per_claim", rate_bps=None, per_claim_cents=500))
    claim = await books.claim(20_000, 10_000)
    await books.post(books.paid(claim, 6_000), books.paid(claim, 3_000, 2))
    await books.post(books.paid(claim, 1_000))
    assert await books.fees() == [333, 167, 0]


@pytest.mark.parametrize(("sent", "fee"), [(True, 450), (False, 625)])
async def test_a_claim_that_another_biller_filed_first_has_its_own_rate(books: Books, sent: bool, fee: int) -> None:  # noqa: FBT001
    await books.agree(rule(1, originated="inherited", rate_bps=625), rule(2, rate_bps=450))
    claim = await books.claim()
    if sent:
        (await books.practice.ehr.post(books.practice.path("/submissions"), {})).raise_for_status()
    await books.post(books.paid(claim, 10_000))
    assert await books.fees(claim_id=str(claim)) == [fee]


@pytest.mark.parametrize("by_job", [False, True])
async def test_money_posted_since_the_start_costs_the_same_by_the_job(books: Books, by_job: bool) -> None:  # noqa: FBT001
    # 2, 2, 1 on 3 x 33; back 11, then 22: -1, -1; 10000 back and 12000 put on: -500, 600.
    if not by_job:
        await books.agree()
    claim = await books.claim(50_000, 50_000, 50_000, 50_000)
    thirds = [books.paid(claim, 33, line_no) for line_no in (1, 2, 3)]
    large = books.paid(claim, 10_000, 4)
    await books.post(*thirds)
    taken = await books.allocation(await books.post(large))
    await books.post(*undone(thirds[:1]))
    back = Entry(
        INSURANCE, FUNDS, 10_000, claim_id=claim, line_no=4, payer_id=large.payer_id, unwinds=((taken, 10_000),)
    )
    await books.post(back, books.paid(claim, 12_000, 4))
    if by_job:
        assert await books.entries() == []
        await books.agree()
    assert sorted(await books.fees()) == sorted([2, 2, 1, 500, -2, -500, 600])
    assert (await books.month())[0] == 66 + 12_000


async def test_what_no_event_told_of_parts_the_month_until_it_is_swept(books: Books) -> None:
    await books.agree()
    batch = await books.post(books.paid(await books.claim(), 10_000), told=False)
    shown = await books.preview()
    assert not shown["tie_out"]["ties"]
    assert shown["tie_out"]["difference_cents"] == -10_000
    assert [(row["ledger_batch_id"], row["ledger_cents"], row["priced_cents"]) for row in shown["partings"]] == [
        (str(batch), 10_000, 0)
    ]
    assert shown["partings"][0]["accounting_date"] == START.isoformat()
    await sweep(books.world.services)
    assert await books.month() == (10_000, 500)


async def test_the_claims_timeline_names_the_rule_of_each_fee(books: Books) -> None:
    agreed = await books.agree(rule(name="Collections"))
    claim = await books.claim()
    await books.post(books.paid(claim, 10_000))
    answer = await books.practice.ehr.get(books.practice.path(f"/claims/{claim}/timeline"))
    assert answer.status_code == 200, answer.text
    [fee] = answer.json()["fees"]
    assert (fee["rule_id"], fee["rule_name"]) == (agreed["rules"][0]["id"], "Collections")
