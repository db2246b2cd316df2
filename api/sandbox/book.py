"""The payer's memory while it works: a copy that changes, with the indexes it looks claims up by."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from api.sandbox.memory import Account, Debt, Due, FiledClaim, Memory
from api.x12 import ClaimPayment


class Book:
    """Made of a memory, which stays as it was; `closed` is the memory afterwards."""

    def __init__(self, memory: Memory) -> None:
        self.clock = memory.clock
        self.accounts: dict[str, Account] = dict(memory.accounts)
        self.claims: dict[str, FiledClaim] = dict(memory.claims)
        self.dues: list[Due] = list(memory.dues)
        self.debts: list[Debt] = list(memory.debts)
        self.kept_back: dict[str, tuple[str, int]] = dict(memory.kept_back)
        self._by_number: dict[str, str] = {}
        self._by_claim_id: dict[str, str] = {}
        self._by_content: dict[str, str] = {}
        self._crossed_over: dict[str, str] = {}
        for key, claim in self.claims.items():
            self._index(key, claim)

    def closed(self) -> Memory:
        """As a value."""
        return Memory(
            clock=self.clock,
            accounts=self.accounts,
            claims=self.claims,
            dues=tuple(self.dues),
            debts=tuple(self.debts),
            kept_back=self.kept_back,
        )

    def file(self, claim: FiledClaim) -> None:
        """Put a claim on file under the first of its numbers."""
        key = claim.numbers[0]
        self.claims[key] = claim
        self._index(key, claim)

    def _index(self, key: str, claim: FiledClaim) -> None:
        for number in claim.numbers:
            self._by_number[number] = key
        self._by_claim_id[claim.claim_id] = key
        if not claim.is_gone and not claim.is_repeatable:
            self._by_content.setdefault(claim.content, key)
            if claim.is_crossed_over:
                self._crossed_over.setdefault(claim.visit, key)

    def by_number(self, number: str) -> FiledClaim | None:
        """The claim with this CLP07 that is neither replaced nor voided."""
        claim = self.claims.get(self._by_number.get(number, ""))
        return None if claim is None or claim.is_gone else claim

    def by_claim_id(self, claim_id: str) -> FiledClaim | None:
        """The newest claim with this CLM01 that is neither replaced nor voided."""
        claim = self.claims.get(self._by_claim_id.get(claim_id, ""))
        return None if claim is None or claim.is_gone else claim

    def has_content(self, content: str) -> bool:
        """Whether the same was billed before and is on file."""
        return content in self._by_content

    def has_crossed_over(self, visit: str) -> bool:
        """Whether a claim for this visit went on to the next payer by itself."""
        return visit in self._crossed_over

    def retire(self, claim: FiledClaim) -> list[ClaimPayment]:
        """A claim that is replaced or voided: what was still to come of it comes no more. The payments that stand."""
        key = claim.numbers[0]
        self.dues = [due for due in self.dues if due.claim != key]
        self.debts = [debt for debt in self.debts if debt.letter_of not in claim.numbers]
        self.claims[key] = msgspec.structs.replace(claim, is_gone=True, payments={})
        if self._by_content.get(claim.content) == key:
            del self._by_content[claim.content]
        if self._crossed_over.get(claim.visit) == key:
            del self._crossed_over[claim.visit]
        return claim.standing

    def note(self, payments: Iterable[ClaimPayment], on: dt.date, check_number: str) -> None:
        """A check has said this: a reversal takes the payment of its number away, any other stands from now on."""
        for payment in payments:
            key = self._by_number.get(payment.payer_claim_id, "")
            claim = self.claims.get(key)
            if claim is None or claim.is_gone:
                continue  # reversed for good, or a payment of the next payer, whom nobody asks
            self.claims[key] = msgspec.structs.replace(
                claim.with_payment(payment), decided_on=on, check_number=check_number
            )
