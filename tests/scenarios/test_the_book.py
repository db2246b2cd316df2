"""The eighteen cases of the published definitions, from an encounter to the rate, every answer as bytes.

fprr/1: 9 of 15 (1, 2, 5, 6, 7, 11, 15, 16, 17), pending 2 (10, 18), excluded 1 (8).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import pytest

from tests.builders.remittances import OTHER_TRN03, Clp, Svc
from tests.harness.database import Database
from tests.harness.world import World
from tests.scenarios.answers import claim_answer, rejected_file
from tests.scenarios.clock import Clock
from tests.scenarios.office import Claim, Office, open_office
from tests.scenarios.opinion import must_agree

VISIT, PAID_ON, REVERSED_ON = date(2026, 2, 20), date(2026, 3, 12), date(2026, 5, 12)
COPAY = "CO-45 4500, PR-3 2500"
"""Case 1: 15000 = CO-45 4500, PR-3 2500, paid 8000."""
MEDICARE = "CO-45 10000, PR-1 5000, PR-2 1000, CO-253 80"
"""Case 5: 20000 less these = paid 3920."""


@dataclass(frozen=True)
class Case:
    """What the payer answers first: adjustments and payment of each line."""

    lines: tuple[tuple[str, int], ...]
    payer: str = "COM"
    status: str = "1"


def first(*lines: tuple[str, int], **changes: str) -> Case:
    return Case(lines, **changes)


CASES = {
    1: first((COPAY, 8000)),
    2: first(("CO-45 4500, PR-1 10500", 0)),
    3: first((COPAY, 8000), ("CO-97 1500", 0)),
    4: first(("CO-45 10000, CO-151 15000", 15000)),
    5: first((MEDICARE, 3920), payer="MED"),
    6: first(("CO-45 10000, CO-59 5000", 15000)),
    7: first(("PR-45 8000", 12000)),
    8: first(("CO-24 12000", 0), payer="CAP"),
    9: first(("CO-24 12000", 0), payer="MED"),
    10: first((COPAY, 8000), ("OA-133 1500", 0)),
    11: first(("CO-45 4500, PR-2 2100, PR-100 8400", 0)),
    12: first(("CO-29 15000", 0)),
    13: first((COPAY, 8000)),
    14: first((COPAY, 8000)),
    15: first((COPAY, 8000)),
    16: first((COPAY, 8000)),
    17: first((MEDICARE, 3920), payer="MED", status="19"),
    18: first((COPAY, 8000)),  # nobody answers it
}


def row(case: int, claim: Claim) -> Clp:
    """The 835 row of a case."""
    told = CASES[case]
    lines = tuple(Svc(cas, paid, claim.lines[at]) for at, (cas, paid) in enumerate(told.lines))
    return Clp(claim.number, icn=f"ICN{case:02d}", status=told.status, lines=lines)


class Book:
    """The cases, each as one claim family, from the visit to what the payer says first."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.originals: dict[int, Claim] = {}
        self.answered: dict[int, Claim] = {}
        """The claim that the row of a case is about."""

    async def send(self) -> None:
        """Every case's claim goes out, in files of their own."""
        office = self.office
        for case, told in CASES.items():
            await office.register(str(case), told.payer, f"M{case:04d}")
            if case == 17:
                await office.register(str(case), "GAP", "G0017", sequence="S")
            claim = await office.visit(str(case), VISIT, *(Svc(cas, paid).charge for cas, paid in told.lines))
            self.originals[case] = self.answered[case] = claim
            batch = await office.submit(claim)
            if case in SEQUELS:
                self.answered[case] = await SEQUELS[case](self, claim, await office.control_number(batch))

    async def replaced_early(self, claim: Claim, control: str) -> Claim:
        """13: the payer has it under a number; a frequency 7 goes out before the row."""
        del control
        await self.office.mailbox(claim_answer(claim.number, "A2:20", payer=True, icn="ICN13"))
        order = {"method": "replace_7", "override_reason": "The payer asked for it by phone"}
        replacement = await self.office.correct(claim, **order)
        await self.office.submit(replacement)
        return replacement

    async def rejected_and_fixed(self, claim: Claim, control: str) -> Claim:
        """14: A7 for the billing NPI; a new claim with what was wrong put right."""
        del control
        await self.office.mailbox(claim_answer(claim.number, "A7:562:85"))
        fixed = await self.office.correct(claim, changes={"place_of_service": "22"})
        await self.office.submit(fixed)
        return fixed

    async def refused_envelope(self, claim: Claim, control: str) -> Claim:
        """15: 999 R for the file; the same content again."""
        await self.office.mailbox(rejected_file(control))
        assert await self.office.state(claim) == "rejected"
        reason = {"reason": "The file was refused, not the claim"}
        await self.office.post(f"/claims/{claim.id}/send-again", reason, "*")
        await self.office.submit(claim)
        return claim

    async def abandoned(self, claim: Claim, control: str) -> Claim:
        """18: A3, and nobody sends it again."""
        del control
        await self.office.mailbox(claim_answer(claim.number, "A3:21"))
        return claim


SEQUELS: dict[int, Callable[[Book, Claim, str], Awaitable[Claim]]] = {
    13: Book.replaced_early,
    14: Book.rejected_and_fixed,
    15: Book.refused_envelope,
    18: Book.abandoned,
}


async def written(world: World, clock: Clock) -> Book:
    """Sent on 2 March, answered on 12 March; the Medigap row of 17 comes a week later, the 22 of 16 on 12 May."""
    office = await open_office(world, clock)
    await office.payer("COM")
    await office.payer("MED", indicator="MB")
    await office.payer("GAP")
    await office.payer("CAP", is_capitated=True)
    told = Book(office)
    await told.send()
    clock.set(PAID_ON)
    rows = {case: row(case, claim) for case, claim in told.answered.items() if case != 18}
    medicare = [each for case, each in rows.items() if CASES[case].payer == "MED"]
    await office.check(*(each for each in rows.values() if each not in medicare))
    await office.check(*medicare, payer=OTHER_TRN03)
    clock.set(date(2026, 3, 19))
    later = Svc("OA-23 14000", 6000, told.answered[17].lines[0])
    medigap = Clp(told.answered[17].number, icn="GAP17", status="2", lines=(later,))
    await office.check(medigap, payer="1777777777")
    clock.set(REVERSED_ON)
    back = Svc("CO-45 -4500, PR-3 -2500", -8000, told.answered[16].lines[0])
    reversal = Clp(told.answered[16].number, icn="ICN16", status="22", lines=(back,))
    await office.check(reversal, plb=(("WO", "ICN16", -8000),))
    return told


def ids(book: Book, *cases: int) -> set[str]:
    return {book.originals[case].id for case in cases}


async def nine_of_15_are_6000_bps_with_2_pending_and_1_excluded(book: Book) -> None:
    rate = await book.office.rate()
    assert (rate["numerator"], rate["denominator"], rate["pending"], rate["excluded"]) == (9, 15, 2, 1)
    assert (rate["rate_bps"], rate["definition_version"], rate["later_reversed"]) == (6000, "fprr/1", 1)
    march, may = await book.office.rate(month="2026-03"), await book.office.rate(month="2026-05")
    assert (march["numerator"], march["denominator"]) == (9, 15)
    assert may["denominator"] == 0, "a later 22 moves no month"
    assert set(await book.office.behind("numerator")) == ids(book, 1, 2, 5, 6, 7, 11, 15, 16, 17)


async def strict_7_any_payment_11_of_15_and_10_of_16_lines(book: Book) -> None:
    variants = (await book.office.rate())["variants"]
    assert variants == {
        "strict": {"numerator": 7, "denominator": 15, "rate_bps": 4667},  # without 2 and 11
        "any_payment": {"numerator": 11, "denominator": 15, "rate_bps": 7333},  # with 3 and 4
        "by_line": {"numerator": 10, "denominator": 16, "rate_bps": 6250},
    }
    assert set(await book.office.behind("numerator", "fprr_strict")) == ids(book, 1, 5, 6, 7, 15, 16, 17)
    assert set(await book.office.behind("numerator", "fprr_any_payment")) == ids(
        book, 1, 2, 3, 4, 5, 6, 7, 11, 15, 16, 17
    )
    lines = await book.office.behind("broken", "fprr_by_line")
    # 3 has one line of two, the other five none
    assert {claim: (each["adds_numerator"], each["adds_denominator"]) for claim, each in lines.items()} == {
        book.originals[case].id: (int(case == 3), 2 if case == 3 else 1) for case in (3, 4, 9, 12, 13, 14)
    }


async def denied_at_first_2_of_15_any_line_4_of_15_money_43500_of_278500(book: Book) -> None:
    for metric, share in {
        "idr_full": (2, 15, 1333),  # 9, 12
        "idr_any_line": (4, 15, 2667),  # 3, 4, 9, 12
        "idr_money": (43500, 278500, 1562),  # 1500 + 15000 + 12000 + 15000
    }.items():
        rate = await book.office.rate(metric)
        assert (rate["numerator"], rate["denominator"], rate["rate_bps"]) == share, metric
        assert (rate["pending"], rate["excluded"]) == (2, 1), metric
    money = await book.office.behind("numerator", "idr_money")
    assert {claim: each["adds_numerator"] for claim, each in money.items()} == {
        book.originals[case].id: cents for case, cents in {3: 1500, 4: 15000, 9: 12000, 12: 15000}.items()
    }


async def each_broken_claim_leads_to_the_event_that_broke_it_and_the_event_to_the_bytes(book: Book) -> None:
    broken = await book.office.behind("broken")
    assert {claim: each["broken_by"] for claim, each in broken.items()} == {
        book.originals[case].id: reason
        for case, reason in {
            3: "denied",
            4: "denied",
            9: "denied",
            12: "denied",
            13: "replaced_early",
            14: "rejected",
        }.items()
    }
    kinds = {3: "claim.adjudicated", 4: "claim.adjudicated", 9: "claim.adjudicated", 12: "claim.adjudicated"}
    kinds |= {13: "claim.submitted", 14: "claim.acknowledged"}
    for case, kind in kinds.items():
        family = broken[book.originals[case].id]
        # An early replacement breaks the family by its own sending.
        told = book.answered[case] if case == 13 else book.originals[case]
        timeline = await book.office.get(f"/claims/{told.id}/timeline")
        (event,) = [each for each in timeline["items"] if each["id"] == family["event_id"]]
        assert event["kind"] == kind
        if kind == "claim.adjudicated":
            (file,) = [each for each in timeline["files"] if each["claim_payment_id"] == family["claim_payment_id"]]
            assert f"CLP*{told.number}*1*".encode() in await book.office.file(file["transaction_id"])
    rejecting = await book.office.get(f"/claims/{book.originals[14].id}/timeline")
    assert any(each["reason"] == "A7:562:85" for each in rejecting["items"])


async def what_is_pending_and_excluded_says_why(book: Book) -> None:
    pending = await book.office.behind("pending")
    assert {claim: each["broken_by"] for claim, each in pending.items()} == {
        book.originals[10].id: "not_adjudicated",
        book.originals[18].id: "rejected_unresolved",
    }
    assert await book.office.state(book.originals[10]) == "pended"
    excluded = await book.office.behind("excluded")
    assert {claim: each["broken_by"] for claim, each in excluded.items()} == {book.originals[8].id: "capitated"}


async def accepted_at_first_of_18_sent_14_and_18_were_rejected(book: Book) -> None:
    # 13 by the payer's A2; all others but 10, 14 and 18 by their first row, and 10 too: its row is an answer.
    rate = await book.office.rate("fpar")
    assert (rate["numerator"], rate["denominator"], rate["pending"]) == (16, 18, 0)
    assert (rate["transport_rejects"], rate["rate_bps"]) == (1, 8889)
    assert set(await book.office.behind("broken", "fpar")) == ids(book, 14, 18)


async def by_the_day_sent_the_claim_that_nobody_reworked_has_failed(book: Book) -> None:
    # 18 moves from pending to the denominator: 9/16.
    rate = await book.office.rate(cohort_basis="first_submission")
    assert (rate["numerator"], rate["denominator"], rate["pending"]) == (9, 16, 1)


async def the_books_money(book: Book) -> None:
    # Paid: 8000 x 7 (1, 3, 10, 13 to 16) + 15000 (4) + 3920 x 2 (5, 17) + 15000 (6) + 12000 (7) + 6000 (Medigap)
    # = 111840; the 8000 of 16 went back as due to the payer. The patient holds PR and CARC 100 where insurance is done.
    accounts = await book.office.accounts()
    assert accounts["undeposited_funds"] == 111840
    assert accounts["due_to_payer"] == -8000
    assert await book.office.open(book.answered[16]) == (15000, 0)
    assert await book.office.open(book.answered[17]) == (0, 0)
    assert await book.office.open(book.answered[10]) == (1500 + 2500, 0), "no share before the payer has finished"
    assert await book.office.open(book.answered[11]) == (0, 10500)
    assert await book.office.open(book.originals[13]) == (0, 0), "its replacement holds the receivable"


PARTS = (
    nine_of_15_are_6000_bps_with_2_pending_and_1_excluded,
    strict_7_any_payment_11_of_15_and_10_of_16_lines,
    denied_at_first_2_of_15_any_line_4_of_15_money_43500_of_278500,
    each_broken_claim_leads_to_the_event_that_broke_it_and_the_event_to_the_bytes,
    what_is_pending_and_excluded_says_why,
    accepted_at_first_of_18_sent_14_and_18_were_rejected,
    by_the_day_sent_the_claim_that_nobody_reworked_has_failed,
    the_books_money,
)


@pytest.mark.usefixtures("silent_payers")
async def test_the_book_of_18_cases_adds_up_from_encounters_to_rates(
    world: World, clock: Clock, database: Database, subtests: pytest.Subtests
) -> None:
    book = await written(world, clock)
    for part in PARTS:
        with subtests.test(part.__name__):
            await part(book)
    with subtests.test("a second opinion agrees"):
        await must_agree(book.office, database)
