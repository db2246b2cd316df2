"""What payers say after, before and instead of a patient's payment, and what that does to the account."""

from collections.abc import AsyncIterator

import pytest

from tests.builders.remittances import Clp
from tests.harness.world import World
from tests.patient_accounts.accounts import Accounts, slug
from tests.remittance.story import Claim, Story, begin, silence

COPAY = "CO-45 4500, PR-3 2500"


@pytest.fixture
async def story(world: World) -> AsyncIterator[Story]:
    """A practice whose payers say nothing but what the test uploads."""
    with silence():
        yield await begin(world)


async def copay_paid(story: Story) -> tuple[Accounts, Claim, str]:
    """15000 with CO-45 4500, PR-3 2500, paid 8000, and the 2500 at the desk; the payment's id."""
    accounts = Accounts(story.world, story.practice)
    claim = await story.claim(15000)
    payment = await accounts.pay(2500, claim_id=claim.id)
    await story.pay(Clp(claim.number, COPAY, paid=8000))
    shown = await accounts.get(f"/patient-payments/{payment['id']}")
    assert (shown["allocated_cents"], shown["unapplied_cents"]) == (2500, 0)
    assert await accounts.entries() == [
        ("patient_cash", "unapplied_cash", 2500),
        ("unapplied_cash", "patient_receivable", 2500),
    ]
    return accounts, claim, payment["id"]


async def test_a_decision_taken_back_leaves_what_the_patient_paid_as_a_credit_that_can_be_refunded(
    story: Story,
) -> None:
    accounts, claim, payment_id = await copay_paid(story)
    await story.pay(Clp(claim.number, "CO-45 -4500, PR-3 -2500", paid=-8000, status="22"))
    balance = await accounts.balance(claim.patient)
    assert (balance["credit_cents"], balance["owed_cents"], balance["balance_cents"]) == (2500, 0, -2500)
    [shown] = balance["claims"]
    assert (shown["waiting_for"], shown["lines"][0]["shares"], shown["credit_cents"]) == ("reversed", [], 2500)
    [item] = await story.items("credit_balance")
    assert (item["claim_id"], item["cents"]) == (claim.id, 2500)
    refund = await accounts.send(await accounts.refund(claim_id=claim.id, cents=2500))
    [item] = await story.items("credit_balance", "done")
    assert item["outcome"] == "refunded"
    assert refund["parts"][0]["payment_id"] == payment_id
    ledger = await accounts.ledger()
    assert (ledger["patient_receivable"], ledger["patient_cash"], ledger["unapplied_cash"]) == (0, 0, 0)
    await story.must_hold()


async def test_oa_209_2500_after_2500_were_paid_is_a_refund_of_2500_that_is_due(story: Story) -> None:
    accounts, claim, payment_id = await copay_paid(story)
    await story.pay(
        Clp(claim.number, "CO-45 -4500, PR-3 -2500", paid=-8000, status="22"),
        Clp(claim.number, "CO-45 4500, OA-209 2500", paid=8000),
    )
    balance = await accounts.balance(claim.patient)
    [due] = balance["refunds_due"]
    assert (due["cents"], due["reason"], balance["refund_due_cents"]) == (2500, "share_withdrawn", 2500)
    assert (balance["owed_cents"], balance["credit_cents"], balance["paid_cents"]) == (0, 0, 0)
    shown = await accounts.get(f"/patient-payments/{payment_id}")
    assert (shown["refunded_cents"], shown["allocations"][0]["standing_cents"]) == (2500, 0)
    refund = await accounts.get(f"/patient-refunds/{due['refund_id']}")
    await accounts.send(refund)
    ledger = await accounts.ledger()
    assert (ledger["patient_receivable"], ledger["refunds_payable"], ledger["patient_cash"]) == (0, 0, 0)
    [made] = await accounts.events("patient_refund.made")
    assert (made["data"]["withdrawn_in"], "ledger_batch_id" in made["data"]) == (refund["ledger_batch_id"], False)


async def test_pr_100_8400_is_the_insurers_money_in_the_patients_hands(story: Story) -> None:
    accounts = Accounts(story.world, story.practice)
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-45 6600, PR-100 8400"))
    [shown] = (await accounts.balance(claim.patient))["claims"]
    assert [(share["reason"], share["cents"]) for share in shown["lines"][0]["shares"]] == [("paid_to_patient", 8400)]
    payment = await accounts.pay(8400, claim_id=claim.id, source="statement")
    assert payment["allocated_cents"] == 8400


async def test_while_a_later_payer_is_expected_nothing_is_the_patients_and_money_waits(story: Story) -> None:
    accounts = Accounts(story.world, story.practice)
    claim = await story.claim(15000, later="B")
    payment = await accounts.pay(2500, claim_id=claim.id)
    await story.pay(Clp(claim.number, COPAY, paid=8000))
    refused = await accounts.post(f"/patient-payments/{payment['id']}/allocate", {}, 1)
    assert (refused.status_code, slug(refused), refused.json()["waiting_for"]) == (
        409,
        "insurance-not-finished",
        "later_payer",
    )
    balance = await accounts.balance(claim.patient)
    assert (balance["owed_cents"], balance["insurance_pending_cents"], balance["unapplied_cents"]) == (0, 2500, 2500)
    finished = await story.practice.ehr.post(
        story.practice.path(f"/claims/{claim.id}/finish-insurance"),
        {"reason": "The second coverage had ended"},
        headers={"If-Match": "*"},
    )
    assert finished.status_code == 200, finished.text
    balance = await accounts.balance(claim.patient)
    assert (balance["owed_cents"], balance["paid_cents"], balance["unapplied_cents"]) == (0, 2500, 0)
    [shown] = balance["claims"]
    assert (shown["waiting_for"], shown["share_cents"], shown["insurance_pending_cents"]) == (None, 2500, 0)


async def corrected(story: Story, claim: Claim) -> Claim:
    """The claim that replaces a decided one, sent."""
    path = story.practice.path(f"/claims/{claim.id}/corrections")
    order = {"reason": "The place of service was wrong", "changes": {"place_of_service": "22"}}
    order |= {"override_reason": "The payer takes it all the same"}
    answer = await story.practice.ehr.post(path, order, headers={"If-Match": "*"})
    assert answer.status_code == 201, answer.text
    await story.send()
    family = (await story.get(f"/claims/{claim.id}/family"))["items"]
    [replacement] = [item for item in family if item["id"] != claim.id]
    return Claim(replacement["id"], replacement["number"], claim.patient, [])


async def test_money_that_waits_for_a_claim_goes_to_the_claim_that_corrects_it(story: Story) -> None:
    accounts = Accounts(story.world, story.practice)
    claim = await story.claim(15000)
    await story.pay(Clp(claim.number, "CO-16 15000", remarks=("MA27",)))
    payment = await accounts.pay(2500, claim_id=claim.id)
    replacement = await corrected(story, claim)
    named = {"allocations": [{"claim_id": claim.id}]}
    refused = await accounts.post(f"/patient-payments/{payment['id']}/allocate", named, 1)
    assert (refused.status_code, refused.json()["waiting_for"]) == (409, "corrected")
    meant = await accounts.post(f"/patient-payments/{payment['id']}/allocate", {}, 1)
    assert (meant.status_code, meant.json()["waiting_for"]) == (409, "payer_decides")
    await story.pay(Clp(replacement.number, COPAY, paid=8000, icn="ICN2"))
    shown = await accounts.get(f"/patient-payments/{payment['id']}")
    assert [(each["claim_id"], each["cents"]) for each in shown["allocations"]] == [(replacement.id, 2500)]


BACK = "CO-45 -4500, PR-3 -2500"


async def test_what_was_paid_on_a_claim_follows_to_the_claim_that_corrects_it_and_the_rest_is_a_credit(
    story: Story,
) -> None:
    # 2500 paid at the desk; the correction leaves 2000: 2000 follow, 500 stay a credit
    accounts, claim, payment_id = await copay_paid(story)
    replacement = await corrected(story, claim)
    await story.pay(
        Clp(claim.number, BACK, paid=-8000, status="22"),
        Clp(replacement.number, "CO-45 5000, PR-3 2000", paid=8000, icn="ICN2"),
    )
    balance = await accounts.balance(claim.patient)
    assert (balance["owed_cents"], balance["credit_cents"], balance["unapplied_cents"]) == (0, 500, 0)
    payment = await accounts.get(f"/patient-payments/{payment_id}")
    assert [(each["claim_id"], each["standing_cents"]) for each in payment["allocations"]] == [
        (claim.id, 500),
        (replacement.id, 2000),
    ]
    [item] = await story.items("credit_balance")
    assert item["claim_id"] == claim.id
    await story.must_hold()


@pytest.mark.parametrize("order", ["reversed_first", "reversed_last", "apart", "apart_reversed_last"])
async def test_after_a_replacement_with_the_same_share_the_patient_neither_owes_nor_has_a_credit(
    story: Story, order: str
) -> None:
    accounts, claim, _ = await copay_paid(story)
    replacement = await corrected(story, claim)
    answers = [
        Clp(claim.number, BACK, paid=-8000, status="22"),
        Clp(replacement.number, COPAY, paid=8000, icn="ICN2"),
    ]
    if order.endswith("reversed_last"):
        answers.reverse()
    if order.startswith("apart"):
        # A check is not below zero: another claim's payment stands beside the reversal.
        other = await story.claim(15000)
        for each in answers:
            filling = [Clp(other.number, "CO-45 5000", icn="ICN9")] if each.status == "22" else []
            await story.pay(each, *filling)
    else:
        await story.pay(*answers)
    balance = await accounts.balance(claim.patient)
    assert (balance["owed_cents"], balance["credit_cents"], balance["unapplied_cents"]) == (0, 0, 0)
    assert balance["paid_cents"] == 2500
    assert await story.items("credit_balance") == []
    [released] = await accounts.events("patient_payment.released")
    assert (released["data"]["cents"], released["data"]["source"]) == (2500, "desk")
    await story.must_hold()
