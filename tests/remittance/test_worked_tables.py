"""The worked tables of the posting page, through the API: each check leaves exactly its BPR02, whatever it says."""

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.remittance.story import Story

PAID = ("undeposited_funds", "insurance_receivable")
WRITTEN = ("contractual_adjustments", "insurance_receivable")
SHARED = ("patient_receivable", "insurance_receivable")


async def test_15000_is_co_45_4500_pr_3_2500_paid_8000(story: Story) -> None:
    claim = await story.claim(15000)
    check = await story.pay(Clp(claim.number, lines=(Svc("CO-45 4500, PR-3 2500", 8000, claim.lines[0]),)))
    assert await story.rows(check) == [(*PAID, 8000), (*WRITTEN, 4500), (*SHARED, 2500)]
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 2500))
    [told] = await story.events(claim)
    facts = {"complete": True, "denied_cents": 0, "charge_cents": 15000, "lines_charged": 1, "lines_clean": 1}
    assert told | facts == told


async def test_a_split_claim_is_adjudicated_by_its_last_part(story: Story) -> None:
    # CLM02 20000: CLP03 12000 paid 12000 (ICN 1), later CLP03 8000 paid 8000 (ICN 2)
    claim = await story.claim(12000, 8000)
    await story.pay(Clp(claim.number, icn="1", lines=(Svc("", 12000, claim.lines[0]),)))
    assert (await story.state(claim), await story.open(claim)) == ("partially_adjudicated", (8000, 0))
    await story.pay(Clp(claim.number, icn="2", lines=(Svc("", 8000, claim.lines[1]),)))
    assert (await story.state(claim), await story.open(claim)) == ("paid", (0, 0))
    assert [each["complete"] for each in await story.events(claim)] == [False, True]


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
