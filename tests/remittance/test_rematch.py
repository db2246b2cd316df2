"""Claim payments that come before their partner: matched when it comes, out of unapplied cash, once."""

from typing import Any

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.remittance.story import Claim, Story

SECOND = ("unapplied_cash", "insurance_receivable")


def first_answer(claim: Claim) -> Clp:
    return Clp(claim.number, lines=(Svc("CO-45 2000, PR-2 1600", 6400, claim.lines[0]),))


def second_answer(claim: Claim) -> Clp:
    line = Svc("OA-23 8400", 1600, claim.lines[0])
    return Clp(claim.number, icn="M1", status="2", lines=(line,))


async def must_be_settled(story: Story, claim: Claim) -> None:
    assert await story.open(claim) == (0, 0)
    assert await story.account("unapplied_cash") == 0
    assert await story.items("unmatched_payment") == await story.items("reversal_waiting") == []


async def only(story: Story, remittance_id: str) -> dict[str, Any]:
    [found] = await story.payments(remittance_id)
    return found


async def test_a_second_payers_answer_is_matched_when_the_first_ones_comes(story: Story) -> None:
    claim = await story.claim(10000, later="B")
    early = await story.pay(second_answer(claim), payer=OTHER_TRN03)
    [item] = await story.items("unmatched_payment")
    assert (item["cents"], item["subject_id"]) == (1600, (await only(story, early))["id"])
    [named] = (await story.get("/claim-payments", claim_id=claim.id))["items"]
    assert named["match_reason"] == "earlier_payer_missing"
    await story.pay(first_answer(claim))
    found = await only(story, early)
    assert (found["match_state"], found["match_reason"]) == ("matched", "earlier_payer_missing")
    assert (found["payer_sequence"], found["payer_id"]) == ("S", story.payers["B"])
    assert [each["line_no"] for each in found["services"]] == [1]
    assert (await story.rows(early, claim)) == [(*SECOND, 1600)]
    assert [each["payer_sequence"] for each in await story.events(claim)] == ["P", "S"]
    await must_be_settled(story, claim)
    # Reversed later, its money is taken out of funds all the same.
    other = await story.claim(9000)
    await story.pay(
        Clp(claim.number, icn="M1", status="22", lines=(Svc("OA-23 -8400", -1600, claim.lines[0]),)),
        Clp(other.number, "", 9000, icn="O"),
        payer=OTHER_TRN03,
    )
    assert (await story.open(claim))[0] == 1600
    assert await story.account("unapplied_cash") == 0


async def test_a_second_payers_answer_before_the_first_ones_in_a_check_is_matched_at_once(story: Story) -> None:
    claim = await story.claim(10000, later="B")
    check = await story.pay(second_answer(claim), first_answer(claim))
    assert {each["match_state"] for each in await story.payments(check)} == {"matched"}
    await must_be_settled(story, claim)


async def test_a_22_before_its_original_takes_it_back_when_it_comes(story: Story) -> None:
    claim, other = await story.claim(15000), await story.claim(12000)
    early = await story.pay(
        Clp(claim.number, "CO-45 -5000", -10000, status="22"), Clp(other.number, "", 12000, icn="O")
    )
    assert await story.account("unapplied_cash") == 10000
    [item] = await story.items("reversal_waiting")
    late = await story.pay(Clp(claim.number, "CO-45 5000", 10000))
    assert (await story.state(claim), await story.open(claim)) == ("reversed", (15000, 0))
    assert (await story.payments(early))[0]["reverses_id"] == (await only(story, late))["id"]
    assert await story.account("unapplied_cash") == 0
    [done] = await story.items("reversal_waiting", "done")
    assert (done["id"], done["outcome"]) == (item["id"], "matched")
    # The correction is then the claim's answer.
    await story.pay(Clp(claim.number, "CO-45 9000", 6000, icn="ICN2"))
    await must_be_settled(story, claim)


async def test_a_22_before_its_original_in_a_check_takes_it_back(story: Story) -> None:
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-45 -5000", -10000, status="22"), Clp(claim.number, "CO-45 5000", 10000))
    assert (await story.state(claim), await story.open(claim)) == ("reversed", (15000, 0))
    assert await story.account("unapplied_cash") == 0
    assert await story.items("reversal_waiting") == []


async def test_an_answer_and_its_22_that_both_waited_leave_nothing(story: Story) -> None:
    claim = await story.claim(10000, later="B")
    await story.pay(second_answer(claim), payer=OTHER_TRN03)
    back = Clp(claim.number, icn="M1", status="22", lines=(Svc("OA-23 -8400", -1600, claim.lines[0]),))
    other = await story.claim(9000)
    await story.pay(back, Clp(other.number, "", 9000, icn="O"), payer=OTHER_TRN03)
    await story.pay(first_answer(claim))
    assert (await story.open(claim))[0] == 1600
    assert await story.account("unapplied_cash") == 0


async def test_money_of_a_claim_of_ours_is_not_released_as_of_before_go_live(story: Story) -> None:
    claim = await story.claim(10000)
    await story.pay(Clp(claim.number, "", 10000))
    twice = await only(story, await story.pay(Clp(claim.number, "", 10000, icn="ICN2")))
    assert twice["match_reason"] == "already_adjudicated"
    assert len(await story.items("unmatched_payment")) == 1
    path = story.practice.path(f"/claim-payments/{twice['id']}/release")
    answer = await story.practice.ehr.post(path, {"reason": "Paid before go-live"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "claim_is_ours")
    assert await story.account("pre_go_live_receivable") == 0


async def test_money_of_nobodys_claim_is_released_and_its_work_is_done(story: Story) -> None:
    unknown = await only(story, await story.pay(Clp("OLDCLAIM", "", 4000, icn="OLD1")))
    [item] = await story.items("unmatched_payment")
    assert item["data"] == {"reason": "claim_unknown"}
    path = story.practice.path(f"/claim-payments/{unknown['id']}/release")
    assert (await story.practice.ehr.post(path, {"reason": "Paid before go-live"})).status_code == 200
    assert await story.account("unapplied_cash") == 0
    assert await story.items("unmatched_payment") == []


async def test_a_check_below_zero_is_told_and_due_to_a_payer_with_where_it_comes_from(story: Story) -> None:
    check = await story.pay(plb=(("50", "REF", 4000),))
    [finding] = (await story.get(f"/remittances/{check}"))["findings"]
    assert (finding["rule"], finding["severity"]) == ("negative_check", "warning")
    [due] = (await story.get("/payer-balances"))["items"]
    assert (due["cents"], due["payer_id"], due["remittance_ids"]) == (4000, None, [check])


async def test_what_is_due_names_the_payer_that_is_enrolled_under_its_identifier(story: Story) -> None:
    check = await story.pay(plb=(("WO", "LATER", -4000),), payer="PAYA")
    [due] = (await story.get("/payer-balances"))["items"]
    assert (due["payer_id"], due["remittance_ids"]) == (story.payers["A"], [check])
