"""Periods: a practice's months. Closing is in the database's hands; see `models.LedgerBatch`."""

from datetime import date

from api.kit.clock import month_of
from api.kit.ids import NIL
from api.ledger.models import AccountDayMark, ClaimBalance, LineBalance, Period
from tenants.session import Transaction


async def open_practice_ledger(tx: Transaction, first: date, last: date) -> None:
    """The months from `first` to `last`, the row that stands for money of no claim, and totals that hold nothing."""
    tenant_id = tx.owned_by.id
    months = []
    month = month_of(first)
    while month <= last:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    await tx.insert(
        *(Period(tenant_id=tenant_id, month=each) for each in months),
        ClaimBalance(tenant_id=tenant_id, claim_id=NIL),
        LineBalance(tenant_id=tenant_id, claim_id=NIL, line_no=0),
        AccountDayMark(tenant_id=tenant_id),
    )
