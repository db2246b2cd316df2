"""Which stage takes which transaction set from the mailbox; filled in `api.wiring`, read by the router."""

from uuid import UUID

from api.kit.jobs import defer
from tenants.session import Transaction

_JOBS: dict[str, str] = {}


def deliver_to(transaction_set: str, job: str) -> None:
    """From now on a routed ST of this set enqueues `job` with `practice_id` and `transaction_file_id`."""
    _JOBS[transaction_set] = job


def is_taken(transaction_set: str) -> bool:
    """Whether a stage takes this set; others wait in the queue."""
    return transaction_set in _JOBS


async def enqueue(tx: Transaction, transaction_set: str, practice_id: UUID, transaction_file_id: UUID) -> None:
    """Enqueue the stage's job in the transaction that keeps the file."""
    await defer(
        tx.connection,
        _JOBS[transaction_set],
        practice_id=practice_id,
        transaction_file_id=transaction_file_id,
    )
