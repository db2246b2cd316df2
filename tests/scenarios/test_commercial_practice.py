"""Elm Street, a small commercial practice, from the first call about a coverage to the last refund."""

from datetime import date

from tests.builders.registration import OTHER_NPI
from tests.harness.database import Database
from tests.harness.world import World
from tests.scenarios.clock import Clock
from tests.scenarios.closing import the_books_close, the_neighbour_sees_nothing
from tests.scenarios.office import Claim, Office, open_office
from tests.scenarios.opinion import must_agree

ADA, BEN = "ADA", "BEN"


async def monday_2_march_ada_is_covered_and_pays_her_copay_at_the_desk(office: Office) -> Claim:
    """The coverage is active with a copay of 2500; the desk takes it before the claim exists."""
    await office.agree(insurance=500, desk=300, statement=600)
    await office.register(ADA, "SBXCO", "SBX01A000001")
    asked = await office.post(
        "/eligibility-checks", {"coverage_external_id": "COV-ADA-P", "service_date": "2026-03-02"}
    )
    await office.world.work()
    check = await office.get(f"/eligibility-checks/{asked['id']}")
    assert check["outcome"] == "active"
    assert {2500} == {each["cents"] for each in check["benefits"] if each["kind"] == "copay"}
    payment = await office.pay(ADA, 2500, "desk", method="cash")
    assert payment["unapplied_cents"] == 2500
    assert await office.accounts() == {"patient_cash": 2500, "unapplied_cash": -2500}
    # What is received and not allocated is charged to nobody.
    assert await office.fees("2026-03") == (0, 0)
    claim = await office.visit(ADA, date(2026, 3, 2), note="SBX 01A DELAY=14")
    await office.submit(claim)
    assert await office.state(claim) == "accepted"
    assert await office.open(claim) == (15000, 0)
    return claim


async def tuesday_3_march_ben_whose_deductible_is_not_met(office: Office) -> Claim:
    """15000 = CO-45 4500, PR-1 10500; the payer takes thirteen days."""
    await office.day(date(2026, 3, 3))
    await office.register(BEN, "SBXCO", "SBX02A000002")
    claim = await office.visit(BEN, date(2026, 3, 3), note="SBX 02A DELAY=13")
    await office.submit(claim)
    return claim


async def monday_16_march_the_checks_come(office: Office, ada: Claim, ben: Claim) -> None:
    """Ada's 15000 = CO-45 4500, PR-3 2500, paid 8000, and her copay meets its share; Ben's check is of nothing."""
    await office.day(date(2026, 3, 16))
    assert (await office.state(ada), await office.state(ben)) == ("paid", "patient_responsibility")
    assert await office.rows(ada, "remittance") == [
        ("undeposited_funds", "insurance_receivable", 8000),
        ("contractual_adjustments", "insurance_receivable", 4500),
        ("patient_receivable", "insurance_receivable", 2500),
    ]
    (waiting,) = (await office.owed(ADA))["unapplied"]
    payment = await office.get(f"/patient-payments/{waiting['payment_id']}")
    path = f"/patient-payments/{payment['id']}/allocate"
    await office.post(path, {"allocations": [{"claim_id": ada.id}]}, payment["version"])
    assert await office.open(ada) == (0, 0)
    assert await office.open(ben) == (0, 10500)
    # 8000 at 5 % and 2500 at 3 %: 400 + 75.
    assert await office.fees("2026-03") == (10500, 475)


async def friday_20_march_ben_is_told_what_he_owes_and_why(office: Office) -> None:
    balance = await office.owed(BEN)
    (claim,) = balance["claims"]
    (line,) = claim["lines"]
    assert (balance["owed_cents"], balance["insurance_pending_cents"]) == (10500, 0)
    assert [(each["reason"], each["group_code"], each["reason_code"], each["cents"]) for each in line["shares"]] == [
        ("deductible", "PR", "1", 10500)
    ]


async def monday_6_april_ben_pays_too_much(office: Office, ben: Claim) -> str:
    """12000 of 10500: the rest is unapplied, and no fee is on it."""
    await office.day(date(2026, 4, 6))
    payment = await office.pay(BEN, 12000, "statement", claim_id=ben.id)
    assert (payment["allocated_cents"], payment["unapplied_cents"]) == (10500, 1500)
    assert await office.open(ben) == (0, 0)
    assert await office.fees("2026-04") == (10500, 630)  # 10500 at 6 %
    return str(payment["id"])


async def monday_13_april_what_was_too_much_goes_back(office: Office, payment_id: str) -> None:
    """1500 that was never allocated: no fee entry."""
    await office.day(date(2026, 4, 13))
    refund = await office.post("/patient-refunds", {"payment_id": payment_id})
    assert (refund["cents"], await office.account("refunds_payable")) == (1500, -1500)
    await office.post(f"/patient-refunds/{refund['id']}/send", {"sent_on": "2026-04-13"}, refund["version"])
    assert await office.fees("2026-04") == (10500, 630)


async def friday_8_may_the_doctor_gives_ben_back_4000(office: Office, ben: Claim) -> None:
    """4000 of what he paid on his statement: its fee goes back at the rate it was charged, 4000 at 6 % = 240."""
    await office.day(date(2026, 5, 8))
    refund = await office.post("/patient-refunds", {"claim_id": ben.id, "cents": 4000, "reason": "other"})
    await office.post(f"/patient-refunds/{refund['id']}/send", {"sent_on": "2026-05-08"}, refund["version"])
    assert await office.rows(ben, "patient_refund") == [("patient_receivable", "refunds_payable", 4000)]
    assert await office.fees("2026-05") == (-4000, -240)
    assert await office.open(ben) == (0, 4000)


async def test_a_small_commercial_practice_from_eligibility_to_refund(
    world: World, clock: Clock, database: Database
) -> None:
    office, neighbour = await open_office(world, clock), await open_office(world, clock, "Oak Lane", OTHER_NPI)
    ada = await monday_2_march_ada_is_covered_and_pays_her_copay_at_the_desk(office)
    ben = await tuesday_3_march_ben_whose_deductible_is_not_met(office)
    await monday_16_march_the_checks_come(office, ada, ben)
    await friday_20_march_ben_is_told_what_he_owes_and_why(office)
    payment_id = await monday_6_april_ben_pays_too_much(office, ben)
    await monday_13_april_what_was_too_much_goes_back(office, payment_id)
    await friday_8_may_the_doctor_gives_ben_back_4000(office, ben)
    # Receipts: 2500 + 8000 + 12000; gone back: 1500 + 4000. Charged 30000, written off 9000, Ben owes 4000.
    assert await office.accounts() == {
        "charges": -30000,
        "contractual_adjustments": 9000,
        "undeposited_funds": 8000,
        "patient_cash": 2500 + 12000 - 1500 - 4000,
        "patient_receivable": 4000,
    }
    rate = await office.rate()
    assert (rate["numerator"], rate["denominator"]) == (2, 2)
    assert rate["variants"]["strict"]["numerator"] == 1, "a deductible is resolved, and nothing was paid"
    await the_books_close(office)
    await must_agree(office, database, "fee", "fee base and fee", "tie-out")
    await the_neighbour_sees_nothing(office, neighbour)
