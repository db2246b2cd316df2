"""What stands between the claims of a check and its amount: PLB, so that a check never takes money.

Interest is paid whatever else the check says. Deferred and forwarded takebacks give back what they take, and come again
as a debt. What netted ones take beyond the other claims of the check is forwarded likewise. Debts are kept back from
what is left, the oldest first, as far as it goes.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from api.sandbox import scenarios
from api.sandbox.book import Book
from api.sandbox.memory import Debt, Due
from api.x12 import ProviderAdjustment

_DECEMBER: Final = 12
_RECOUPED: Final = "WO"
_FORWARDED: Final = "FB"
_INTEREST: Final = "L6"
_WAIT: Final = dt.timedelta(days=scenarios.THIRD_CHECK_DAYS - scenarios.SECOND_CHECK_DAYS)


def settle(book: Book, account: str, dues: Sequence[Due], on: dt.date) -> list[ProviderAdjustment]:
    """The PLB pairs of one check, and in the book what they change."""
    check = _Check(book, account, on, sum(_gain(due) for due in dues))
    for due in dues:
        if due.interest_cents:
            check.adjust(_INTEREST, due.reference, -due.interest_cents)
        check.repay_letters(due)
        if due.route != "netted" and _gain(due) < 0:
            check.put_off(due, -_gain(due))
    for due in dues:
        if due.route == "netted" and _gain(due) < 0:
            check.put_off(due, min(-_gain(due), -check.left))
    check.keep_back()
    book.debts += check.put_off_now
    return check.pairs


class _Check:
    """A check on its way: `left` is what its claims have to give, interest apart."""

    def __init__(self, book: Book, account: str, on: dt.date, left: int) -> None:
        self.book, self.account, self.on, self.left = book, account, on, left
        self.pairs: list[ProviderAdjustment] = []
        self.put_off_now: list[Debt] = []

    def adjust(self, code: str, reference: str, cents: int) -> None:
        """A pair: positive reduces the check."""
        payee = self.book.accounts[self.account].payee
        fiscal_date = dt.date(self.on.year, _DECEMBER, 31)
        self.pairs.append(
            ProviderAdjustment(
                provider_id=payee.id, fiscal_date=fiscal_date, code=code, reference=reference, cents=cents
            )
        )

    def put_off(self, due: Due, cents: int) -> None:
        """Give a takeback back for now; nothing for no cents."""
        if cents <= 0:
            return
        is_deferred = due.route == "deferred"
        code = _RECOUPED if is_deferred else _FORWARDED
        self.adjust(code, due.reference, -cents)
        self.left += cents
        since = max(self.on, due.on + _WAIT) if is_deferred else self.on
        self.put_off_now.append(Debt(self.account, code, due.reference, cents, since))

    def repay_letters(self, due: Due) -> None:
        """A reversal of a claim that a letter has taken back already: WO gives that back, so nothing counts twice."""
        for payment in due.payments:
            if payment.is_reversal and payment.payer_claim_id in self.book.kept_back:
                reference, cents = self.book.kept_back.pop(payment.payer_claim_id)
                self.adjust(_RECOUPED, reference, -cents)
                self.left += cents

    def keep_back(self) -> None:
        """Collect the account's debts, as far as the check goes."""
        debts, self.book.debts = self.book.debts, []
        for debt in debts:
            is_due = debt.account == self.account and debt.since <= self.on
            cents = min(debt.cents, max(0, self.left)) if is_due else 0
            if cents:
                self.adjust(debt.code, debt.reference, cents)
                self.left -= cents
                if debt.letter_of:
                    earlier = self.book.kept_back.get(debt.letter_of, ("", 0))[1]
                    self.book.kept_back[debt.letter_of] = (debt.reference, earlier + cents)
            if debt.cents > cents:
                self.book.debts.append(msgspec.structs.replace(debt, cents=debt.cents - cents))


def _gain(due: Due) -> int:
    return sum(payment.paid_cents for payment in due.payments)
