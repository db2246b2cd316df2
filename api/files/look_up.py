"""Read interchanges and transactions back, with an audit row for each answer."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from api.files import store
from api.files.keep import read_file
from api.files.schemas import (
    FileFinding,
    InterchangeDetail,
    InterchangeOut,
    InterchangePage,
    InterchangeTransactionOut,
    InterchangeTransactionPage,
    TransactionOut,
    TransactionPage,
)
from api.files.transactions import read_transaction
from api.kit.problems import NotFound
from tenants.context import Work

MEDIA_TYPE = "application/edi-x12"
SHOWN_TRANSACTIONS = 1_000


async def interchanges(work: Work, cursor: str | None, limit: int) -> InterchangePage:
    """A page of the mailbox. Raises CursorInvalid."""
    after = work.position("interchanges", cursor)
    audit = work.read_audit("interchange.list", "interchange")
    rows = await store.interchanges_page(work.tx, audit, after, limit + 1)
    more = _more(work, "interchanges", rows, limit, ("received_at", "id"))
    return InterchangePage(items=[InterchangeOut.of(row) for row in rows[:limit]], next_cursor=more)


async def interchange(work: Work, interchange_id: UUID) -> InterchangeDetail:
    """One interchange with its transactions. Raises NotFound."""
    row = await _interchange(work, "interchange.read", interchange_id)
    found = await store.interchange_transactions(work.tx, work.owner_id, interchange_id, SHOWN_TRANSACTIONS)
    return InterchangeDetail(
        **InterchangeOut.of(row).model_dump(),
        findings=[FileFinding(**finding) for finding in row["findings"]],
        transactions=[InterchangeTransactionOut(**each) for each in found],
    )


async def interchange_file(work: Work, interchange_id: UUID) -> Response:
    """The bytes as they came. Raises NotFound."""
    row = await _interchange(work, "interchange.download", interchange_id)
    return _file(f"interchange-{interchange_id}.x12", await read_file(work, row["file_id"]))


async def queue(work: Work, state: str, cursor: str | None, limit: int) -> InterchangeTransactionPage:
    """A page of transactions in a state. Raises CursorInvalid."""
    listing = f"interchange-transactions|{state}"
    after = work.position(listing, cursor)
    audit = work.read_audit("interchange_transaction.list", "interchange_transaction")
    rows = await store.queue_page(work.tx, audit, state, after, limit + 1)
    more = _more(work, listing, rows, limit, ("interchange_id", "position"))
    return InterchangeTransactionPage(
        items=[InterchangeTransactionOut(**row) for row in rows[:limit]], next_cursor=more
    )


async def transactions(work: Work, cursor: str | None, limit: int) -> TransactionPage:
    """A page of the practice's transactions. Raises CursorInvalid."""
    after = work.position("transactions", cursor)
    audit = work.read_audit("transaction.list", "transaction")
    rows = await store.transactions_page(work.tx, audit, after, limit + 1)
    more = _more(work, "transactions", rows, limit, ("created_at", "id"))
    return TransactionPage(items=[TransactionOut.of(row) for row in rows[:limit]], next_cursor=more)


async def transaction(work: Work, transaction_id: UUID) -> TransactionOut:
    """One transaction. Raises NotFound."""
    audit = work.read_audit("transaction.read", "transaction", transaction_id)
    row = await store.transaction(work.tx, audit)
    if row is None:
        raise NotFound
    return TransactionOut.of(row)


async def transaction_file(work: Work, transaction_id: UUID) -> Response:
    """Its bytes, an interchange that stands alone. Raises NotFound."""
    kept = await read_transaction(work, transaction_id)
    if kept is None:
        raise NotFound
    return _file(f"transaction-{transaction_id}.x12", kept.content)


async def _interchange(work: Work, action: str, interchange_id: UUID) -> dict[str, Any]:
    row = await store.interchange(work.tx, work.read_audit(action, "interchange", interchange_id))
    if row is None:
        raise NotFound
    return row


def _more(work: Work, listing: str, rows: list[dict[str, Any]], limit: int, names: tuple[str, str]) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return work.cursor(listing, [value if isinstance(value, int) else str(value) for value in map(last.get, names)])


def _file(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
