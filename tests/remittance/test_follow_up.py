"""What waits too long: released as money of before the practice came; what payers leave uncollected becomes work."""

from api.remittance.jobs import follow_up
from tests.builders.remittances import Clp
from tests.harness.database import Database
from tests.remittance.story import Story

LONG_AGO = "now() - interval '31 days'"


async def test_after_thirty_days_takebacks_and_reversals_of_nobodys_claim_are_pre_go_live(
    story: Story, database: Database
) -> None:
    # WO +4000 of an unknown ICN and a 22 of 3000 that takes nothing back, beside B 9000: BPR02 2000
    claim = await story.claim(9000)
    check = await story.pay(
        Clp(claim.number, "", 9000),
        Clp("OLDCLAIM", "", -3000, icn="OLD2", status="22"),
        plb=(("WO", "OLD1", 4000),),
    )
    await follow_up(story.world.services)
    assert (await story.account("unapplied_cash"), await story.account("pre_go_live_receivable")) == (7000, 0)
    database.as_superuser(f"update takeback set created_at = {LONG_AGO}")
    database.as_superuser(f"update remittance set posted_at = {LONG_AGO}")
    await follow_up(story.world.services)
    await follow_up(story.world.services)
    assert (await story.account("unapplied_cash"), await story.account("pre_go_live_receivable")) == (0, 7000)
    [takeback] = (await story.get("/takebacks"))["items"]
    assert takeback["state"] == "pre_go_live"
    assert (await story.payments(check))[1]["match_state"] == "pre_go_live"
    assert await story.items("takeback") == await story.items("reversal_waiting") == []
    await story.must_hold()


async def test_a_released_takeback_that_is_given_back_leaves_nothing(story: Story) -> None:
    claim = await story.claim(9000)
    await story.pay(Clp(claim.number, "", 9000), plb=(("WO", "OLD1", 4000),))
    [takeback] = (await story.get("/takebacks"))["items"]
    path = story.practice.path(f"/takebacks/{takeback['id']}/release")
    assert (await story.practice.ehr.post(path, {"reason": "Paid before go-live"})).status_code == 200
    # WO -4000: BPR02 4000
    check = await story.pay(plb=(("WO", "OLD1", -4000),))
    assert await story.rows(check) == [("undeposited_funds", "pre_go_live_receivable", 4000)]
    assert await story.account("pre_go_live_receivable") == 0


async def test_what_is_due_to_a_payer_for_longer_than_its_usual_lag_is_work(story: Story) -> None:
    await story.pay(plb=(("WO", "STUCK", -4000),), day="20260105")
    await follow_up(story.world.services)
    await follow_up(story.world.services)
    [item] = await story.items("due_to_payer_late")
    assert item["cents"] == 4000
    claim = await story.claim(9000)
    await story.pay(Clp(claim.number, "", 9000), plb=(("WO", "STUCK", 4000),), day="20260205")
    await follow_up(story.world.services)
    assert await story.items("due_to_payer_late") == []
