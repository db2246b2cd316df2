"""The service as it would be if a read left no row: what its audit costs is measured against this.

The statement, its transaction, the parameters and everything around them stay; the row, its MAC, the write and the wait
for the disk are gone.
"""

import sys
from threading import Thread
from typing import Any

import uvicorn

import tenants.audit
from api.demo.child import end_with_parent
from api.kit.settings import Settings
from tenants.audit import append
from tenants.session import Database


def _no_mac(*_: Any) -> bytes:
    return b""


def main() -> None:
    """`python -m tests.bench.unaudited PORT`, with the service's environment."""
    Thread(target=end_with_parent, daemon=True).start()
    # Before any stage is imported: the constant is a part of their statements.
    tenants.audit.READ_AUDIT = "a as (select 1)"
    setattr(append, "row_mac", _no_mac)  # noqa: B010 - a function in the place of another
    setattr(Database, "reading", Database.owned)  # noqa: B010 - as above
    settings = Settings()
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.host,
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
