"""Whatever payers answer, take back, defer and correct, in whatever order: the sums hold after every check.

`Story.post` looks each time: undeposited funds changed by BPR02, balances equal entries, a replay does nothing. Here
beside it: the parts of each claim are its charge; what stands of its allocations is what was paid; what is due to the
payer is what its references say; no check is refused, however strange.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ledger import allocations_of_claims
from tests.builders.remittances import OTHER_TRN03, TRN03, Check, Clp, Svc, triplets
from tests.harness.world import World
from tests.isolation.sites import with_check_digit
from tests.remittance.story import Claim, Story, begin, run, silence

CHARGE = 10000
PRACTICES = count(1)
CENTS = st.integers(0, 6000)
WHICH = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("answer"), WHICH, CENTS, st.integers(0, 4000), st.sampled_from(["1", "19"])),
    st.tuples(st.just("reverse"), WHICH),
    st.tuples(st.just("correct"), WHICH, CENTS),
    st.tuples(st.just("letter"), WHICH, st.integers(1, 4000)),
    st.tuples(st.just("give_back"), WHICH),
    st.tuples(st.just("later"), WHICH, CENTS, st.integers(0, 4000)),
    st.tuples(st.just("reverse_later"), WHICH),
    st.tuples(st.just("defer"), WHICH, st.integers(1, 4000)),
)


@dataclass
class Payer:
    """What a payer has said of two claims, as it remembers it."""

    story: Story
    claims: list[Claim]
    first: dict[int, Clp] = field(default_factory=dict)
    second: dict[int, Clp] = field(default_factory=dict)
    letters: dict[int, tuple[str, int]] = field(default_factory=dict)
    """ICN and cents."""
    deferred: dict[int, int] = field(default_factory=dict)
    short_cents: int = 0
    """What checks below zero were short."""
    icns: int = 0

    async def pay(self, *claims: Clp, plb: tuple[tuple[str, str, int], ...] = (), payer: str = TRN03) -> None:
        check = Check(self.story.npi, claims, plb, payer=payer)
        self.short_cents += max(-check.cents, 0)
        await self.story.post(check)

    async def take(self, step: tuple[Any, ...]) -> None:
        verb, *arguments = step
        await getattr(self, verb)(*arguments)
        await self.must_hold()

    async def answer(self, which: int, paid: int, share: int, status: str = "1") -> None:
        self.first[which] = said = self._first(which, paid, share, status)
        await self.pay(said)

    async def reverse(self, which: int) -> None:
        if which in self.first:
            await self.pay(_negated(self.first.pop(which)))

    async def correct(self, which: int, paid: int) -> None:
        """The 22 and its correction; a letter about the same money is given back beside them."""
        if which not in self.first:
            return
        before, self.first[which] = self.first[which], self._first(which, paid, 0, "1")
        letter = self.letters.get(which, ("", 0))
        is_told_again = letter[0] == before.icn
        plb = (("WO", *_given(self.letters.pop(which))),) if is_told_again else ()
        await self.pay(_negated(before), self.first[which], plb=plb)

    async def letter(self, which: int, cents: int) -> None:
        if which in self.first and which not in self.letters:
            self.letters[which] = (self.first[which].icn, cents)
            await self.pay(plb=(("WO", self.first[which].icn, cents),))

    async def give_back(self, which: int) -> None:
        if which in self.letters:
            await self.pay(plb=(("WO", *_given(self.letters.pop(which))),))

    async def later(self, which: int, paid: int, share: int) -> None:
        self.icns += 1
        left = CHARGE - paid - share
        line = Svc(f"OA-23 {left}, PR-2 {share}" if share else f"OA-23 {left}", paid, self.claims[which].lines[0])
        self.second[which] = Clp(self.claims[which].number, icn=f"S{self.icns}", status="2", lines=(line,))
        await self.pay(self.second[which], payer=OTHER_TRN03)

    async def reverse_later(self, which: int) -> None:
        if which in self.second:
            await self.pay(_negated(self.second.pop(which)), payer=OTHER_TRN03)

    async def defer(self, which: int, cents: int) -> None:
        """Due first, taken by a later check under the same reference."""
        if which in self.deferred:
            await self.pay(plb=(("WO", f"DUE{which}", self.deferred.pop(which)),))
        else:
            self.deferred[which] = cents
            await self.pay(plb=(("WO", f"DUE{which}", -cents),))

    def _first(self, which: int, paid: int, share: int, status: str) -> Clp:
        self.icns += 1
        cas = f"CO-45 {CHARGE - paid - share}" + (f", PR-3 {share}" if share else "")
        claim = self.claims[which]
        return Clp(claim.number, icn=f"P{self.icns}", status=status, lines=(Svc(cas, paid, claim.lines[0]),))

    async def must_hold(self) -> None:
        ids = [UUID(claim.id) for claim in self.claims]
        standing = dict.fromkeys(ids, 0)
        for each in await run(self.story, allocations_of_claims, ids):
            assert 0 <= each.standing_cents <= max(each.cents, 0)
            assert each.cents > 0 or sum(cents for _, cents in each.reverses) == -each.cents
            standing[each.claim_id] += each.cents
        for claim in self.claims:
            found = await self.story.get(f"/claims/{claim.id}")
            paid = found["insurance_paid_cents"]
            open_cents = found["insurance_balance_cents"] + found["patient_balance_cents"]
            assert found["charge_cents"] == open_cents + paid + found["adjusted_cents"]
            assert standing[UUID(claim.id)] == paid
        due = (await self.story.get("/payer-balances"))["items"]
        # A check below zero moves no money: what it is short is carried forward.
        assert sum(each["cents"] for each in due) == self.short_cents + sum(self.deferred.values())
        assert -await self.story.account("due_to_payer") == sum(each["cents"] for each in due)


def _given(letter: tuple[str, int]) -> tuple[str, int]:
    icn, cents = letter
    return icn, -cents


def _negated(said: Clp) -> Clp:
    lines = tuple(
        Svc(
            ", ".join(f"{group}-{carc} {-cents}" for group, carc, cents in triplets(line.cas)),
            -line.paid,
            line.line,
        )
        for line in said.lines
    )
    return Clp(said.number, icn=said.icn, status="22", lines=lines)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=5, max_size=9))
async def test_the_sums_hold_after_every_check(world: World, steps: list[tuple[Any, ...]]) -> None:
    """Each example has a practice of its own, so that its ledger is the example's."""
    with silence():
        story = await begin(world, npi=with_check_digit(f"17{next(PRACTICES):07d}"))
        claims = [await story.claim(CHARGE, later="B"), await story.claim(CHARGE)]
        payer = Payer(story, claims)
        for step in steps:
            await payer.take(step)


async def test_checks_about_different_claims_commute(world: World) -> None:
    totals = []
    with silence():
        for turn in range(2):
            story = await begin(world, npi=with_check_digit(f"16{turn:07d}"))
            a, b = await story.claim(15000), await story.claim(9000, later="B")
            checks = [
                (Clp(a.number, "CO-45 5000, PR-1 1000", 9000, icn="A1"),),
                (Clp(b.number, "CO-45 1000, PR-2 500", 7500, icn="B1"),),
            ]
            for claims in checks if turn == 0 else reversed(checks):
                await story.pay(*claims)
            ledger = (await story.get("/ledger"))["accounts"]
            totals.append({row["account"]: row["balance_cents"] for row in ledger})
    assert totals[0] == totals[1]
