"""The organization's mailbox, and the transactions of a practice."""

from typing import Annotated, Any

from fastapi import Query, Response

from api.files import look_up
from api.files.interchanges import look_up as mailbox
from api.files.interchanges.receive import deliver
from api.files.problems import InterchangeDamaged, NotX12File, TooManyTransactions
from api.files.schemas import (
    InterchangeDetail,
    InterchangeOut,
    InterchangePage,
    InterchangeTransactionPage,
    QueueState,
    TransactionOut,
    TransactionPage,
)
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from tenants.routing import CurrentCall, PathId, organization_router, practice_router

organization = organization_router("interchanges")
practice = practice_router("transactions")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
KNOWN = 200


@organization.operation(
    "POST",
    "/interchanges",
    scope="interchanges:write",
    kind="write",
    status=202,
    summary="Deliver an X12 file to the mailbox",
    model=InterchangeOut,
    problems=[NotX12File, TooManyTransactions, InterchangeDamaged],
    media=look_up.MEDIA_TYPE,
)
async def post_interchange(call: CurrentCall, response: Response) -> Any:
    """Each ST goes to the practice that its payee or CLM01 names; the rest waits in the organization's queue.

    A file may hold 10,000 ST (a TA1 counts as one), as many GS, and 1,000 ISA. Of what is wrong with it 500 findings
    are shown, those that block first.

    The same bytes again answer 200 with the same interchange, and what waits is routed once more.
    """
    answer, is_new = await deliver(call)
    if not is_new:
        response.status_code = KNOWN
    return answer


@organization.operation(
    "GET",
    "/interchanges",
    scope="interchanges:read",
    kind="read",
    summary="List the files of the mailbox",
    model=InterchangePage,
)
async def get_interchanges(
    call: CurrentCall, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> InterchangePage:
    """Newest first."""
    return await mailbox.interchanges(call, cursor, limit)


@organization.operation(
    "GET",
    "/interchanges/{interchange_id}",
    scope="interchanges:read",
    kind="read",
    summary="Get a file of the mailbox",
    model=InterchangeDetail,
)
async def get_interchange(call: CurrentCall, interchange_id: PathId) -> InterchangeDetail:
    """Where each of its transactions went, and what is wrong with it."""
    return await mailbox.interchange(call, interchange_id)


@organization.operation(
    "GET",
    "/interchanges/{interchange_id}/file",
    scope="interchanges:read",
    kind="read",
    summary="Download a file of the mailbox",
)
async def get_interchange_file(call: CurrentCall, interchange_id: PathId) -> Response:
    """The bytes as they came."""
    return await mailbox.interchange_file(call, interchange_id)


@organization.operation(
    "GET",
    "/interchange-transactions",
    scope="interchanges:read",
    kind="read",
    summary="List the transactions of the mailbox that wait, or those in another state",
    model=InterchangeTransactionPage,
)
async def get_interchange_transactions(
    call: CurrentCall,
    state: Annotated[QueueState, Query(description="Left out: those that wait for somebody to act")] = "waiting",
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> InterchangeTransactionPage:
    """Without `state`, the queue of what could not be routed; nothing of it is shown to any practice.

    Of an 835 that waits, `payment` tells whom it pays: register one of the payee's identifiers with a billing provider
    of the practice and deliver the file again.
    """
    return await mailbox.queue(call, state, cursor, limit)


@practice.operation(
    "GET",
    "/transactions",
    scope="remittances:read",
    kind="read",
    summary="List X12 transactions",
    model=TransactionPage,
)
async def get_transactions(
    call: CurrentCall, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> TransactionPage:
    """Each ST that the practice sent or received, newest first."""
    return await look_up.transactions(call, cursor, limit)


@practice.operation(
    "GET",
    "/transactions/{transaction_id}",
    scope="remittances:read",
    kind="read",
    summary="Get an X12 transaction",
    model=TransactionOut,
)
async def get_transaction(call: CurrentCall, transaction_id: PathId) -> TransactionOut:
    """What it is and how it ended."""
    return await look_up.transaction(call, transaction_id)


@practice.operation(
    "GET",
    "/transactions/{transaction_id}/file",
    scope="remittances:read",
    kind="read",
    summary="Download an X12 transaction",
)
async def get_transaction_file(call: CurrentCall, transaction_id: PathId) -> Response:
    """An interchange that holds this ST alone."""
    return await look_up.transaction_file(call, transaction_id)
