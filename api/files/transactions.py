"""One ST of one practice as a file that stands alone: keep it, read it, say how it ended."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.files import store
from api.files.cuts import Cut
from api.files.keep import keep_all, read_file
from api.kit.clock import now
from api.kit.ids import new_id
from tenants.context import Work
from tenants.session import Row

FILE_KIND = "x12"


@dataclass(frozen=True, slots=True)
class KeptTransaction:
    """A transaction file with its bytes. `usage` is ISA15: T never posts money in a live practice."""

    id: UUID
    interchange_id: UUID
    position: int
    transaction_set: str
    version: str
    control_number: str
    interchange_control: str
    usage: str
    direction: str
    channel: str
    state: str
    findings: list[dict[str, Any]]
    created_at: datetime
    content: bytes


async def keep_transaction(  # noqa: PLR0913 - the facts of an envelope
    work: Work,
    *,
    content: bytes,
    transaction_set: str,
    version: str,
    control_number: str,
    interchange_control: str,
    usage: str,
    direction: Literal["inbound", "outbound"],
    channel: str,
    interchange_id: UUID | None,
    position: int,
) -> tuple[UUID, bool]:
    """Keep an ST for the transaction's practice; the id, and whether it is new.

    Known by (interchange, position): a second time it is the same one. Without an interchange the kept file
    stands for it, so that the same bytes uploaded again are the same transaction.
    """
    order = _Order(
        content, transaction_set, version, control_number, interchange_control, usage, interchange_id, position
    )
    (kept,) = await _keep_all(work, [order], direction, channel)
    return kept


async def keep_cuts(
    work: Work, found: Sequence[Cut], *, channel: str, interchange_id: UUID | None
) -> list[tuple[UUID, bool]]:
    """The same for what was cut from a received file, with as many statements for many as for one.

    Without an interchange each stands alone.
    """
    contents = await asyncio.to_thread(lambda: [cut.content() for cut in found])
    orders = [
        _Order(
            content,
            cut.transaction_set,
            cut.version,
            cut.control_number,
            cut.interchange_control,
            cut.usage,
            interchange_id,
            cut.position if interchange_id else 0,
        )
        for cut, content in zip(found, contents, strict=True)
    ]
    return await _keep_all(work, orders, "inbound", channel)


@dataclass(frozen=True, slots=True)
class _Order:
    content: bytes
    transaction_set: str
    version: str
    control_number: str
    interchange_control: str
    usage: str
    interchange_id: UUID | None
    position: int


async def _keep_all(work: Work, orders: Sequence[_Order], direction: str, channel: str) -> list[tuple[UUID, bool]]:
    if not orders:
        return []
    files = await keep_all(work, FILE_KIND, [order.content for order in orders])
    at = now()
    rows: list[Row] = [
        {
            "id": new_id(),
            "file_id": file.id,
            "interchange_id": order.interchange_id or file.id,
            "position": order.position,
            "transaction_set": order.transaction_set,
            "version": order.version,
            "control_number": order.control_number,
            "interchange_control": order.interchange_control,
            "usage": order.usage,
            "direction": direction,
            "channel": channel,
            "created_at": at,
        }
        for order, file in zip(orders, files, strict=True)
    ]
    fresh = await store.insert_transactions(work.tx, work.owner_id, rows)
    kept = {row["id"]: {"transaction_set": row["transaction_set"]} for row in rows if row["id"] in fresh}
    await work.audit_each("transaction.keep", "transaction", kept)
    places = [(row["interchange_id"], row["position"]) for row in rows if row["id"] not in fresh]
    known = await store.transactions_at(work.tx, work.owner_id, places) if places else {}
    return [
        (row["id"], True) if row["id"] in fresh else (known[row["interchange_id"], row["position"]], False)
        for row in rows
    ]


async def read_transaction(work: Work, transaction_file_id: UUID) -> KeptTransaction | None:
    """A transaction of the practice with its bytes; None when it has none of this id. Audited as a read."""
    row = await store.transaction(work.tx, work.read_audit("transaction.read", "transaction", transaction_file_id))
    if row is None:
        return None
    content = await read_file(work, row.pop("file_id"))
    return KeptTransaction(content=content, **row)


async def finish_transaction(
    work: Work,
    transaction_file_id: UUID,
    state: Literal["processed", "rejected"],
    findings: list[dict[str, Any]],
) -> bool:
    """Say how a transaction ended. A processed one stays so: false then, and nothing changes."""
    return bool(await finish_transactions(work, state, {transaction_file_id: findings}))


async def finish_transactions(
    work: Work, state: Literal["processed", "rejected"], findings: Mapping[UUID, list[dict[str, Any]]]
) -> int:
    """The same for several, with the findings of each; how many have changed."""
    return await store.finish_transactions(work.tx, work.owner_id, state, findings)


async def is_taken_in(work: Work, interchange_ids: Sequence[UUID]) -> bool:
    """Whether the transaction's practice has dealt with everything it was given of these interchanges."""
    return not await store.any_received(work.tx, work.owner_id, interchange_ids)
