"""The practice's ledger: accounts, entries, periods."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.schemas import Month, Output, Page
from api.ledger import store
from tenants.routing import CurrentCall, practice_router

router = practice_router("ledger")


class Account(Output):
    """Both sides of an account, in cents; `balance_cents` is debits minus credits."""

    account: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


class Ledger(Output):
    """All accounts. `sum_cents` is debits minus credits over all of them: zero, or something is broken."""

    accounts: list[Account]
    sum_cents: int
    entries: int


class AccountMonth(Output):
    """An account in a month of posting: both sides, and its balance (debits minus credits) when the month ended."""

    month: date
    account: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


class TrialBalance(Output):
    """Accounts by month, newest first. The debits of each month are its credits."""

    items: list[AccountMonth]


class EntryOut(Output):
    """One movement: `cents` from `credit` to `debit`. `claim_id` is null for money of no claim."""

    id: UUID
    batch_id: UUID
    source_kind: str
    source_id: UUID
    leg: int
    debit: str
    credit: str
    cents: int
    claim_id: UUID | None
    line_no: int
    payer_id: UUID | None
    remittance_id: UUID | None
    claim_payment_id: UUID | None
    group_code: str
    reason_code: str
    adjustment_class: str
    reverses_id: UUID | None
    business_date: date
    effective_date: date
    posted_at: datetime


class EntryPage(Page):
    """Entries, newest first."""

    items: list[EntryOut]


class PeriodOut(Output):
    """A month."""

    month: date
    is_open: bool
    closed_at: datetime | None


class Periods(Output):
    """The practice's months, newest first."""

    items: list[PeriodOut]


@router.operation("GET", "/ledger", scope="ledger:read", kind="read", summary="Read all accounts", model=Ledger)
async def get_ledger(call: CurrentCall) -> Ledger:
    """Summed from the legs of every entry."""
    rows = await store.accounts(call.tx, call.read_audit("ledger.read", "ledger"))
    legs = sum(row.pop("legs") for row in rows)
    accounts = [Account(**row) for row in rows]
    return Ledger(accounts=accounts, sum_cents=sum(account.balance_cents for account in accounts), entries=legs // 2)


@router.operation(
    "GET", "/ledger/accounts", scope="ledger:read", kind="read", summary="Read accounts by month", model=TrialBalance
)
async def get_accounts(
    call: CurrentCall, month: Annotated[Month | None, Query(description="YYYY-MM; else every month")] = None
) -> TrialBalance:
    """The trial balance: what moved on each account in a month of posting, and what it stood at at its end."""
    params = call.read_audit("ledger.accounts", "ledger") | {"month": month}
    return TrialBalance(items=[AccountMonth(**row) for row in await store.accounts_by_month(call.tx, params)])


@router.operation("GET", "/ledger/entries", scope="ledger:read", kind="read", summary="List entries", model=EntryPage)
async def get_entries(
    call: CurrentCall,
    claim_id: Annotated[UUID | None, Query(description="Only this claim's")] = None,
    remittance_id: Annotated[UUID | None, Query(description="Only this remittance's")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> EntryPage:
    """Newest first; an id that is not the practice's has none."""
    listing = f"entries|{claim_id}|{remittance_id}"
    position = call.position(listing, cursor)
    params = call.read_audit("ledger.list", "ledger_entry") | {
        "claim_id": claim_id,
        "remittance_id": remittance_id,
        "after": position[0] if position else None,
        "limit": limit + 1,
    }
    rows = await store.entries_page(call.tx, params)
    more = call.cursor(listing, [str(rows[limit - 1]["id"])]) if len(rows) > limit else None
    return EntryPage(items=[EntryOut(**row) for row in rows[:limit]], next_cursor=more)


@router.operation("GET", "/ledger/periods", scope="ledger:read", kind="read", summary="List periods", model=Periods)
async def get_periods(call: CurrentCall) -> Periods:
    """A closed month takes no entry: what comes late is dated to the first open one."""
    rows = await store.periods(call.tx, call.owner_id)
    await call.audit("period.list", "period", None, count=len(rows))
    return Periods(items=[PeriodOut(**row) for row in rows])
