"""Totals of accounts and claims on any day, without a look at every entry there is.

A job adds to `account_day`, by day, account and payer, what was posted since it last looked. It knows what it has
counted by the number of the transaction that posted it: every batch of a transaction before `counted_before` is in the
totals, once, and none from it on. A total is then the days, plus the entries of batches from `counted_before` on, both
seen in one statement: it equals the sum of the entries at every moment, whether the job ran or not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from api.kit.clock import month_of
from api.ledger.totals import store
from api.ledger.totals.store import accounts, accounts_by_month, accounts_to, lines_on
from tenants.context import Work
from tenants.session import Transaction

__all__ = [
    "AccountTotal",
    "accounts",
    "accounts_by_month",
    "accounts_to",
    "count_days",
    "following",
    "lines_on",
    "trial_balance",
]


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """An account in a month: both sides, and its balance (debits minus credits) when the month ends."""

    account: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


def following(month: date) -> date:
    """The first day of the next month."""
    return month_of(month + timedelta(days=31))


async def trial_balance(work: Work, month: date) -> list[AccountTotal]:
    """Every account that has ever moved, by name; the caller audits."""
    last = following(month) - timedelta(days=1)
    rows = await store.trial_balance(work.tx, {"tenant_id": work.owner_id, "first": month, "last": last})
    return [AccountTotal(row["account"], row["debit_cents"], row["credit_cents"], row["balance_cents"]) for row in rows]


async def count_days(tx: Transaction) -> int:
    """Add what was posted and not counted yet to the days of the transaction's practice; how many rows changed.

    Transactions that run now, and those after them, are left to the next time. Two at once wait for each other.
    """
    tenant_id = tx.owned_by.id
    mark = await store.lock_mark(tx, tenant_id)
    return 0 if mark is None else await store.add_uncounted(tx, tenant_id, mark)
