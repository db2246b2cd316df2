"""Worked tables of payer 2 and later: the R rule, and when the patient owes."""

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.remittance.story import Story

PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
SHARED = ("patient_receivable", "insurance_receivable")


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
