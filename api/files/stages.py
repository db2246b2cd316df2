"""Which stage takes which transaction set from the mailbox; filled in `api.wiring`, read by the router."""

from collections.abc import Mapping
from uuid import UUID

from api.kit.jobs import defer_many
from tenants.session import Transaction

_JOBS: dict[str, str] = {}


def deliver_to(transaction_set: str, job: str) -> None:
    """From now on a routed ST of this set enqueues `job` with `practice_id` and `transaction_file_id`."""
    _JOBS[transaction_set] = job


def is_taken(transaction_set: str) -> bool:
    """Whether a stage takes this set; others wait in the queue."""
    return transaction_set in _JOBS


async def enqueue(tx: Transaction, practice_id: UUID, files: Mapping[UUID, str]) -> None:
    """Enqueue the stages' jobs, by transaction file and set, in the transaction that keeps the files."""
    by_set: dict[str, list[UUID]] = {}
    for transaction_file_id, transaction_set in files.items():
        by_set.setdefault(transaction_set, []).append(transaction_file_id)
    for transaction_set, ids in by_set.items():
        orders = [{"practice_id": practice_id, "transaction_file_id": each} for each in ids]
        await defer_many(tx.connection, _JOBS[transaction_set], orders)
