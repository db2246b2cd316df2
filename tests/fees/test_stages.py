"""Fees on what the stages post: checks of payers, their reversals and offsets, patients' payments and refunds."""

from dataclasses import dataclass
from datetime import date

import pytest

from api.kit.clock import local_day, now
from tests.fees.books import Books, rule
from tests.harness.world import World
from tests.patient_accounts.accounts import DEDUCTIBLE, Accounts, open_accounts
from tests.remittance.checks import money
from tests.remittance.support import upload

NPI = "1234567893"


@pytest.fixture
async def accounts(world: World) -> Accounts:
    """A practice whose patients pay."""
    return await open_accounts(world)


@dataclass(frozen=True)
class Clp:
    """One claim payment; CO-45 explains what is not paid, and a reversal takes both back."""

    number: str
    charge: int
    paid: int
    icn: str
    status: str = "1"

    def segments(self) -> list[str]:
        sign = -1 if self.status == "22" else 1
        amounts = f"{money(sign * self.charge)}*{money(sign * self.paid)}"
        cut = [f"CAS*CO*45*{money(sign * (self.charge - self.paid))}"] if self.charge != self.paid else []
        head = f"CLP*{self.number}*{self.status}*{amounts}**12*{self.icn}*11*1"
        return [head, *cut, "NM1*QC*1*DOE*JANE****MI*M1"]


def check(trace: str, *claims: Clp, offsets: tuple[tuple[str, str, int], ...] = ()) -> bytes:
    """A check of the commercial payer, with PLB (code, reference, cents)."""
    cents = sum(each.paid * (-1 if each.status == "22" else 1) for each in claims) - sum(cut for _, _, cut in offsets)
    bank = "ACH*CCP*01*999999992*DA*123456*1999999999**01*999988880*DA*98765*20260105"
    body = [
        "ST*835*0001",
        f"BPR*I*{money(cents)}*C*{bank}" if cents else "BPR*H*0*C*NON************20260105",
        f"TRN*1*{trace}*1999999999",
        "DTM*405*20260105",
        "N1*PR*SANDBOX COMMERCIAL*XV*SBXCO",
        "N3*1 PAYER WAY",
        "N4*DALLAS*TX*752010000",
        "PER*BL*HELP*TE*8005550100",
        f"N1*PE*ELM STREET CLINIC*XX*{NPI}",
        *(["LX*1"] if claims else []),
        *(segment for each in claims for segment in each.segments()),
        *(f"PLB*{NPI}*20261231*{code}:{reference}*{money(cut)}" for code, reference, cut in offsets),
    ]
    return "".join(
        f"{segment}~"
        for segment in [
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*000000001*0*T*:",
            "GS*HP*SENDER*RECEIVER*20260105*1200*1*X*005010X221A1",
            *body,
            f"SE*{len(body) + 1}*0001",
            "GE*1*1",
            "IEA*1*000000001",
        ]
    ).encode()


async def claim_number(books: Books, *charges: int) -> tuple[str, str]:
    """A claim's id and number; it is sent, and the sandbox's payer says no more than that it has it."""
    claim_id = await books.claim(*charges, scenario="04E")
    (await books.practice.ehr.post(books.practice.path("/submissions"), {})).raise_for_status()
    await books.world.work()
    shown = await books.practice.ehr.get(books.practice.path(f"/claims/{claim_id}"))
    return str(claim_id), str(shown.json()["number"])


async def receive(books: Books, day: date, content: bytes) -> None:
    books.on(day)
    (remittance,) = await upload(books.world, books.practice, content)
    shown = (await books.practice.ehr.get(books.practice.path(f"/remittances/{remittance}"))).json()
    assert shown["state"] == "posted", shown


JANUARY, MARCH, APRIL = date(2027, 1, 12), date(2027, 3, 9), date(2027, 4, 6)


async def test_a_check_is_charged_in_the_posting_and_each_cent_leads_to_its_claim_payment(books: Books) -> None:
    await books.agree()
    claim_id, number = await claim_number(books, 15_000)
    await receive(books, JANUARY, check("T1", Clp(number, 15_000, 10_000, "ICN1")))
    (entry,) = await books.entries(claim_id=claim_id)
    payments = (await books.practice.ehr.get(books.practice.path("/claim-payments"), claim_id=claim_id)).json()["items"]
    assert (entry["fee0_cents"], entry["source_kind"]) == (500, "remittance")
    assert [entry["claim_payment_id"], entry["remittance_id"]] == [payments[0]["id"], payments[0]["remittance_id"]]
    assert entry["payer_id"] == books.world.payers["SBXCO"]
    assert await books.month() == (10_000, 500)


async def test_rule_11_netted_deferred_and_by_letter_total_250(books: Books) -> None:
    await books.agree()
    _, a = await claim_number(books, 15_000)
    _, deferred = await claim_number(books, 15_000)
    _, letter = await claim_number(books, 15_000)
    numbers = [(await claim_number(books, 9_000))[1] for _ in range(3)]
    first = check("T1", *(Clp(each, 15_000, 10_000, f"ICN-{each}") for each in (a, deferred, letter)))
    await receive(books, JANUARY, first)
    assert await books.month("2027-01") == (30_000, 1_500)
    # Netted: the check's other claim of 9000 carries the 4000; fee -500 + 300 + 450 = 250.
    back = (Clp(a, 15_000, 10_000, f"ICN-{a}", "22"), Clp(a, 15_000, 6_000, "ICN-A2"))
    await receive(books, date(2027, 2, 2), check("T2", *back, Clp(numbers[0], 9_000, 9_000, "ICN-B1")))
    assert await books.month("2027-02") == (5_000, 250)
    # Deferred: March -500 + 300 = -200, nothing received; April 450, 5000 received.
    back = (Clp(deferred, 15_000, 10_000, f"ICN-{deferred}", "22"), Clp(deferred, 15_000, 6_000, "ICN-D2"))
    await receive(books, MARCH, check("T3", *back, offsets=(("WO", f"ICN-{deferred}", -4_000),)))
    assert await books.month("2027-03") == (-4_000, -200)
    taken = (("WO", f"ICN-{deferred}", 4_000),)
    await receive(books, APRIL, check("T4", Clp(numbers[1], 9_000, 9_000, "ICN-B2"), offsets=taken))
    assert await books.month("2027-04") == (9_000, 450)
    # Letter: no 22; WO 4000 that names the claim's ICN: 450 - 200.
    taken = (("WO", f"ICN-{letter}", 4_000),)
    await receive(books, date(2027, 5, 4), check("T5", Clp(numbers[2], 9_000, 9_000, "ICN-B3"), offsets=taken))
    assert await books.month("2027-05") == (5_000, 450 - 200)
    # The 22 that arrives later with its WO -4000 moves no fee.
    back = (Clp(letter, 15_000, 10_000, f"ICN-{letter}", "22"), Clp(letter, 15_000, 6_000, "ICN-L2"))
    await receive(books, date(2027, 6, 1), check("T6", *back, offsets=(("WO", f"ICN-{letter}", -4_000),)))
    assert await books.month("2027-06") == (0, 0)


async def test_rule_12_a_takeback_of_an_unknown_icn_leaves_the_base_alone(books: Books) -> None:
    # B 9000, WO 4000, BPR02 5000: base 9000, fee 450; the 4000 wait in unapplied cash until they are known.
    await books.agree()
    _, number = await claim_number(books, 9_000)
    content = check("T1", Clp(number, 9_000, 9_000, "ICN1"), offsets=(("WO", "NOBODY1", 4_000),))
    await receive(books, JANUARY, content)
    assert await books.month() == (9_000, 450)
    tie = (await books.preview())["tie_out"]
    assert (tie["receipts_cents"], tie["unapplied_closing_cents"]) == (5_000, -4_000)


async def test_unmatched_money_waits_outside_the_base(books: Books) -> None:
    await books.agree()
    await receive(books, JANUARY, check("T1", Clp("NOBODY", 8_100, 8_100, "ICN1")))
    assert await books.month() == (0, 0)
    assert (await books.preview())["tie_out"]["unapplied_closing_cents"] == 8_100


async def test_patients_payments_and_refunds_are_charged_by_how_they_were_received(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Desk 2500 at 3 % = 75 and statement 5000 at 6 % = 300; refund of the latest 4000 = -240.
    month = local_day(now(), "America/Chicago").replace(day=1)
    books = Books(accounts.world, accounts.practice, monkeypatch)
    await books.agree(
        rule(1, sources=["desk"], rate_bps=300), rule(2, sources=["statement"], rate_bps=600), starts_on=f"{month}"
    )
    claim = await accounts.decided(scenario=DEDUCTIBLE)
    await accounts.pay(2_500, claim_id=claim["id"])
    statement = await accounts.pay(5_000, claim_id=claim["id"], source="statement")
    await accounts.refund(allocations=[{"allocation_id": statement["allocations"][0]["id"], "cents": 4_000}])
    assert [(entry["source"], entry["fee0_cents"]) for entry in await books.entries(claim_id=claim["id"])] == [
        ("desk", 75),
        ("statement", 300),
        ("statement", -240),
    ]
    assert await books.month(f"{month:%Y-%m}") == (3_500, 135)


async def test_a_copay_that_waits_for_its_claim_is_charged_when_it_is_allocated(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = local_day(now(), "America/Chicago").replace(day=1)
    books = Books(accounts.world, accounts.practice, monkeypatch)
    await books.agree(rule(1, sources=["desk"], rate_bps=300), rule(2), starts_on=f"{month}")
    claim = await accounts.claim()
    copay = await accounts.pay(2_500)
    await accounts.adjudicate()
    assert await books.month(f"{month:%Y-%m}") == (8_000, 400)
    await accounts.allocate(copay, allocations=[{"claim_id": claim["id"]}])
    # The sandbox pays 8000 of the claim and leaves 2500 to the patient: 400 + 75.
    assert await books.month(f"{month:%Y-%m}") == (10_500, 475)
