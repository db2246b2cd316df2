"""One ST of one practice as a file that stands alone: keep it, read it, say how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.files import store
from api.files.keep import keep, read_file
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
    file = await keep(work, FILE_KIND, content)
    values: Row = {
        "tenant_id": work.owner_id,
        "id": new_id(),
        "file_id": file.id,
        "interchange_id": interchange_id or file.id,
        "position": position,
        "transaction_set": transaction_set,
        "version": version,
        "control_number": control_number,
        "interchange_control": interchange_control,
        "usage": usage,
        "direction": direction,
        "channel": channel,
        "created_at": now(),
    }
    if await store.insert_transaction(work.tx, values):
        await work.audit("transaction.keep", "transaction", values["id"], transaction_set=transaction_set)
        return values["id"], True
    return await store.transaction_at(work.tx, work.owner_id, values["interchange_id"], position), False


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
    return await store.finish_transaction(work.tx, work.owner_id, transaction_file_id, state, findings)
