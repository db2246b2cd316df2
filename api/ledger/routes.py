"""The practice's ledger: accounts, entries, periods."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.kit.clock import month_of
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import NotFound, Unprocessable, field_error
from api.kit.schemas import Month, Output, Page
from api.ledger import store, totals
from api.ledger.models import ACCOUNTS
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("ledger")
AccountName = Annotated[
    str | None, Query(pattern="^({})$".format("|".join(ACCOUNTS)), description="Only those with this account on a side")
]


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
    """An account in a month of posting: both sides, and its balance (debits minus credits) when the month ended.

    With `as_of`: the month up to that day, and the balance when that day ended.
    """

    month: date
    account: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


class TrialBalance(Output):
    """Accounts by month, newest first. The debits of each month are its credits."""

    items: list[AccountMonth]


class LineOnDay(Output):
    """A line of a claim as it stood; line 0 is money of the claim itself."""

    line_no: int
    charge_cents: int
    insurance_receivable_cents: int
    patient_receivable_cents: int
    insurance_paid_cents: int
    patient_paid_cents: int
    adjusted_cents: int


class ClaimOnDay(Output):
    """What was charged, paid, adjusted and open on a claim when a day ended, with its lines."""

    claim_id: UUID
    as_of: date | None = Field(description="Null: with all that is posted")
    charge_cents: int
    insurance_receivable_cents: int
    patient_receivable_cents: int
    insurance_paid_cents: int
    patient_paid_cents: int
    adjusted_cents: int
    lines: list[LineOnDay]


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
    """From the totals of days and what they do not hold yet: what the entries sum to, at every moment."""
    rows = await totals.accounts(call.tx, call.read_audit("ledger.read", "ledger"))
    legs = sum(row.pop("legs") for row in rows)
    accounts = [Account(**row) for row in rows]
    return Ledger(accounts=accounts, sum_cents=sum(account.balance_cents for account in accounts), entries=legs // 2)


@router.operation(
    "GET", "/ledger/accounts", scope="ledger:read", kind="read", summary="Read accounts by month", model=TrialBalance
)
async def get_accounts(
    call: CurrentCall,
    month: Annotated[Month | None, Query(description="YYYY-MM; else every month")] = None,
    as_of: Annotated[date | None, Query(description="A day: balances when it ended, and its month up to it")] = None,
) -> TrialBalance:
    """The trial balance: what moved on each account in a month of posting, and what it stood at at its end.

    With `month` or `as_of` every account that has ever moved is there; by months, those that moved in each.
    """
    if month is not None and as_of is not None:
        raise Unprocessable(errors=[field_error("/query/as_of", "month_or_day", "Send a month or a day, not both")])
    params = call.read_audit("ledger.accounts", "ledger")
    first = month if as_of is None else month_of(as_of)
    if first is None:
        return TrialBalance(items=[AccountMonth(**row) for row in await totals.accounts_by_month(call.tx, params)])
    last = as_of or totals.following(first) - timedelta(days=1)
    rows = await totals.accounts_to(call.tx, params | {"first": first, "last": last})
    return TrialBalance(items=[AccountMonth(month=first, **row) for row in rows])


@router.operation(
    "GET",
    "/ledger/claims/{claim_id}",
    scope="ledger:read",
    kind="read",
    summary="Read a claim's balances on a day",
    model=ClaimOnDay,
)
async def get_claim_on_day(
    call: CurrentCall,
    claim_id: PathId,
    as_of: Annotated[date | None, Query(description="When this day of posting ended; else with all there is")] = None,
) -> ClaimOnDay:
    """From its entries up to that day; `/ledger/entries?claim_id=&line_no=` lists them.

    A claim that another one replaces or follows has its money on the claim whose lines hold the receivable.
    """
    params = call.read_audit("ledger.claim", "claim", claim_id) | {"claim_id": claim_id, "as_of": as_of}
    lines = [LineOnDay(**row) for row in await totals.lines_on(call.tx, params)]
    if not lines:
        raise NotFound
    amounts = {name: sum(getattr(line, name) for line in lines) for name in LineOnDay.model_fields if name != "line_no"}
    return ClaimOnDay(claim_id=claim_id, as_of=as_of, lines=lines, **amounts)


@router.operation("GET", "/ledger/entries", scope="ledger:read", kind="read", summary="List entries", model=EntryPage)
async def get_entries(
    call: CurrentCall,
    claim_id: Annotated[UUID | None, Query(description="Only this claim's")] = None,
    line_no: Annotated[int | None, Query(ge=0, le=999, description="Only this line's; 0 is the claim itself")] = None,
    account: AccountName = None,
    batch_id: Annotated[UUID | None, Query(description="Only this batch's")] = None,
    remittance_id: Annotated[UUID | None, Query(description="Only this remittance's")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> EntryPage:
    """Newest first; an id that is not the practice's has none."""
    listing = f"entries|{claim_id}|{line_no}|{account}|{batch_id}|{remittance_id}"
    position = call.position(listing, cursor)
    params = call.read_audit("ledger.list", "ledger_entry") | {
        "claim_id": claim_id,
        "line_no": line_no,
        "account": account,
        "batch_id": batch_id,
        "remittance_id": remittance_id,
        "after": position[0] if position else None,
        "limit": limit + 1,
    }
    rows = await store.entries_page(call.tx, params)
    more = call.more(listing, rows, limit)
    return EntryPage(items=[EntryOut(**row) for row in rows[:limit]], next_cursor=more)


@router.operation("GET", "/ledger/periods", scope="ledger:read", kind="read", summary="List periods", model=Periods)
async def get_periods(call: CurrentCall) -> Periods:
    """A closed month takes no entry: what comes late is dated to the first open one."""
    rows = await store.periods(call.tx, call.owner_id)
    await call.audit("period.list", "period", None, count=len(rows))
    return Periods(items=[PeriodOut(**row) for row in rows])
