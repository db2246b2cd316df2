"""Worked tables of what payers take back: reversals and corrections, letters, forward balances, PLB pairs."""

import pytest

from tests.builders.remittances import Clp
from tests.remittance.story import Story

PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
BACK = ("insurance_receivable", "undeposited_funds")
REOPENED = ("insurance_receivable", "contractual_adjustments")


async def test_a_22_and_its_correction_swap_what_was_posted_netted(story: Story) -> None:
    # A 15000 = CO-45 5000, paid 10000; corrected to CO-45 9000, paid 6000: the check is 4000 short, B carries it
    a, b = await story.claim(15000), await story.claim(9000)
    first = await story.pay(Clp(a.number, "CO-45 5000", 10000))
    check = await story.pay(
        Clp(a.number, "CO-45 -5000", -10000, status="22"),
        Clp(a.number, "CO-45 9000", 6000, icn="ICN2"),
        Clp(b.number, "", 9000, icn="ICN3"),
    )
    assert await story.rows(check, a) == [(*BACK, 10000), (*REOPENED, 5000), (*PAID, 6000), (*WRITTEN, 9000)]
    assert (await story.state(a), await story.open(a)) == ("paid", (0, 0))
    [reversed_payment] = await story.payments(first)
    [reversal, correction, _] = await story.payments(check)
    assert (reversal["reverses_id"], reversed_payment["reversed_by_id"]) == (reversed_payment["id"], reversal["id"])
    assert (correction["match_state"], correction["reverses_id"]) == ("matched", None)
    assert [each["status_code"] for each in await story.events(a)] == ["1", "22", "1"]


async def test_a_22_alone_reopens_the_claim_and_the_correction_may_come_in_a_later_check(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(12000)
    await story.pay(Clp(a.number, "CO-45 4000, PR-3 1000", 10000))
    # B 12000 - A 10000: BPR02 2000
    await story.pay(Clp(a.number, "CO-45 -4000, PR-3 -1000", -10000, status="22"), Clp(b.number, "", 12000, icn="I2"))
    assert (await story.state(a), await story.open(a)) == ("reversed", (15000, 0))
    await story.pay(Clp(a.number, "CO-45 9000", 6000, icn="ICN3"))
    assert (await story.state(a), await story.open(a)) == ("paid", (0, 0))


async def test_payment_reversal_and_correction_in_one_check(story: Story) -> None:
    # 10000 - 10000 + 6000: BPR02 6000
    claim = await story.claim(15000)
    check = await story.pay(
        Clp(claim.number, "CO-45 5000", 10000),
        Clp(claim.number, "CO-45 -5000", -10000, status="22"),
        Clp(claim.number, "CO-45 9000", 6000, icn="ICN2"),
    )
    rows = [(*PAID, 10000), (*WRITTEN, 5000), (*BACK, 10000), (*REOPENED, 5000), (*PAID, 6000), (*WRITTEN, 9000)]
    assert await story.rows(check) == rows
    assert await story.state(claim) == "paid"


async def test_a_correction_that_stands_before_its_22_is_taken_all_the_same(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-45 5000", 10000))
    await story.pay(
        Clp(claim.number, "CO-45 3000", 12000, icn="ICN2"),
        Clp(claim.number, "CO-45 -5000", -10000, status="22"),
    )
    assert (await story.state(claim), await story.open(claim), await story.account("unapplied_cash")) == (
        "paid",
        (0, 0),
        0,
    )


async def test_a_22_is_taken_once(story: Story) -> None:
    claim, other = await story.claim(15000), await story.claim(40000)
    await story.pay(Clp(claim.number, "CO-45 5000", 10000), Clp(other.number, "", 40000, icn="O"))
    back = Clp(claim.number, "CO-45 -5000", -10000, status="22")
    rest = await story.claim(30000)
    check = await story.pay(back, back, Clp(rest.number, "", 30000, icn="R"))
    first, second, _ = await story.payments(check)
    assert (first["match_state"], second["match_reason"]) == ("matched", "reversal_without_original")
    assert await story.account("unapplied_cash") == 10000


async def test_deferred_takeback_is_due_to_the_payer_until_a_later_check_takes_it(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(a.number, "CO-45 5000", 10000))
    # March: -10000 + 6000 and WO -4000: BPR02 0
    march = await story.pay(
        Clp(a.number, "CO-45 -5000", -10000, status="22"),
        Clp(a.number, "CO-45 9000", 6000, icn="ICN2"),
        plb=(("WO", "ICN1", -4000),),
    )
    assert (await story.rows(march))[-1] == ("undeposited_funds", "due_to_payer", 4000)
    [due] = (await story.get("/payer-balances"))["items"]
    assert (due["reference"], due["cents"], await story.account("due_to_payer")) == ("ICN1", 4000, -4000)
    # April: B 9000 and WO +4000: BPR02 5000
    april = await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("WO", "ICN1", 4000),))
    assert await story.rows(april) == [(*PAID, 9000), ("due_to_payer", "undeposited_funds", 4000)]
    assert (await story.get("/payer-balances"))["items"] == []
    assert await story.open(a) == (0, 0)


async def test_a_letter_takes_back_from_the_claim_its_icn_names(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(a.number, "CO-45 5000", 10000))
    # B 9000 and WO +4000 with A's ICN, no 22: BPR02 5000
    april = await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("WO", "ICN1", 4000),))
    assert await story.rows(april) == [(*PAID, 9000), (*BACK, 4000)]
    assert await story.open(a) == (4000, 0)
    [takeback] = (await story.get("/takebacks"))["items"]
    assert (takeback["claim_id"], takeback["cents"], takeback["state"]) == (a.id, 4000, "open")
    [item] = await story.items("takeback")
    assert (item["claim_id"], item["cents"]) == (a.id, 4000)
    [told] = await story.events(a, "claim.takeback")
    assert told["cents"] == 4000


async def test_a_22_after_the_letter_counts_nothing_twice(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(a.number, "CO-45 5000", 10000))
    await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("WO", "ICN1", 4000),))
    # 22 -10000, correction 6000, WO -4000 beside them gives the takeback back: BPR02 0
    check = await story.pay(
        Clp(a.number, "CO-45 -5000", -10000, status="22"),
        Clp(a.number, "CO-45 9000", 6000, icn="ICN2"),
        plb=(("WO", "ICN1", -4000),),
    )
    assert await story.rows(check) == [
        (*BACK, 10000),
        (*REOPENED, 5000),
        (*PAID, 6000),
        (*WRITTEN, 9000),
        (*PAID, 4000),
    ]
    assert (await story.open(a), await story.account("due_to_payer")) == ((0, 0), 0)
    [takeback] = (await story.get("/takebacks"))["items"]
    assert takeback["state"] == "settled"
    assert await story.items("takeback") == await story.items("recovered_twice") == []


async def test_a_22_after_the_letter_without_that_wo_is_recovered_twice(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(a.number, "CO-45 5000", 10000))
    await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("WO", "ICN1", 4000),))
    c = await story.claim(8000)
    await story.pay(
        Clp(a.number, "CO-45 -5000", -10000, status="22"),
        Clp(a.number, "CO-45 9000", 6000, icn="ICN2"),
        Clp(c.number, "", 8000, icn="C1"),
    )
    [item] = await story.items("recovered_twice")
    assert (item["claim_id"], item["cents"], await story.open(a)) == (a.id, 4000, (4000, 0))


async def test_a_forward_balance_runs_out_in_the_next_check(story: Story) -> None:
    a, b = await story.claim(4000), await story.claim(9000)
    await story.pay(Clp(a.number, "", 4000))
    # 22 -4000 with FB -4000: BPR02 0; then B 9000 with FB +4000: BPR02 5000
    march = await story.pay(Clp(a.number, "", -4000, status="22"), plb=(("FB", "MARCH", -4000),))
    assert (await story.rows(march))[-1] == ("undeposited_funds", "due_to_payer", 4000)
    april = await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("FB", "APRIL", 4000),))
    assert (await story.rows(april))[-1] == ("due_to_payer", "undeposited_funds", 4000)
    assert await story.account("due_to_payer") == 0


async def test_a_wo_of_an_unknown_icn_waits_and_is_released_as_pre_go_live(story: Story) -> None:
    b = await story.claim(9000)
    # B 9000, WO +4000: funds 5000 = BPR02
    check = await story.pay(Clp(b.number, "", 9000), plb=(("WO", "OLD1", 4000),))
    assert (await story.rows(check))[-1] == ("unapplied_cash", "undeposited_funds", 4000)
    [takeback] = (await story.get("/takebacks", state="waiting"))["items"]
    path = story.practice.path(f"/takebacks/{takeback['id']}/release")
    answer = await story.practice.ehr.post(path, {"reason": "Paid before go-live"})
    assert answer.status_code == 200, answer.text
    assert await story.account("pre_go_live_receivable") == 4000
    assert await story.account("unapplied_cash") == 0
    again = await story.practice.ehr.post(path, {"reason": "Once more"})
    assert again.status_code == 409
    assert await story.items("takeback") == []
    await story.must_hold()


async def test_a_22_without_its_original_waits_with_its_correction(story: Story) -> None:
    b = await story.claim(9000)
    # -10000 + 6000 of a claim nobody knows, B 9000: BPR02 5000; 4000 wait
    check = await story.pay(
        Clp("OLDCLAIM", "CO-45 -5000", -10000, icn="OLD1", status="22"),
        Clp("OLDCLAIM", "CO-45 9000", 6000, icn="OLD1"),
        Clp(b.number, "", 9000),
    )
    assert await story.account("unapplied_cash") == 4000
    reversal = (await story.payments(check))[0]
    assert (reversal["match_state"], reversal["match_reason"]) == ("unmatched", "reversal_without_original")
    [item] = await story.items("reversal_waiting")
    assert item["cents"] == 10000
    path = story.practice.path(f"/claim-payments/{reversal['id']}/release")
    assert (await story.practice.ehr.post(path, {"reason": "Paid before go-live"})).status_code == 200
    assert (await story.account("pre_go_live_receivable"), await story.account("unapplied_cash")) == (4000, 0)
    assert {each["match_state"] for each in (await story.payments(check))[:2]} == {"pre_go_live"}
    assert await story.items("reversal_waiting") == []
    await story.must_hold()


async def test_a_refund_check_that_arrived_cancels_its_wo(story: Story) -> None:
    a, b = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(a.number, "CO-45 5000", 10000))
    # 72 -4000 and WO +4000: BPR02 9000, nothing else
    check = await story.pay(Clp(b.number, "", 9000, icn="B1"), plb=(("72", "CHECK77", -4000), ("WO", "ICN1", 4000)))
    assert await story.rows(check) == [(*PAID, 9000)]


@pytest.mark.parametrize(
    ("code", "cents", "row"),
    [
        ("L6", -150, ("undeposited_funds", "interest", 150)),
        ("CT", -120000, ("undeposited_funds", "capitation_income", 120000)),
        ("IP", -5000, ("undeposited_funds", "incentive_income", 5000)),
        ("LE", 1000, ("levy_withheld", "undeposited_funds", 1000)),
        ("OB", 4000, ("intercompany_offset", "undeposited_funds", 4000)),
        ("90", 700, ("payer_withholding", "undeposited_funds", 700)),
    ],
)
async def test_other_provider_adjustments_have_their_account(
    story: Story, code: str, cents: int, row: tuple[str, str, int]
) -> None:
    claim = await story.claim(9000)
    check = await story.pay(Clp(claim.number, "", 9000), plb=((code, "REF1", cents),))
    assert await story.rows(check) == [(*PAID, 9000), row]


async def test_a_wo_of_another_npi_is_an_offset_between_companies(story: Story) -> None:
    claim = await story.claim(9000)
    check = await story.pay(Clp(claim.number, "", 9000), plb=(("WO", "X", 4000),), provider="1992999999")
    assert (await story.rows(check))[-1] == ("intercompany_offset", "undeposited_funds", 4000)
