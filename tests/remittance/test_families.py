"""Answers to claims that were corrected, crossed over, shared or capitated: whose receivable they settle."""

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.remittance.story import Claim, Story

PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
SHARED = ("patient_receivable", "insurance_receivable")
BACK = ("insurance_receivable", "undeposited_funds")
REOPENED = ("insurance_receivable", "contractual_adjustments")
LEFT = ("charges", "insurance_receivable")


async def correct(story: Story, claim: Claim, **order: object) -> Claim:
    """Correct a claim through the API and send what corrects it."""
    answer = await story.practice.ehr.post(
        story.practice.path(f"/claims/{claim.id}/corrections"),
        {"reason": "The first one was wrong", "override_reason": "The payer agreed to it"} | order,
        headers={"If-Match": "*"},
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    await story.send()
    found = await story.get(f"/claims/{made['claim_id']}")
    return Claim(
        made["claim_id"],
        made["claim_number"],
        claim.patient,
        [each["control_number"] for each in found["lines"]],
    )


async def test_a_22_of_a_replaced_claim_leaves_it_without_receivable(story: Story) -> None:
    # Original 15000 = CO-45 5000, paid 10000; replaced (7); the payer answers under the new number, with the old ICN
    original = await story.claim(15000)
    await story.pay(Clp(original.number, "CO-45 5000", 10000))
    replacement = await correct(story, original, method="replace_7")
    assert (await story.open(original), await story.open(replacement)) == ((0, 0), (15000, 0))
    check = await story.pay(
        Clp(replacement.number, "CO-45 -5000", -10000, status="22"),
        Clp(replacement.number, "CO-45 3000", 12000, icn="ICN2"),
    )
    rows = [(*BACK, 10000), (*REOPENED, 5000), (*LEFT, 15000)]
    assert await story.rows(check, original) == rows
    assert await story.rows(check, replacement) == [(*PAID, 12000), (*WRITTEN, 3000)]
    assert (await story.open(original), await story.open(replacement)) == ((0, 0), (0, 0))
    assert (await story.state(original), await story.state(replacement)) == ("reversed", "paid")
    reversal, correction = await story.payments(check)
    assert (reversal["claim_id"], correction["claim_id"]) == (original.id, replacement.id)


async def test_a_22_of_a_voided_claim_leaves_nothing(story: Story) -> None:
    original, other = await story.claim(15000), await story.claim(10000)
    await story.pay(Clp(original.number, "CO-45 5000", 10000))
    void = await correct(story, original, method="void_8")
    # -10000 and B 10000: BPR02 0
    await story.pay(
        Clp(void.number, "CO-45 -5000", -10000, status="22"),
        Clp(other.number, "", 10000, icn="O"),
    )
    assert (await story.open(original), await story.open(void)) == ((0, 0), (0, 0))
    # Charges 15000 at the claim, taken off again: the other claim's 10000 stay.
    assert await story.account("charges") == -10000


async def test_payment_of_a_claim_that_was_replaced_meanwhile_is_its_credit_until_it_is_reversed(story: Story) -> None:
    original = await story.claim(15000)
    replacement = await correct(story, original, method="new_claim_1")
    await story.pay(Clp(original.number, "CO-45 5000", 10000))
    # The family as a whole: -15000 on the original, 15000 on the replacement.
    assert (await story.open(original), await story.open(replacement)) == ((-15000, 0), (15000, 0))
    await story.pay(
        Clp(original.number, "CO-45 -5000", -10000, status="22"),
        Clp(replacement.number, "CO-45 5000", 10000, icn="ICN2"),
    )
    assert (await story.open(original), await story.open(replacement)) == ((0, 0), (0, 0))


async def test_a_later_payer_that_denies_is_told_by_its_check(story: Story) -> None:
    # CLP02 4 from another TRN03 after the first payer has decided: R 1600 stays, denied
    claim = await story.claim(10000, later="B")
    await story.pay(Clp(claim.number, status="19", lines=(Svc("CO-45 2128, PR-2 1600", 6272, claim.lines[0]),)))
    check = await story.pay(
        Clp(claim.number, icn="M1", status="4", lines=(Svc("CO-22 10000", 0, claim.lines[0]),)), payer=OTHER_TRN03
    )
    assert await story.rows(check) == []
    assert (await story.state(claim), await story.open(claim)) == ("partially_denied", (1600, 0))
    told = (await story.events(claim))[-1]
    assert (told["payer_sequence"], told["denied_cents"]) == ("S", 10000)


async def test_a_22_of_the_later_payer_swaps_its_delta_and_its_share_too(story: Story) -> None:
    claim, other = await story.claim(10000, later="B"), await story.claim(1000)
    await story.pay(Clp(claim.number, status="19", lines=(Svc("CO-45 2128, PR-2 1600", 6272, claim.lines[0]),)))
    second = Svc("OA-23 8400, CO-45 100, PR-3 500", 1000, claim.lines[0])  # delta 1600 - 1000 - 500 = 100
    await story.pay(
        Clp(claim.number, "OA-23 100", 0, icn="X", status="25"),
        Clp(claim.number, icn="M1", status="2", lines=(second,)),
        payer=OTHER_TRN03,
    )
    assert await story.open(claim) == (0, 500)
    back = Svc("OA-23 -8400, CO-45 -100, PR-3 -500", -1000, claim.lines[0])
    await story.pay(
        Clp(claim.number, icn="M1", status="22", lines=(back,)),
        Clp(other.number, "", 1000, icn="O"),
        payer=OTHER_TRN03,
    )
    assert (await story.state(claim), await story.open(claim)) == ("crossover_expected", (1600, 0))


async def test_a_correction_that_pays_more_than_the_second_payer_left_opens_a_credit_balance(story: Story) -> None:
    claim = await story.claim(10000, later="B")
    await story.pay(Clp(claim.number, status="19", lines=(Svc("CO-45 2128, PR-2 1600", 6272, claim.lines[0]),)))
    await story.pay(
        Clp(claim.number, icn="M1", status="2", lines=(Svc("OA-23 8400", 1600, claim.lines[0]),)), payer=OTHER_TRN03
    )
    # Medicare corrects to CO-45 2000, paid 8000: with the second payer's 1600 that is 1600 too much
    await story.pay(
        Clp(claim.number, status="22", lines=(Svc("CO-45 -2128, PR-2 -1600", -6272, claim.lines[0]),)),
        Clp(claim.number, icn="ICN2", lines=(Svc("CO-45 2000", 8000, claim.lines[0]),)),
    )
    assert await story.open(claim) == (-1600, 0)
    [item] = await story.items("credit_balance")
    assert item["cents"] == 1600


async def test_what_may_not_be_collected_goes_back_to_the_patient(story: Story) -> None:
    # PR-3 2500, paid at the desk; corrected to OA-209 2500: (patient_receivable, refunds_payable, 2500)
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, lines=(Svc("CO-45 4500, PR-3 2500", 8000, claim.lines[0]),)))
    paid = await story.practice.ehr.post(
        story.practice.path("/patient-payments"),
        {
            "patient_id": claim.patient,
            "method": "check",
            "source": "desk",
            "cents": 2500,
            "received_on": "2026-01-20",
            "claim_id": claim.id,
        },
    )
    assert paid.status_code == 201, paid.text
    assert await story.open(claim) == (0, 0)
    check = await story.pay(
        Clp(claim.number, status="22", lines=(Svc("CO-45 -4500, PR-3 -2500", -8000, claim.lines[0]),)),
        Clp(claim.number, icn="ICN2", lines=(Svc("CO-45 4500, OA-209 2500", 8000, claim.lines[0]),)),
    )
    assert ("patient_receivable", "refunds_payable", 2500) in await story.rows(check)
    assert await story.open(claim) == (2500, 0)
    assert await story.account("refunds_payable") == -2500
    assert await story.items("credit_balance") == []


async def test_co_24_is_capitated_only_with_a_capitation_contract(story: Story) -> None:
    wrong = await story.claim(12000)
    await story.pay(Clp(wrong.number, "CO-24 12000", 0))
    assert (await story.state(wrong), await story.open(wrong)) == ("denied", (12000, 0))
    contract = {"starts_on": "2026-01-01", "is_capitated": True}
    path = f"/payers/{story.payers['A']}/contracts"
    answer = await story.practice.ehr.post(story.practice.path(path), contract)
    assert answer.status_code == 201, answer.text
    claim = await story.claim(12000)
    check = await story.pay(Clp(claim.number, "CO-24 12000", 0, icn="ICN9"))
    assert await story.rows(check) == [(*WRITTEN, 12000)]
    [told] = await story.events(claim)
    assert (told["capitated"], told["denied_cents"], await story.state(claim)) == (True, 0, "paid")


async def test_a_22_that_names_its_claim_by_icn_alone_finds_the_part_of_a_split_claim(story: Story) -> None:
    claim, other = await story.claim(12000, 8000), await story.claim(12000)
    await story.pay(
        Clp(claim.number, icn="1", lines=(Svc("PR-3 1000", 11000, claim.lines[0]),)),
        Clp(claim.number, icn="2", lines=(Svc("", 8000, claim.lines[1]),)),
    )
    assert await story.open(claim) == (0, 1000)
    await story.pay(
        Clp("0", icn="1", status="22", lines=(Svc("PR-3 -1000", -11000),)), Clp(other.number, "", 12000, icn="O")
    )
    assert (await story.state(claim), await story.open(claim)) == ("partially_adjudicated", (12000, 0))


async def test_a_22_of_other_cents_than_were_posted_waits(story: Story) -> None:
    claim, other = await story.claim(15000), await story.claim(9000)
    await story.pay(Clp(claim.number, "CO-45 5000", 10000))
    check = await story.pay(Clp(claim.number, "CO-45 -6000", -9000, status="22"), Clp(other.number, "", 9000, icn="O"))
    [reversal, _] = await story.payments(check)
    assert (reversal["match_state"], reversal["match_reason"]) == ("unmatched", "reversal_differs")
    assert (await story.account("unapplied_cash"), await story.open(claim)) == (9000, (0, 0))


async def test_a_check_tells_how_it_adds_up(story: Story) -> None:
    # 9000 + WO 4000 kept back: claims 9000 - PLB 4000 = BPR02 5000 = what it left in undeposited funds
    claim = await story.claim(9000)
    check = await story.pay(Clp(claim.number, "", 9000), plb=(("WO", "OLD", 4000),))
    told = await story.get(f"/remittances/{check}")
    assert (told["claims_paid_cents"], told["provider_adjustments_cents"]) == (9000, 4000)
    assert told["paid_cents"] == told["undeposited_cents"] == 5000
    [pair] = told["provider_adjustments"]
    assert (pair["due_to_payer_cents"], [part["state"] for part in pair["takebacks"]]) == (0, ["waiting"])
