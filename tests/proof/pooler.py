"""2,000 requests of 20 practices through PgBouncer in transaction mode, on two connections to the server."""

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.harness.database import Database
from tests.harness.world import open_world
from tests.isolation.pooler import SERVER_CONNECTIONS, Crowd, crowd, left_behind, pgbouncer, pooled, program
from tests.isolation.walking import walk_settings
from tests.proof.registry import proof
from tests.proof.worlds import server

PRACTICES, REQUESTS = 20, 2_000
INSTALL_SECONDS = 300


@proof("isolation.pgbouncer")
def pgbouncer_wrong_rows() -> dict[str, Any]:
    """`isolation.pgbouncer_wrong_rows`, and what a plain SET leaves for the next client: that the ground can tell."""
    install()
    with server() as on:
        database = Database.clone(on, "pooled")
        seen, plain, local = asyncio.run(_send(database))
    is_shared = 0 < seen.server_connections <= SERVER_CONNECTIONS
    return {
        "isolation.pgbouncer_wrong_rows": len(seen.wrong_rows),
        "requests": seen.requests,
        "practices": len(seen.practices),
        "failed": seen.failed[:20],
        "wrong": seen.wrong_rows[:20],
        "server_connections": seen.server_connections,
        "version": _version(),
        "rows_left_by_plain_set": plain,
        "rows_left_by_set_local": local,
        "ok": not seen.wrong_rows and not seen.failed and not local and is_shared and plain > 0,
    }


async def _send(database: Database) -> tuple[Crowd, int, int]:
    with tempfile.TemporaryDirectory(prefix="firstpass-pooled-") as folder, pgbouncer(database) as url:
        async with open_world(pooled(walk_settings(database, Path(folder)), url)) as world:
            seen = await crowd(world, database, practices=PRACTICES, requests=REQUESTS)
        owner = str(seen.practices[0].id)
        left = [left_behind(url, owner, f"{way} app.tenant = '{{owner}}'") for way in ("set", "set local")]
    return seen, left[0], left[1]


def install() -> None:
    """Have PgBouncer, by Debian's package. Raises AssertionError where it can't be had."""
    if program() is not None:
        return
    assert os.geteuid() == 0, "pgbouncer is not installed: apt-get install pgbouncer"
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "pgbouncer"]):
        done = subprocess.run(
            ["apt-get", "-q", *arguments],  # noqa: S607 - found on PATH
            env=quietly,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]


def _version() -> str:
    done = subprocess.run([program() or "pgbouncer", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]
