"""What each practice writes is marked, and looked for in all that others get and in all that is kept."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from api.kit.postgres.server import EmbeddedServer
from tests.harness.database import Database
from tests.isolation.canaries import CLEAR, IDENTITY, OWNERS
from tests.isolation.searching import Search, checkpoint, let_out, search_files, search_the_dump
from tests.isolation.walking import walk_settings
from tests.proof.registry import proof
from tests.proof.worlds import server


@proof("isolation.canaries")
def canary_hits() -> dict[str, Any]:
    """`isolation.canary_hits` in answers, rows, job arguments, logs, files, the server's own files and a `pg_dump`."""
    with server() as on:
        search = asyncio.run(_search(on))
    # Each practice's own callers see its marks, of identity too: so that there was something to find.
    unseen = [owner for owner in OWNERS if (owner, IDENTITY) not in search.own]
    return {
        "isolation.canary_hits": len(search.hits),
        "hits": search.hits[:20],
        "marks": len(search.planted.marks),
        "answers": search.answers,
        "refusals": search.refusals,
        "job_arguments": search.job_arguments,
        "bytes_searched": search.searched,
        "clear_by_design": CLEAR,
        "taken_without_a_mark": search.unplanted,
        "seen_by_nobody": unseen,
        "ok": not search.hits and not unseen and search.job_arguments > 0,
    }


async def _search(on: EmbeddedServer) -> Search:
    database = Database.clone(on, "canaries")
    with tempfile.TemporaryDirectory(prefix="firstpass-canaries-") as folder:
        async with let_out(walk_settings(database, Path(folder)), database) as search:
            pass
        checkpoint(database)
        search_files(search, {"service": Path(folder), "server": on.cluster})
        search_the_dump(search)
    return search
