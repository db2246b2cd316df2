"""The worked tables of the posting page, through the API: each check leaves exactly its BPR02, whatever it says."""

import pytest

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.remittance.story import Story

PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
SHARED = ("patient_receivable", "insurance_receivable")
BACK = ("insurance_receivable", "undeposited_funds")
REOPENED = ("insurance_receivable", "contractual_adjustments")


async def test_15000_is_co_45_4500_pr_3_2500_paid_8000(story: Story) -> None:
    claim = await story.claim(15000)
    check = await story.pay(Clp(claim.number, lines=(Svc("CO-45 4500, PR-3 2500", 8000, claim.lines[0]),)))
    assert await story.rows(check) == [(*PAID, 8000), (*WRITTEN, 4500), (*SHARED, 2500)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 2500))
    [told] = await story.events(claim)
    facts = {"complete": True, "denied_cents": 0, "charge_cents": 15000, "lines_charged": 1, "lines_clean": 1}
    assert told | facts == told


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


async def test_a_split_claim_is_adjudicated_by_its_last_part(story: Story) -> None:
    # CLM02 20000: CLP03 12000 paid 12000 (ICN 1), later CLP03 8000 paid 8000 (ICN 2)
    claim = await story.claim(12000, 8000)
    await story.pay(Clp(claim.number, icn="1", lines=(Svc("", 12000, claim.lines[0]),)))
    assert (await story.state(claim), await story.open(claim)) == ("partially_adjudicated", (8000, 0))
    await story.pay(Clp(claim.number, icn="2", lines=(Svc("", 8000, claim.lines[1]),)))
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))
    assert [each["complete"] for each in await story.events(claim)] == [False, True]


async def test_medigap_pays_what_medicare_left(story: Story) -> None:
    # 10000 = CO-45 2000, PR-2 1600, CO-253 128, paid 6272; then OA-23 8400, paid 1600: delta 1600 - 1600 = 0
    claim = await story.claim(10000, later="B")
    first = await story.pay(
        Clp(
            claim.number,
            status="19",
            lines=(Svc("CO-45 2000, CO-253 128, PR-2 1600", 6272, claim.lines[0]),),
            remarks=("MA18",),
        )
    )
    assert await story.rows(first) == [(*PAID, 6272), (*WRITTEN, 2000), (*WRITTEN, 128)]
    assert (await story.state(claim), await story.open(claim)) == ("crossover_expected", (1600, 0))
    second = await story.pay(
        Clp(claim.number, icn="M1", status="2", lines=(Svc("OA-23 8400", 1600, claim.lines[0]),)), payer=OTHER_TRN03
    )
    assert await story.rows(second) == [(*PAID, 1600)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))
    told = (await story.events(claim))[-1]
    assert (told["payer_sequence"], told["payer_id"], told["paid_cents"]) == ("S", story.payers["B"], 1600)


async def test_medicaid_pays_nothing_and_the_rest_is_written_off(story: Story) -> None:
    # Medicaid: OA-23 6272, CO-45 3728, paid 0: delta 1600; its CO-45 as sent would leave a false credit of 2128
    claim = await story.claim(10000, later="B")
    await story.pay(
        Clp(claim.number, status="19", lines=(Svc("CO-45 2000, CO-253 128, PR-2 1600", 6272, claim.lines[0]),))
    )
    check = await story.pay(
        Clp(claim.number, icn="M1", status="2", lines=(Svc("OA-23 6272, CO-45 3728", 0, claim.lines[0]),)),
        payer=OTHER_TRN03,
    )
    assert await story.rows(check) == [(*WRITTEN, 1600)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))


async def test_payer_2_of_the_claim_as_a_whole_settles_on_line_0(story: Story) -> None:
    # R = 600 + 1000; paid 1000 at claim level, OA-23 8400: delta 600
    claim = await story.claim(6000, 4000, later="B", procedures=("99213", "99214"))
    await story.pay(
        Clp(
            claim.number,
            status="19",
            lines=(Svc("PR-2 600", 5400, claim.lines[0]), Svc("PR-2 1000", 3000, claim.lines[1])),
        )
    )
    check = await story.pay(Clp(claim.number, "OA-23 9000", 1000, icn="M1", status="2"), payer=OTHER_TRN03)
    assert await story.rows(check) == [(*PAID, 1000), (*WRITTEN, 600)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))


async def test_payer_2_that_pays_more_than_was_left_leaves_a_credit_for_a_person(story: Story) -> None:
    # R 2500, p 3400, OA-94 -900: the payment posts, no delta does; credit_balance 900
    claim = await story.claim(10000, later="B")
    await story.pay(Clp(claim.number, status="19", lines=(Svc("PR-2 2500", 7500, claim.lines[0]),)))
    check = await story.pay(
        Clp(claim.number, icn="M1", status="2", lines=(Svc("OA-23 7500, OA-94 -900", 3400, claim.lines[0]),)),
        payer=OTHER_TRN03,
    )
    assert await story.rows(check) == [(*PAID, 3400)]
    assert await story.open(claim) == (-900, 0)
    [item] = await story.items("credit_balance")
    assert (item["claim_id"], item["cents"]) == (claim.id, 900)


async def test_the_patient_owes_the_share_of_the_last_payer_that_answered(story: Story) -> None:
    # Medicare PR-2 1600 is held; the secondary pays 1000 and leaves PR-3 600
    claim = await story.claim(10000, later="B")
    await story.pay(Clp(claim.number, status="19", lines=(Svc("CO-45 2128, PR-2 1600", 6272, claim.lines[0]),)))
    check = await story.pay(
        Clp(claim.number, icn="M1", status="2", lines=(Svc("OA-23 8400, PR-3 600", 1000, claim.lines[0]),)),
        payer=OTHER_TRN03,
    )
    assert await story.rows(check) == [(*PAID, 1000), (*SHARED, 600)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 600))


async def test_a_later_coverage_holds_the_share_until_somebody_says_that_insurance_is_finished(story: Story) -> None:
    claim = await story.claim(15000, later="B")
    await story.pay(Clp(claim.number, lines=(Svc("CO-45 4500, PR-3 2500", 8000, claim.lines[0]),)))
    assert (await story.state(claim), await story.open(claim)) == ("secondary_due", (2500, 0))
    path = story.practice.path(f"/claims/{claim.id}/finish-insurance")
    body = {"reason": "The secondary coverage had ended"}
    assert (await story.practice.ehr.post(path, body)).status_code == 428
    answer = await story.practice.ehr.post(path, body, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["patient_share_cents"]) == (200, 2500)
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 2500))
    [told] = await story.events(claim, "claim.insurance_finished")
    assert told["patient_share_cents"] == 2500
    assert (await story.practice.ehr.post(path, body, headers={"If-Match": "*"})).status_code == 409
    await story.must_hold()
    # Reversed later, the share goes back with the rest.
    other = await story.claim(8000)
    await story.pay(
        Clp(
            claim.number,
            status="22",
            lines=(Svc("CO-45 -4500, PR-3 -2500", -8000, claim.lines[0]),),
        ),
        Clp(other.number, "", 8000, icn="O"),
    )
    assert (await story.state(claim), await story.open(claim)) == ("reversed", (15000, 0))


async def test_a_later_payers_answer_waits_for_the_first_ones(story: Story) -> None:
    claim = await story.claim(10000, later="B")
    check = await story.pay(Clp(claim.number, "OA-23 8400", 1600, icn="M1", status="2"), payer=OTHER_TRN03)
    [waiting] = await story.payments(check)
    assert (waiting["match_state"], waiting["match_reason"]) == ("unmatched", "earlier_payer_missing")
    assert await story.account("unapplied_cash") == -1600


async def test_paid_to_the_patient_is_the_patients_at_once(story: Story) -> None:
    # 15000 = CO-45 4500, PR-2 2100, PR-100 8400, with a later coverage: the share waits, the insurer's money does not
    claim = await story.claim(15000, later="B")
    check = await story.pay(Clp(claim.number, lines=(Svc("CO-45 4500, PR-2 2100, PR-100 8400", 0, claim.lines[0]),)))
    assert await story.rows(check) == [(*WRITTEN, 4500), (*SHARED, 8400)]
    assert await story.open(claim) == (2100, 8400)


async def test_a_pended_line_decides_nothing_and_the_final_answer_may_come_without_a_22(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "OA-133 15000", 0))
    assert (await story.state(claim), await story.open(claim)) == ("pended", (15000, 0))
    await story.pay(Clp(claim.number, "CO-45 4500", 10500, icn="ICN2"))
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))
    assert [each["complete"] for each in await story.events(claim)] == [False, True]


async def test_a_claim_that_was_forwarded_waits_for_the_other_payer(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "OA-B11 15000", 0, status="23", forwarded_to="OTHER"))
    assert (await story.state(claim), await story.open(claim)) == ("forwarded", (15000, 0))
    assert await story.events(claim) == []
    [told] = await story.events(claim, "claim.forwarded")
    assert told["forwarded_to"] == "OTHER"
    await story.pay(Clp(claim.number, "CO-45 4500", 10500, icn="ICN2"), payer=OTHER_TRN03)
    assert await story.state(claim) == "paid"


async def test_an_estimate_posts_nothing(story: Story) -> None:
    claim = await story.claim(15000)
    check = await story.pay(Clp(claim.number, "OA-101 15000", 0, status="25"))
    assert (await story.rows(check), await story.open(claim)) == ([], (15000, 0))


async def test_a_duplicates_answer_is_linked_to_the_first_claim_and_denies_nothing(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-45 4500", 10500))
    check = await story.pay(Clp(claim.number, "OA-18 15000", 0, icn="ICN2"))
    assert await story.rows(check) == []
    told = (await story.events(claim))[-1]
    assert (told["duplicate"], told["duplicate_of_claim_id"], told["complete"]) == (True, claim.id, False)
    assert await story.items("denial") == []
    assert await story.state(claim) == "paid"


async def test_unprocessable_is_told(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-16 15000", 0, remarks=("MA130",)))
    [told] = await story.events(claim)
    assert (told["unprocessable"], told["denied_cents"], await story.state(claim)) == (True, 15000, "denied")
