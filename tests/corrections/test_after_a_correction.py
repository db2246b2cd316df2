"""What payers say after a correction: the family never holds its charge twice."""

from datetime import timedelta

from tests.builders.answers import Clp, Svc, answer
from tests.builders.submissions import billing_practice
from tests.corrections.test_corrections import TODAY, WRONG, account, correct, decided, read, sent
from tests.harness.world import World

DENIED_IN_PART = Svc(15000, [("CO", "45", 4500), ("CO", "16", 2500)], remarks=("N382",))


async def test_the_payer_reverses_the_original_and_pays_the_replacement(world: World) -> None:
    # original: 8000 paid, 4500 CO-45, 2500 denied: 2500 moves out, the replacement opens 15000.
    # 22: funds -8000 and CO-45 -4500 come back on the original, 12500, and leave it in the same batch.
    # replacement: 15000 = CO-45 4500, paid 10500: 0 is left of the family; charges 15000, paid 10500, written off 4500
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    await decided(world, practice, claim, DENIED_IN_PART, on=TODAY - timedelta(days=20))
    made = (await correct(practice, claim["id"], WRONG)).json()
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    reversal = Clp(
        claim["number"],
        [Svc(-15000, [("CO", "45", -4500), ("CO", "16", -2500)], remarks=("N382",))],
        status="22",
    )
    paid = Clp(made["claim_number"], [Svc(15000, [("CO", "45", 4500)])], icn="ICN0002")
    await answer(world, practice, [reversal, paid], on=TODAY - timedelta(days=1))

    old, new = await read(practice, f"/claims/{claim['id']}"), await read(practice, f"/claims/{made['claim_id']}")
    assert (old["state"], old["insurance_balance_cents"], old["insurance_paid_cents"]) == ("reversed", 0, 0)
    assert (new["state"], new["insurance_balance_cents"], new["insurance_paid_cents"]) == ("paid", 0, 10500)
    assert await account(practice, "insurance_receivable") == 0
    assert await account(practice, "charges") == -15000
    assert await account(practice, "contractual_adjustments") == 4500
    assert await account(practice, "undeposited_funds") == 10500


async def test_unprocessable_is_corrected_by_a_new_claim_for_medicare_too(world: World) -> None:
    # MA130: 15000 under CO-16 comes back; nothing to replace, no reopening, no appeal; not filed for the clock
    practice = await billing_practice(world)
    claim = await sent(world, practice, payer="SBXMC")
    whole = Svc(15000, [("CO", "16", 15000)], remarks=("N382",))
    await decided(world, practice, claim, whole, remarks=("MA130",))
    made = await correct(practice, claim["id"], WRONG)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["method"], body["overridden"]) == ("new_claim_1", [])
    assert "MA130" in body["method_reason"]
    assert body["receivable_moved_cents"] == 15000
    service = (await read(practice, f"/claims/{claim['id']}"))["service_from"]
    assert body["deadline_on"] > service, "from the day of service: 365 days"


async def test_the_denials_work_is_closed_with_the_correction(world: World) -> None:
    practice = await billing_practice(world)
    claim = await sent(world, practice)
    await decided(world, practice, claim, DENIED_IN_PART)
    open_before = (await read(practice, "/work-items", kind="denial", state="open"))["items"]
    assert [each["subject_id"] for each in open_before] == [claim["id"]]
    assert (await correct(practice, claim["id"], WRONG)).status_code == 201
    assert (await read(practice, "/work-items", kind="denial", state="open"))["items"] == []
    (closed,) = (await read(practice, "/work-items", kind="denial", state="done"))["items"]
    assert closed["outcome"] == "corrected"
