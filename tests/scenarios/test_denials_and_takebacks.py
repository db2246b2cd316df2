"""Birch Road: denials replaced, written off and appealed; money taken back netted and deferred; a claim voided."""

from datetime import date

from tests.builders.registration import OTHER_NPI
from tests.builders.remittances import Clp, Svc
from tests.harness.database import Database
from tests.harness.world import World
from tests.scenarios.clock import Clock
from tests.scenarios.closing import the_books_close, the_neighbour_sees_nothing
from tests.scenarios.office import Claim, Office, open_office
from tests.scenarios.opinion import must_agree

VISIT = date(2026, 3, 2)
FIVE = (15000, 1500, 12000, 40000, 0)
"""Of scenario 08: paid as usual; CO-97; CO-50; CO-45 10000 and CO-151 15000; CO-246 of nothing. Paid 23000."""
COPAY = "CO-45 4500, PR-3 2500"


async def monday_2_march_eight_visits_and_the_first_check(office: Office) -> dict[str, Claim]:
    await office.agree(insurance=500)
    visits: dict[str, Claim] = {}
    for mark, scenario, note, charges in (
        ("MISSING", "05A", None, (15000,)),
        ("NO-AUTH", "07A", None, (15000,)),
        ("FIVE", "08A", None, FIVE),
        ("NETTED", "10A", None, (15000,)),
        ("DEFERRED", "10B", None, (15000,)),
        ("ERROR", "01A", None, (15000,)),
        ("APRIL", "01C", "SBX 01C DELAY=30", (9000,)),
        ("MAY", "01C", "SBX 01C DELAY=60", (9000,)),
    ):
        await office.register(mark, "SBXCO", f"SBX{scenario}{len(visits):06d}")
        visits[mark] = await office.visit(
            mark,
            VISIT,
            *charges,
            note=note,
            procedures=("99213", "36415", "97110", "99214", "G8427")[: len(charges)],
        )
    await office.submit()
    states = {mark: await office.state(claim) for mark, claim in visits.items()}
    assert states == {
        "MISSING": "denied",
        "NO-AUTH": "denied",
        "FIVE": "partially_denied",
        "NETTED": "paid",
        "DEFERRED": "paid",
        "ERROR": "paid",
        "APRIL": "accepted",
        "MAY": "accepted",
    }
    denied = {mark: await office.all("/denials", claim_id=claim.id) for mark, claim in visits.items()}
    assert {mark: [(each["reason_code"], each["cents"]) for each in rows] for mark, rows in denied.items() if rows} == {
        "MISSING": [("16", 15000)],
        "NO-AUTH": [("197", 15000)],
        "FIVE": [("97", 1500), ("50", 12000), ("151", 15000)],
    }
    assert len(await office.work("denial")) == 3, "one open item a claim"
    # 23000 + 3 x 8000
    assert await office.fees("2026-03") == (47000, 2350)
    return visits


async def monday_9_march_denials_are_worked(office: Office, visits: dict[str, Claim]) -> Claim:
    """Replaced under the payer's number and paid 8000; written off 15000; appealed 12000."""
    await office.day(date(2026, 3, 9))
    replacement = await office.correct(visits["MISSING"])
    batch = await office.submit(replacement)
    out = await office.file(batch["transaction_id"])
    assert b"REF*F8*" in out
    assert b":B:7*" in out
    assert (await office.state(replacement), await office.open(replacement)) == ("paid", (0, 2500))
    assert await office.open(visits["MISSING"]) == (0, 0)

    (denial,) = await office.all("/denials", claim_id=visits["NO-AUTH"].id)
    await office.post(f"/denials/{denial['id']}/write-off", {"reason": "no_authorization"}, denial["version"])
    assert await office.rows(visits["NO-AUTH"], "write_off") == [("write_offs", "insurance_receivable", 15000)]
    assert await office.open(visits["NO-AUTH"]) == (0, 0)

    (denial,) = [
        each for each in await office.all("/denials", claim_id=visits["FIVE"].id) if each["reason_code"] == "50"
    ]
    appeal = await office.post(
        f"/denials/{denial['id']}/appeals", {"kind": "appeal", "sent_on": "2026-03-09"}, denial["version"]
    )
    assert [each["kind"] for each in appeal["appeals"]] == ["appeal"]
    assert {each["claim_id"] for each in await office.work("denial")} == {visits["FIVE"].id}
    assert await office.fees("2026-03") == (55000, 2750)  # 8000 more
    return replacement


async def wednesday_1_april_8000_come_back_twice_as_4000(office: Office, visits: dict[str, Claim]) -> None:
    """One check: 22 -8000 and 4000 netted against 9000; the same deferred by WO -4000: BPR02 5000."""
    funds = await office.account("undeposited_funds")
    await office.day(date(2026, 4, 1))
    assert await office.account("undeposited_funds") - funds == 5000
    assert await office.account("due_to_payer") == -4000
    for mark in ("NETTED", "DEFERRED"):
        # 15000 = CO-45 8500, PR-3 2500, paid 4000
        assert (await office.state(visits[mark]), await office.open(visits[mark])) == ("paid", (0, 2500))
    assert await office.open(visits["APRIL"]) == (0, 0)
    # 9000 - 4000 - 4000 = 1000: 450 - 200 - 200
    assert await office.fees("2026-04") == (1000, 50)
    # The replacement's answer came with a 22 of the first one too.
    assert (await office.rate())["later_reversed"] == 3


async def friday_1_may_the_payer_keeps_what_it_put_off(office: Office) -> None:
    """9000 less WO 4000: 5000 come, and nothing is due any more; the fee is on the 9000."""
    funds = await office.account("undeposited_funds")
    await office.day(date(2026, 5, 1))
    assert await office.account("undeposited_funds") - funds == 5000
    assert await office.account("due_to_payer") == 0
    assert await office.fees("2026-05") == (9000, 450)


async def monday_4_may_the_appeal_is_granted(office: Office, five: Claim) -> None:
    """22 of the first answer, and line 3 as any: 12000 = CO-45 3600, paid 8400. 8400 at 5 % = 420."""
    await office.day(date(2026, 5, 4))
    (denial,) = [each for each in await office.all("/denials", claim_id=five.id) if each["reason_code"] == "50"]
    (appeal,) = (await office.get(f"/denials/{denial['id']}"))["appeals"]
    outcome = {"outcome": "granted", "decided_on": "2026-05-04"}
    answer = await office.ask(f"/appeals/{appeal['id']}/outcome", outcome, appeal.get("version"))
    assert answer.status_code == 200, answer.text
    first = [
        (COPAY, 8000),
        ("CO-97 1500", 0),
        ("CO-50 12000", 0),
        ("CO-45 10000, CO-151 15000", 15000),
        ("", 0),
    ]
    now = [*first[:2], ("CO-45 3600", 8400), *first[3:]]
    codes = ("99213", "36415", "97110", "99214", "G8427")

    def lines(told: list[tuple[str, int]], sign: int = 1) -> tuple[Svc, ...]:
        return tuple(
            Svc(cas.replace(" ", " -").replace(", -", ", ") if sign < 0 else cas, sign * paid, line, code)
            for (cas, paid), line, code in zip(told, five.lines, codes, strict=True)
        )

    await office.check(
        Clp(five.number, icn="", status="22", lines=lines(first, -1)),
        Clp(five.number, icn="APPEALED", lines=lines(now)),
    )
    denials = {each["reason_code"]: each["state"] for each in await office.all("/denials", claim_id=five.id)}
    assert denials["50"] == "overturned"
    # 68500 = paid 31400 + CO-45 18100 + PR-3 2500 + CO-97 1500 and CO-151 15000 still denied
    assert await office.open(five) == (16500, 2500)
    assert await office.fees("2026-05") == (17400, 870)


async def monday_11_may_a_visit_that_never_was_is_voided(office: Office, error: Claim) -> None:
    """An 8: the payer takes 8000 back and forwards the debt (FB) to its next check, of 9000."""
    await office.day(date(2026, 5, 11))
    void = await office.correct(error, cause="billed_in_error")
    await office.submit(void)
    assert (await office.open(error), await office.open(void)) == ((0, 0), (0, 0))
    assert await office.account("due_to_payer") == -8000
    await office.day(date(2026, 5, 12))
    await office.register("LAST", "SBXCO", "SBX01C000099")
    last = await office.visit("LAST", date(2026, 5, 12), 9000)
    funds = await office.account("undeposited_funds")
    await office.submit(last)
    assert await office.account("undeposited_funds") - funds == 1000
    assert await office.account("due_to_payer") == 0
    # May: 9000 + 8400 - 8000 + 9000 = 18400: 450 + 420 - 400 + 450
    assert await office.fees("2026-05") == (18400, 920)


async def test_a_practice_with_denials_and_takebacks(world: World, clock: Clock, database: Database) -> None:
    office, neighbour = (
        await open_office(world, clock, "Birch Road"),
        await open_office(world, clock, "Oak Lane", OTHER_NPI),
    )
    visits = await monday_2_march_eight_visits_and_the_first_check(office)
    await monday_9_march_denials_are_worked(office, visits)
    await wednesday_1_april_8000_come_back_twice_as_4000(office, visits)
    await friday_1_may_the_payer_keeps_what_it_put_off(office)
    await monday_4_may_the_appeal_is_granted(office, visits["FIVE"])
    await monday_11_may_a_visit_that_never_was_is_voided(office, visits["ERROR"])
    fees = [await office.fees(month) for month in ("2026-03", "2026-04", "2026-05")]
    assert (sum(base for base, _ in fees), sum(fee for _, fee in fees)) == (74400, 3720), "5 % of all that stayed"
    assert await office.account("undeposited_funds") == 74400
    rate = await office.rate()
    # NETTED, DEFERRED, ERROR, APRIL, MAY, LAST of these and MISSING, NO-AUTH, FIVE
    assert (rate["numerator"], rate["denominator"], rate["later_reversed"]) == (6, 9, 5)
    await the_books_close(office)
    await must_agree(office, database, "fee", "fee base and fee", "tie-out")
    await the_neighbour_sees_nothing(office, neighbour)
