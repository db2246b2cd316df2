"""A process that does not outlive the demo: `python -m api.demo.child clean FOLDER`, or a command: `serve`, `worker`.

The demo holds the other end of its standard input. That end closes when the demo ends, also after a kill -9.
"""

import os
import runpy
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from time import sleep

from api.kit.postgres.server import EmbeddedServer

GRACE_SECONDS = 10.0


def clean(folder: Path) -> None:
    """Once the demo is over, remove its throw-away folder together with the server in it."""
    _wait_for_the_end()
    EmbeddedServer(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)


def run_command(arguments: Sequence[str]) -> None:
    """Run a `firstpass` command until it ends by itself or the demo is over."""
    Thread(target=end_with_parent, daemon=True).start()
    sys.argv = ["firstpass", *arguments]
    runpy.run_module("api.cli", run_name="__main__")


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass


def end_with_parent() -> None:
    _wait_for_the_end()
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    if sys.argv[1] == "clean":
        clean(Path(sys.argv[2]))
    else:
        run_command(sys.argv[1:])
