"""Read interchanges back, with an audit row for each answer."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from api.files.interchanges import store
from api.files.keep import read_file
from api.files.look_up import x12_answer
from api.files.schemas import (
    FileFinding,
    InterchangeDetail,
    InterchangeOut,
    InterchangePage,
    InterchangeTransactionOut,
    InterchangeTransactionPage,
)
from api.kit.problems import NotFound
from tenants.context import Work

SHOWN_TRANSACTIONS = 1_000


async def interchanges(work: Work, cursor: str | None, limit: int) -> InterchangePage:
    """A page of the mailbox. Raises CursorInvalid."""
    after = work.position("interchanges", cursor)
    audit = work.read_audit("interchange.list", "interchange")
    rows = await store.interchanges_page(work.tx, audit, after, limit + 1)
    more = work.more("interchanges", rows, limit, "received_at", "id")
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
    return x12_answer(f"interchange-{interchange_id}.x12", await read_file(work, row["file_id"]))


async def queue(work: Work, state: str, cursor: str | None, limit: int) -> InterchangeTransactionPage:
    """A page of transactions in a state. Raises CursorInvalid."""
    listing = f"interchange-transactions|{state}"
    after = work.position(listing, cursor)
    audit = work.read_audit("interchange_transaction.list", "interchange_transaction")
    rows = await store.queue_page(work.tx, audit, state, after, limit + 1)
    more = work.more(listing, rows, limit, "interchange_id", "position")
    return InterchangeTransactionPage(
        items=[InterchangeTransactionOut(**row) for row in rows[:limit]], next_cursor=more
    )


async def _interchange(work: Work, action: str, interchange_id: UUID) -> dict[str, Any]:
    row = await store.interchange(work.tx, work.read_audit(action, "interchange", interchange_id))
    if row is None:
        raise NotFound
    return row
