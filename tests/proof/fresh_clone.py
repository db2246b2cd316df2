"""The two commands on a fresh machine: a clone in a folder of mode 0700, nothing in it but what is committed."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.demo.demos import SECONDS, document_of, left_of, until
from tests.harness.processes import PROJECT
from tests.proof.registry import proof

SETTING_UP_SECONDS = 600  # a virtual environment from the lock, over the network
OURS = ("PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS")
"""What this run's own interpreter and make say to their children; a person's shell says none of it."""
IN_A_CLONE = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


@proof("demo.fresh_clone")
def fresh_clone() -> dict[str, Any]:
    """Once on throw-away data; then serving, killed with -9, and serving again on the same data and port."""
    with cloned() as clone:
        return once(clone) | killed_and_again(clone)


@contextmanager
def cloned() -> Iterator[Path]:
    """A clone of this checkout's last commit; afterwards nothing of it is left."""
    folder = Path(tempfile.mkdtemp())
    clone = folder / "clone"
    try:
        subprocess.run(["git", "clone", "-q", PROJECT, clone], check=True, timeout=SECONDS)  # noqa: S607 - found on PATH
        yield clone
    finally:
        _stop_server(clone)
        shutil.rmtree(folder)


def once(clone: Path) -> dict[str, Any]:
    """`make demo ARGS="--once --json" | python3 -m json.tool`."""
    modes = _modes(clone)
    started = time.monotonic()
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", 'make demo ARGS="--once --json" | python3 -m json.tool'],  # noqa: S607 - found on PATH
        cwd=clone,
        env=IN_A_CLONE,
        capture_output=True,
        text=True,
        timeout=SETTING_UP_SECONDS,
        check=False,
    )
    seconds = round(time.monotonic() - started, 1)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [stage for stage in told["stages"] if not stage["ok"]] == []
    assert told["ledger_sum_cents"] == 0
    assert left_of(clone) == []
    assert _modes(clone) == modes
    assert subprocess.run(["git", "-C", clone, "status", "--porcelain"], capture_output=True, check=True).stdout == b""  # noqa: S607 - found on PATH
    return {"once_seconds": seconds, "stages": [stage["name"] for stage in told["stages"]]}


def killed_and_again(clone: Path) -> dict[str, Any]:
    """Kill -9 of `make demo` and of the demo under it; then again, on the port that was in use."""
    modes = _modes(clone)
    killed = _serve(clone, "0")
    before = document_of(killed)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=SECONDS)
    started = time.monotonic()
    again = _serve(clone, before["base_url"].rpartition(":")[2])
    after = document_of(again)
    seconds = round(time.monotonic() - started, 1)
    os.killpg(again.pid, signal.SIGINT)
    again.communicate(timeout=SECONDS)
    assert after["ok"]
    assert after["base_url"] == before["base_url"]
    until(lambda: all("postgres" in process for process in left_of(clone)))
    assert _modes(clone) == modes
    return {"again_after_kill_seconds": seconds}


def _serve(clone: Path, port: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["make", "demo", f"ARGS=--json --port {port}"],  # noqa: S607 - found on PATH
        cwd=clone,
        env=IN_A_CLONE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _modes(clone: Path) -> dict[Path, int]:
    return {folder: folder.stat().st_mode for folder in clone.parents}


def _stop_server(clone: Path) -> None:
    """With the clone's own code: its PostgreSQL is that of its own virtual environment."""
    python = clone / ".venv" / "bin" / "python"
    code = (
        "from pathlib import Path; from api.kit.postgres.server import EmbeddedServer as E; E(Path('.data')).destroy()"
    )
    if python.exists() and (clone / ".data").exists():
        subprocess.run([python, "-c", code], cwd=clone, env=IN_A_CLONE, check=True, timeout=SECONDS)
