"""Maple Avenue, whose patients have Medicare: crossovers that arrive and one that does not, and a claim returned."""

from datetime import date

from tests.builders.registration import OTHER_NPI
from tests.harness.database import Database
from tests.harness.world import World
from tests.scenarios.clock import Clock
from tests.scenarios.closing import the_books_close, the_neighbour_sees_nothing
from tests.scenarios.office import Claim, Office, open_office
from tests.scenarios.opinion import must_agree

KAY, LEO, MAX = "KAY", "LEO", "MAX"
MEDICARE = [  # 20000 = CO-45 10000, PR-1 5000, PR-2 1000, CO-253 80, paid 3920; the 6000 wait for the next payer
    ("undeposited_funds", "insurance_receivable", 3920),
    ("contractual_adjustments", "insurance_receivable", 10000),
    ("contractual_adjustments", "insurance_receivable", 80),
]


async def monday_2_march_three_visits_go_to_medicare(office: Office) -> dict[str, Claim]:
    """Kay's and Leo's answers tell that a supplement was told; Max's claim comes back as unprocessable."""
    await office.agree(insurance=500, statement=600)
    await office.register(KAY, "SBXMC", "SBX03A000001")
    await office.register(LEO, "SBXMC", "SBX03B000002")
    await office.register(LEO, "SBXCO", "SBX01A000002", sequence="S")
    await office.register(MAX, "SBXMC", "SBX05B000003")
    visits = {mark: await office.visit(mark, date(2026, 3, 2), 20000) for mark in (KAY, LEO)}
    visits[MAX] = await office.visit(MAX, date(2026, 3, 2), 15000)
    await office.submit()
    for mark in (KAY, LEO):
        assert await office.state(visits[mark]) == "crossover_expected"
        assert sorted(await office.rows(visits[mark], "remittance")) == sorted(MEDICARE)
        assert await office.open(visits[mark]) == (6000, 0), "no patient owes what a supplement may pay"
    assert (await office.owed(LEO))["owed_cents"] == 0
    return visits


async def tuesday_3_march_max_is_filed_anew(office: Office, unprocessable: Claim) -> Claim:
    """MA130: nothing was decided, so no replacement, no appeal: a new claim, with what was missing."""
    await office.day(date(2026, 3, 3))
    (denial,) = await office.all("/denials", claim_id=unprocessable.id)
    assert (denial["is_unprocessable"], denial["correction_method"], denial["appeal_until"]) == (
        True,
        "new_claim_1",
        None,
    )
    refused = await office.ask(
        f"/denials/{denial['id']}/appeals", {"kind": "appeal", "sent_on": "2026-03-03"}, denial["version"]
    )
    assert refused.status_code == 409, refused.text
    anew = await office.correct(unprocessable, changes={"note": "SBX 01A"})
    shown = await office.get(f"/claims/{anew.id}")
    assert (shown["correction_method"], shown["frequency"], shown["corrects"]) == (
        "new_claim_1",
        "1",
        unprocessable.id,
    )
    await office.submit(anew)
    # 15000: CO-45 7500, PR-1 5000, PR-2 500, CO-253 40, paid 1960
    assert (await office.state(anew), await office.open(anew)) == ("paid", (0, 5500))
    assert await office.open(unprocessable) == (0, 0)
    (denial,) = await office.all("/denials", claim_id=unprocessable.id)
    assert denial["state"] == "overturned"
    return anew


async def monday_16_march_the_supplement_pays_for_kay(office: Office, kay: Claim) -> None:
    """Another payer's check under the same claim number: OA-23 14000, paid 6000. R = 6000, delta 0."""
    await office.day(date(2026, 3, 16))
    assert (await office.state(kay), await office.open(kay)) == ("paid", (0, 0))
    assert (await office.rows(kay, "remittance"))[-1] == ("undeposited_funds", "insurance_receivable", 6000)
    # 3920 + 3920 + 1960 + 6000 = 15800 at 5 %
    assert await office.fees("2026-03") == (15800, 790)


async def tuesday_31_march_nobody_worries_about_leo_yet(office: Office) -> None:
    await office.day(date(2026, 3, 31))
    assert await office.work("bill_secondary") == []


async def wednesday_1_april_leos_supplement_has_not_answered(office: Office, leo: Claim) -> Claim:
    """Thirty days after Medicare: work. The claim to his second payer is made of Medicare's decision, and paid."""
    await office.day(date(2026, 4, 1))
    (item,) = await office.work("bill_secondary")
    assert (item["subject_id"], item["cents"]) == (leo.id, 6000)
    made = await office.post(f"/claims/{leo.id}/secondary-claims", {})
    assert (made["prior_paid_cents"], made["open_cents"]) == (3920, 6000)
    assert await office.work("bill_secondary") == []
    second = await office.claim(made["claim_id"])
    batch = await office.submit(second)
    out = (await office.file(batch["transaction_id"])).split(b"~")
    assert b"SBR*S*18" in b"~".join(out)
    assert b"AMT*D*39.2" in [each.strip() for each in out]
    assert (await office.state(leo), await office.state(second)) == ("paid", "paid")
    assert await office.open(leo) == (0, 0)
    return second


async def friday_10_april_max_pays_his_statement(office: Office, max_: Claim) -> None:
    """PR-1 5000 and PR-2 500: 5500 at 6 % = 330; Leo's 6000 at 5 % = 300."""
    await office.day(date(2026, 4, 10))
    balance = await office.owed(MAX)
    shares = [each for claim in balance["claims"] for line in claim["lines"] for each in line["shares"]]
    assert [(each["reason"], each["cents"]) for each in shares] == [("deductible", 5000), ("coinsurance", 500)]
    await office.pay(MAX, 5500, "statement", claim_id=max_.id)
    assert await office.fees("2026-04") == (11500, 630)


async def test_a_medicare_practice_with_crossovers_and_a_claim_returned(
    world: World, clock: Clock, database: Database
) -> None:
    office, neighbour = (
        await open_office(world, clock, "Maple Avenue"),
        await open_office(world, clock, "Oak Lane", OTHER_NPI),
    )
    visits = await monday_2_march_three_visits_go_to_medicare(office)
    anew = await tuesday_3_march_max_is_filed_anew(office, visits[MAX])
    await monday_16_march_the_supplement_pays_for_kay(office, visits[KAY])
    await tuesday_31_march_nobody_worries_about_leo_yet(office)
    await wednesday_1_april_leos_supplement_has_not_answered(office, visits[LEO])
    await friday_10_april_max_pays_his_statement(office, anew)
    # 55000 charged = 21800 from insurers, 5500 from Max, 10080 + 10080 + 7540 written off by contract.
    assert await office.accounts() == {
        "charges": -55000,
        "contractual_adjustments": 27700,
        "undeposited_funds": 21800,
        "patient_cash": 5500,
    }
    rate = await office.rate()
    assert (rate["numerator"], rate["denominator"]) == (2, 3), "an unprocessable claim was not resolved at first"
    (broken,) = (await office.behind("broken")).values()
    assert (broken["claim_id"], broken["broken_by"]) == (visits[MAX].id, "denied")
    await the_books_close(office)
    await must_agree(office, database, "fee", "fee base and fee", "tie-out")
    await the_neighbour_sees_nothing(office, neighbour)
