"""Whatever is received, allocated, released, refunded, sent and taken back, in whatever order: the sums hold.

After each step, asked of the API and of the tables: no payment has less than nothing unapplied; its parts are the
whole; the ledger is zero; cash is what was received less what was sent; unapplied cash and refunds payable are what
the payments and refunds say; no line was paid beyond its share; what an allocation still holds is the same in the
ledger and here.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ledger import allocations_of_claims
from api.ledger import check as check_ledger
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.submissions import billing_practice
from tests.harness.world import World
from tests.isolation.sites import with_check_digit
from tests.patient_accounts.accounts import COPAY, DEDUCTIBLE, TODAY, Accounts

REFUSED = 409
PRACTICES = count(1)
PICK = st.integers(0, 50)
SOME = st.one_of(st.none(), st.integers(1, 2000))
RECEIPTS = st.tuples(st.just("receive"), st.integers(100, 6000), st.sampled_from(["desk", "statement"]), st.booleans())
STEPS = st.one_of(
    RECEIPTS,
    st.tuples(st.just("allocate"), PICK, SOME, PICK),
    st.tuples(st.just("oldest_first"), PICK),
    st.tuples(st.just("release"), PICK, SOME),
    st.tuples(st.just("refund_claim"), PICK, st.integers(1, 2000)),
    st.tuples(st.just("refund_allocation"), PICK, SOME),
    st.tuples(st.just("refund_unapplied"), PICK, SOME),
    st.tuples(st.just("send"), PICK),
    st.tuples(st.just("bounce"), PICK),
)


@dataclass
class Desk:
    """A patient with two claims, and all that was done with the account."""

    accounts: Accounts
    claims: list[str]
    payments: list[str] = field(default_factory=list)
    refunds: list[str] = field(default_factory=list)

    async def take(self, step: tuple[Any, ...]) -> None:
        """One step; the API may refuse it, and then nothing has changed."""
        verb, *arguments = step
        await getattr(self, verb)(*arguments)
        await self.must_hold()

    async def receive(self, cents: int, source: str, is_meant: bool) -> None:  # noqa: FBT001
        claim_id = self.claims[cents % len(self.claims)] if is_meant else None
        paid = await self.accounts.pay(cents, source=source, claim_id=claim_id)
        self.payments.append(paid["id"])

    async def allocate(self, pick: int, cents: int | None, claim: int) -> None:
        named = {"claim_id": self.claims[claim % len(self.claims)], "cents": cents}
        await self._change(pick, "allocate", {"allocations": [named]})

    async def oldest_first(self, pick: int) -> None:
        await self._change(pick, "allocate", {"oldest_first": True})

    async def release(self, pick: int, cents: int | None) -> None:
        named = await self._allocation(pick)
        if named is not None:
            await self._change(pick, "release", {"allocations": [{"allocation_id": named, "cents": cents}]})

    async def bounce(self, pick: int) -> None:
        await self._change(pick, "return", {"reason": "returned_check", "returned_on": TODAY}, self.refunds)

    async def refund_claim(self, claim: int, cents: int) -> None:
        await self._refund({"claim_id": self.claims[claim % len(self.claims)], "cents": cents})

    async def refund_allocation(self, pick: int, cents: int | None) -> None:
        named = await self._allocation(pick)
        if named is not None:
            await self._refund({"allocations": [{"allocation_id": named, "cents": cents}]})

    async def refund_unapplied(self, pick: int, cents: int | None) -> None:
        if self.payments:
            await self._refund({"payment_id": self.payments[pick % len(self.payments)], "cents": cents})

    async def send(self, pick: int) -> None:
        if self.refunds:
            refund_id = self.refunds[pick % len(self.refunds)]
            found = await self.accounts.get(f"/patient-refunds/{refund_id}")
            path = f"/patient-refunds/{refund_id}/send"
            answer = await self.accounts.post(path, {"sent_on": TODAY}, found["version"])
            assert answer.status_code == (200 if found["state"] == "made" else REFUSED), answer.text

    async def _refund(self, order: dict[str, Any]) -> None:
        answer = await self.accounts.post("/patient-refunds", order)
        assert answer.status_code in {201, REFUSED}, answer.text
        if answer.status_code != REFUSED:
            self.refunds.append(answer.json()["id"])

    async def _change(self, pick: int, verb: str, order: dict[str, Any], made: list[str] | None = None) -> None:
        if not self.payments:
            return
        payment_id = self.payments[pick % len(self.payments)]
        version = (await self.accounts.get(f"/patient-payments/{payment_id}"))["version"]
        answer = await self.accounts.post(f"/patient-payments/{payment_id}/{verb}", order, version)
        assert answer.status_code in {200, REFUSED}, answer.text
        if made is not None and answer.status_code != REFUSED:
            made.append(answer.json()["id"])

    async def _allocation(self, pick: int) -> str | None:
        if not self.payments:
            return None
        shown = await self.accounts.get(f"/patient-payments/{self.payments[pick % len(self.payments)]}")
        found: list[str] = [each["id"] for each in shown["allocations"]]
        return found[pick % len(found)] if found else None

    async def must_hold(self) -> None:
        payments = [await self.accounts.get(f"/patient-payments/{each}") for each in self.payments]
        refunds = [await self.accounts.get(f"/patient-refunds/{each}") for each in self.refunds]
        for payment in payments:
            held = [each["standing_cents"] for each in payment["allocations"]]
            assert min(payment["unapplied_cents"], payment["refunded_cents"], *held, 0) == 0
            assert payment["allocated_cents"] == sum(held)
            assert payment["refunded_cents"] == sum(each["cents"] for each in payment["refunds"])
            assert payment["cents"] == (
                payment["unapplied_cents"] + payment["allocated_cents"] + payment["refunded_cents"]
            )
        ledger = await self.accounts.ledger()  # zero in all
        sent = sum(each["cents"] for each in refunds if each["state"] == "sent")
        assert ledger.get("patient_cash", 0) == sum(each["cents"] for each in payments) - sent
        assert ledger.get("unapplied_cash", 0) == -sum(each["unapplied_cents"] for each in payments)
        assert ledger.get("refunds_payable", 0) == -sum(each["cents"] for each in refunds if each["state"] == "made")
        await self._ledger_agrees(payments)

    async def _ledger_agrees(self, payments: list[dict[str, Any]]) -> None:
        world, owner = self.accounts.world, Owner.practice(self.accounts.practice.id)
        async with work_for(world.services, owner, "job:test") as work:
            assert await check_ledger(work.tx) == []
            standing = {
                str(each.id): each.standing_cents
                for each in await allocations_of_claims(work, [UUID(claim) for claim in self.claims])
                if each.receivable == "patient_receivable" and each.cents > 0
            }
        ours = {each["id"]: each["standing_cents"] for payment in payments for each in payment["allocations"]}
        assert ours == standing
        if payments:
            balance = await self.accounts.balance(payments[0]["patient_id"])
            assert (balance["credit_cents"], balance["paid_cents"]) == (0, sum(ours.values()))
            assert balance["owed_cents"] == 13000 - sum(ours.values())  # PR-1 10500 and PR-3 2500


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    receipts=st.lists(RECEIPTS, min_size=2, max_size=4),
    changes=st.lists(STEPS, min_size=8, max_size=16),
)
async def test_the_sums_hold_after_every_step(
    world: World, receipts: list[tuple[Any, ...]], changes: list[tuple[Any, ...]]
) -> None:
    """Each example has a practice of its own, so that its ledger is the example's."""
    accounts = Accounts(world, await billing_practice(world, npi=with_check_digit(f"18{next(PRACTICES):07d}")))
    first = await accounts.claim(1, DEDUCTIBLE)
    second = await accounts.visit(1, "V-2", COPAY)
    await accounts.adjudicate()
    desk = Desk(accounts, [first["id"], second["id"]])
    await desk.must_hold()
    for step in (*receipts, *changes):
        await desk.take(step)
