"""Accounts and claims on any day: what the entries sum to, however far the daily totals have come."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.kit.ids import new_id
from api.ledger import Entry, open_batch
from api.ledger.jobs import totals
from api.ledger.models import ACCOUNTS
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.submissions import billing_practice
from tests.fees.books import FUNDS, INSURANCE, PATIENT, Books
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

SUMS = (
    "select b.business_date, l.account, greatest(l.signed_cents, 0), greatest(-l.signed_cents, 0)"
    " from ledger_batch b join ledger_leg l on l.tenant_id = b.tenant_id and l.batch_id = b.id where b.tenant_id = %s"
)
DAYS = "select business_date, account, debit_cents, credit_cents from account_day where tenant_id = %s"
UNCOUNTED = (
    "select 1 from ledger_batch b join account_day_mark m on m.tenant_id = b.tenant_id"
    " where b.tenant_id = %s and b.xid >= m.counted_before::text::xid8"
)
FIRST = date(2026, 1, 1)


@pytest.fixture
async def books(world: World, monkeypatch: pytest.MonkeyPatch) -> Books:
    return Books(world, await billing_practice(world), monkeypatch)


async def count_all(books: Books, database: Database) -> None:
    """Run the job until it holds everything: another database's transactions on the same server hold it back too."""
    for _ in range(1000):
        await totals(books.world.services)
        if not database.as_superuser(UNCOUNTED, [books.practice.id]):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("never counted")


async def shown(practice: PracticeWorld, **query: str) -> dict[str, tuple[int, int, int]]:
    answer = await practice.ehr.get(practice.path("/ledger/accounts"), **query)
    assert answer.status_code == 200, answer.text
    return {
        row["account"]: (row["debit_cents"], row["credit_cents"], row["balance_cents"])
        for row in answer.json()["items"]
    }


def summed(rows: list[tuple[Any, ...]], first: date, last: date) -> dict[str, tuple[int, int, int]]:
    """The same from rows of (day, account, debit, credit)."""
    debits: Counter[str] = Counter()
    credits_: Counter[str] = Counter()
    balances: Counter[str] = Counter()
    for day, account, debit, credit in rows:
        if day > last:
            continue
        balances[account] += debit - credit
        if day >= first:
            debits[account] += debit
            credits_[account] += credit
    return {account: (debits[account], credits_[account], balances[account]) for account in balances}


def as_days(rows: list[tuple[Any, ...]]) -> dict[tuple[date, str], tuple[int, int]]:
    found: dict[tuple[date, str], tuple[int, int]] = {}
    for day, account, debit, credit in rows:
        before = found.get((day, account), (0, 0))
        found[day, account] = (before[0] + debit, before[1] + credit)
    return found


MOVES = st.lists(
    st.tuples(
        st.integers(0, 70),
        st.lists(
            st.tuples(st.lists(st.sampled_from(ACCOUNTS), min_size=2, max_size=2, unique=True), st.integers(1, 10**9)),
            min_size=1,
            max_size=4,
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


def drawn() -> list[Any]:
    """Twenty of what hypothesis makes of it, the odd ones too."""
    found: list[Any] = []

    @settings(max_examples=20, database=None)
    @given(MOVES)
    def draw(moves: Any) -> None:
        found.append(moves)

    draw()
    return found


async def test_totals_of_any_day_equal_the_entries_whenever_the_job_ran(books: Books, database: Database) -> None:
    """Random batches on random days, the job after some of them: every day and month shows what entries sum to."""
    practice = books.practice
    for moves in drawn():
        for offset, legs, counts in moves:
            books.on(date.fromordinal(date(2028, 1, 1).toordinal() + offset))
            await books.post(*(Entry(a, b, cents) for (a, b), cents in legs), told=False)
            if counts:
                await totals(books.world.services)
    rows = database.as_superuser(SUMS, [practice.id])
    days = sorted({row[0] for row in rows})
    for day in [date(2027, 12, 31), *days[:: max(1, len(days) // 12)], days[-1]]:
        assert await shown(practice, as_of=day.isoformat()) == summed(rows, day.replace(day=1), day)
    assert await shown(practice, month="2028-02") == summed(rows, date(2028, 2, 1), date(2028, 2, 29))
    everything = (await practice.ehr.get(practice.path("/ledger"))).json()
    assert (everything["sum_cents"], everything["entries"]) == (0, len(rows) // 2)
    await count_all(books, database)
    assert as_days(database.as_superuser(DAYS, [practice.id])) == as_days(rows)


async def test_each_batch_is_counted_once_however_often_the_job_runs_at_once(books: Books, database: Database) -> None:
    books.on(date(2028, 3, 4))
    await books.post(Entry(FUNDS, "interest", 700), told=False)
    await asyncio.gather(*(totals(books.world.services) for _ in range(4)))
    await count_all(books, database)
    assert as_days(database.as_superuser(DAYS, [books.practice.id])) == {
        (date(2028, 3, 4), FUNDS): (700, 0),
        (date(2028, 3, 4), "interest"): (0, 700),
    }


async def test_a_posting_that_runs_while_days_are_counted_is_counted_after_it_has_ended(
    books: Books, database: Database
) -> None:
    one, other = await books.claim(500), await books.claim(900)
    books.on(date(2028, 3, 4))
    await books.post(Entry("suspense", "interest", 1), told=False)  # so that the month is there
    async with work_for(books.world.services, Owner.practice(books.practice.id), "job:test") as work:
        batch = await open_batch(work, "test", new_id(), FIRST)
        await batch.add([books.paid(one, 300)])
        await books.post(books.paid(other, 700), told=False)
        await totals(books.world.services)
        assert (await shown(books.practice, as_of="2028-03-04"))[FUNDS] == (700, 0, 700)
    assert (await shown(books.practice, as_of="2028-03-04"))[FUNDS] == (1000, 0, 1000)
    await count_all(books, database)
    counted = as_days(database.as_superuser(DAYS, [books.practice.id]))
    assert counted[date(2028, 3, 4), FUNDS] == (1000, 0)
    assert (await shown(books.practice, as_of="2028-03-04"))[FUNDS] == (1000, 0, 1000)


async def test_a_day_that_is_counted_is_not_read_again(books: Books, database: Database) -> None:
    """What the totals hold is not summed from entries: a total that is off shows in the answer (and to the check)."""
    books.on(date(2028, 3, 4))
    await books.post(Entry(FUNDS, "interest", 700), told=False)
    await count_all(books, database)
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("update account_day set debit_cents = 701 where debit_cents = 700")
    assert (await shown(books.practice, as_of="2028-03-04"))[FUNDS] == (701, 0, 701)


async def test_a_month_and_a_day_at_once_are_refused(books: Books) -> None:
    practice = books.practice
    answer = await practice.ehr.get(practice.path("/ledger/accounts"), month="2028-03", as_of="2028-03-04")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/as_of"


async def test_a_claim_shows_what_was_open_on_each_day(books: Books) -> None:
    claim_id, practice = await books.claim(15_000, 5_000), books.practice
    books.at(datetime(2028, 3, 4, 18, tzinfo=UTC))
    await books.post(books.paid(claim_id, 8_000))
    books.on(date(2028, 4, 2))
    away = {"claim_id": claim_id, "line_no": 1}
    await books.post(
        Entry("contractual_adjustments", INSURANCE, 4_500, **away),  # type: ignore[arg-type]
        Entry(PATIENT, INSURANCE, 2_500, **away),  # type: ignore[arg-type]
    )

    async def on(day: str | None) -> tuple[int, ...]:
        query = {"as_of": day} if day else {}
        answer = await practice.ehr.get(practice.path(f"/ledger/claims/{claim_id}"), **query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        for name in ("charge_cents", "insurance_paid_cents", "adjusted_cents", "insurance_receivable_cents"):
            assert body[name] == sum(line[name] for line in body["lines"])
        names = ("charge", "insurance_paid", "adjusted", "insurance_receivable", "patient_receivable")
        return tuple(body[f"{name}_cents"] for name in names)

    assert await on("2020-01-01") == (0, 0, 0, 0, 0)
    assert await on("2028-03-03") == (20_000, 0, 0, 20_000, 0)
    assert await on("2028-03-04") == (20_000, 8_000, 0, 12_000, 0)
    assert await on("2028-04-02") == await on(None) == (20_000, 8_000, 4_500, 5_000, 2_500)


async def test_a_claims_balance_drills_down_to_the_entries_of_a_line_an_account_and_a_batch(books: Books) -> None:
    claim_id, practice = await books.claim(15_000, 5_000), books.practice
    batch_id = await books.post(books.paid(claim_id, 8_000), books.paid(claim_id, 1_000, 2))

    async def entries(**query: Any) -> list[tuple[str, int, int]]:
        found = await practice.ehr.get(practice.path("/ledger/entries"), claim_id=str(claim_id), **query)
        return sorted((row["credit"], row["line_no"], row["cents"]) for row in found.json()["items"])

    assert await entries(line_no=2) == [("charges", 2, 5_000), (INSURANCE, 2, 1_000)]
    assert await entries(account=FUNDS) == [(INSURANCE, 1, 8_000), (INSURANCE, 2, 1_000)]
    assert await entries(batch_id=str(batch_id), line_no=1) == [(INSURANCE, 1, 8_000)]
    assert await entries(batch_id=str(new_id())) == []
    assert (await practice.ehr.get(practice.path("/ledger/entries"), account="gold")).status_code == 422


async def test_a_claim_that_is_not_the_practices_has_no_balance(world: World, books: Books) -> None:
    other = Books(world, await billing_practice(world, "Oak Street", npi="1003000126"), books.monkeypatch)
    theirs: UUID = await other.claim(500)
    for claim_id in (theirs, new_id()):
        answer = await books.practice.ehr.get(books.practice.path(f"/ledger/claims/{claim_id}"))
        assert (answer.status_code, answer.json()["title"]) == (404, "Nothing with this id is visible to you")
