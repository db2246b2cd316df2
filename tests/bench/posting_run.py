"""Post remittances that wait, alone in a process: each as the worker's job does. Prints what it took, as JSON.

`python -m tests.bench.posting_run PRACTICE_ID TRANSACTION_ID...`, with the service's environment. The first one warms
up: connections, plans, caches.
"""

import asyncio
import sys
import time
from pathlib import Path
from uuid import UUID

import orjson

import api.wiring  # noqa: F401 - what follows from an event
from api.kit import logs
from api.kit.garbage import settle
from api.kit.settings import Settings
from api.remittance.jobs import receive_transaction
from tenants.services import open_services

_KIB = 1024


def memory_mib(name: str) -> float:
    """VmRSS is the memory now, VmHWM the highest it ever was."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / _KIB


async def run(practice_id: UUID, transaction_ids: list[UUID]) -> dict[str, object]:
    """Seconds by transaction, and the peak of memory above what the open process has."""
    settings = Settings()
    logs.configure(settings.log_level)
    settle()  # as the worker does
    seconds = []
    async with open_services(settings) as services:
        before = memory_mib("VmRSS")
        for transaction_id in transaction_ids:
            started = time.perf_counter()
            await receive_transaction(services, practice_id, transaction_id)
            seconds.append(time.perf_counter() - started)
    return {"seconds": seconds, "peak_mib": memory_mib("VmHWM") - before}


if __name__ == "__main__":
    told = asyncio.run(run(UUID(sys.argv[1]), [UUID(each) for each in sys.argv[2:]]))
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
