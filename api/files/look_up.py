"""Read transactions back, with an audit row for each answer."""

from uuid import UUID

from starlette.responses import Response

from api.files import store
from api.files.schemas import TransactionOut, TransactionPage
from api.files.transactions import read_transaction
from api.kit.problems import NotFound
from tenants.context import Work

MEDIA_TYPE = "application/edi-x12"


async def transactions(work: Work, cursor: str | None, limit: int) -> TransactionPage:
    """A page of the practice's transactions. Raises CursorInvalid."""
    after = work.position("transactions", cursor)
    audit = work.read_audit("transaction.list", "transaction")
    rows = await store.transactions_page(work.tx, audit, after, limit + 1)
    more = work.more("transactions", rows, limit, "created_at", "id")
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
    return x12_answer(f"transaction-{transaction_id}.x12", kept.content)


def x12_answer(name: str, content: bytes) -> Response:
    """Bytes to save under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
