"""Demos as a person starts them: a process of their own, watched from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.processes import PROJECT

SECONDS = 180


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that serves, and the JSON document it printed."""

    process: subprocess.Popen[str]
    told: dict[str, Any]

    def kill(self) -> None:
        """As a kill -9 does: it can tidy nothing up."""
        self.process.kill()
        self.process.communicate(timeout=SECONDS)

    def interrupt(self) -> int:
        """As Ctrl-C does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start `firstpass demo` on this checkout."""
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli", "demo", *arguments],
        cwd=PROJECT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(data_dir: Path, *arguments: str) -> Iterator[Demo]:
    """A demo that has gone through its stages and keeps serving; nothing of it is left behind."""
    process = start("--json", "--data-dir", str(data_dir), *arguments)
    try:
        yield Demo(process, document_of(process))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)


def left_of(folder: Path) -> list[str]:
    """Command lines of living processes that were given the folder, as an argument or in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:  # it ended while we looked, or is another user's
            continue
        if os.fsencode(folder) in command + environment:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def document_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The document, which ends with a line of its own, while the process goes on."""
    assert process.stdout is not None
    assert process.stderr is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            told: dict[str, Any] = json.loads("".join(lines))
            return told
    raise AssertionError(process.stderr.read())


def until(holds: Callable[[], bool]) -> None:
    """Look until it holds."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
