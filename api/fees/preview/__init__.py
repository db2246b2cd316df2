"""The month as it stands: what each rule charged, what is excluded and why, whether it ties, and the entries behind."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.fees.preview import store
from api.fees.preview.tie_out import from_elsewhere, tie_out
from api.fees.schemas import (
    FeeEntryOut,
    FeeEntryPage,
    FeeExclusion,
    FeeLine,
    FeeParting,
    FeePreview,
    FeePreviewAcross,
    FeeTieOut,
    PracticeFees,
    Source,
)
from api.kit.clock import now
from tenants.context import Call, Work
from tenants.session import Row, Transaction

MAX_PARTINGS = 100


async def preview(work: Work, month: date) -> FeePreview:
    """A practice's month. Nothing is written; the money of a month may still move while it is open."""
    tx, tenant_id = work.tx, work.owner_id
    books = await _books(tx, [tenant_id], month)
    book = books[tenant_id]
    ties = book.tie_out()
    excluded = [FeeExclusion(**row) for row in await store.excluded(tx, tenant_id, month)]
    excluded += [FeeExclusion(reason="no_agreement", rule_id=None, **_without_tenant(row)) for row in book.uncovered]
    excluded += [
        FeeExclusion(reason=reason, rule_id=None, source=None, payer_id=None, cents=cents)
        for reason, cents in from_elsewhere(book.accounts).items()
    ]
    partings = await store.partings(tx, tenant_id, month, MAX_PARTINGS)
    shown = FeePreview(
        month=f"{month:%Y-%m}",
        as_of=now(),
        agreement_ids=await store.agreements(tx, tenant_id, month),
        base_cents=book.base_cents,
        fee_cents=book.fee_cents,
        lines=[FeeLine(**row) for row in await store.lines(tx, tenant_id, month)],
        exclusions=excluded,
        tie_out=ties,
        partings=[FeeParting(**row) for row in partings],
    )
    await work.audit("fee.preview", "practice", tenant_id, month=shown.month)
    return shown


async def preview_across(call: Call, month: date) -> FeePreviewAcross:
    """The month of each practice that the caller may enter, and the sums."""
    books = await _books(call.tx, call.practice_ids, month)
    items = [
        PracticeFees(
            practice_id=row["tenant_id"],
            practice_name=row["name"],
            base_cents=books[row["tenant_id"]].base_cents,
            fee_cents=books[row["tenant_id"]].fee_cents,
            tie_out=books[row["tenant_id"]].tie_out(),
        )
        for row in await store.names(call.tx, call.practice_ids)
    ]
    return FeePreviewAcross(
        month=f"{month:%Y-%m}",
        as_of=now(),
        base_cents=sum(item.base_cents for item in items),
        fee_cents=sum(item.fee_cents for item in items),
        ties=all(item.tie_out.ties for item in items),
        items=items,
    )


async def list_entries(
    work: Work,
    month: date | None,
    rule_id: UUID | None,
    source: Source | None,
    payer_id: UUID | None,
    claim_id: UUID | None,
    page: tuple[str | None, int],
) -> FeeEntryPage:
    """Newest first; `page` is cursor and limit. Raises CursorInvalid."""
    cursor, limit = page
    listing = f"fee_entries|{month}|{rule_id}|{source}|{payer_id}|{claim_id}"
    position = work.position(listing, cursor)
    rows = await store.entries_page(
        work.tx,
        {
            "tenant_id": work.owner_id,
            "month": month,
            "rule_id": rule_id,
            "source": source,
            "payer_id": payer_id,
            "claim_id": claim_id,
            "after": position[0] if position else None,
            "limit": limit + 1,
        },
    )
    await work.audit("fee_entry.list", "fee_entry", None, count=min(len(rows), limit))
    more = work.more(listing, rows, limit)
    return FeeEntryPage(items=[FeeEntryOut(**row) for row in rows[:limit]], next_cursor=more)


class _Book:
    """A practice's sums of a month."""

    def __init__(self) -> None:
        self.base_cents = self.fee_cents = self.excluded_cents = 0
        self.accounts: dict[str, tuple[int, int]] = {}
        self.uncovered: list[Row] = []

    def tie_out(self) -> FeeTieOut:
        """The equation, against the base of the entries."""
        uncovered = sum(row["cents"] for row in self.uncovered)
        return tie_out(self.accounts, self.excluded_cents + uncovered, self.base_cents)


async def _books(tx: Transaction, tenants: Sequence[UUID], month: date) -> dict[UUID, _Book]:
    books = {tenant_id: _Book() for tenant_id in tenants}
    for row in await store.charged(tx, tenants, month):
        book = books[row["tenant_id"]]
        book.base_cents, book.fee_cents, book.excluded_cents = (
            row["base_cents"],
            row["fee_cents"],
            row["excluded_cents"],
        )
    for row in await store.uncovered(tx, tenants, month):
        books[row["tenant_id"]].uncovered.append(row)
    for row in await store.accounts(tx, tenants, month):
        books[row["tenant_id"]].accounts[row["account"]] = (row["opening_cents"], row["moved_cents"])
    return books


def _without_tenant(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "tenant_id"}
