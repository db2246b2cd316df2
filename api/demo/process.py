"""What the demo runs on: a prepared database, the service and a worker as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import httpx

from api.kit.database import prepare
from api.kit.settings import Settings

HOST = "127.0.0.1"
CHILD = "api.demo.child"
EMPTY: Mapping[str, str] = MappingProxyType({})
PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.1
STOP_SECONDS = 20.0
LET_GO_SECONDS = 5.0  # how long the service of a demo that was killed may still hold the port
Found = TypeVar("Found")


class DemoFailed(Exception):
    """The demo can't go on; the sentence says what to do or what was seen last."""


class Child:
    """A process that ends when the demo does; what it prints goes to a file, or to the demo's own error stream."""

    def __init__(
        self, *arguments: str, module: str = CHILD, log: Path | None = None, environment: Mapping[str, str] = EMPTY
    ) -> None:
        self._name = arguments[0] if arguments else module
        self._arguments = (sys.executable, "-m", module, *arguments)
        self._environment = os.environ | dict(environment)
        self._log = log
        self._process = self._start("wb")

    def _start(self, mode: str) -> subprocess.Popen[bytes]:
        with ExitStack() as stack:
            output = stack.enter_context(self._log.open(mode)) if self._log else sys.stderr
            return subprocess.Popen(  # noqa: S603 - our own module, no shell
                self._arguments,
                cwd=PROJECT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C is for the demo, which then ends its children in order
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def check(self) -> None:
        """Start it anew if it was killed. Raises DemoFailed if it has ended by itself."""
        code = self._process.poll()
        if code == -signal.SIGKILL:
            self._process = self._start("ab")
        elif code is not None:
            raise DemoFailed(f"the process `{self._name}` ended by itself:\n{self._said()}")

    def finish(self) -> None:
        """Wait until it has done its work. Raises DemoFailed if it could not."""
        if self._process.wait(PATIENCE_SECONDS) != 0:
            raise DemoFailed(f"the process `{self._name}` failed:\n{self._said()}")

    def end(self) -> None:
        """Let it go and wait for it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:].strip() if self._log else ""


@dataclass(frozen=True, slots=True)
class Site:
    """A running installation."""

    settings: Settings
    children: tuple[Child, ...]

    @property
    def base_url(self) -> str:
        return self.settings.public_url

    def wait(self) -> None:
        """Until a process ends by itself, which raises DemoFailed, or the demo is interrupted."""
        while True:
            self.look_after()
            time.sleep(1)

    def look_after(self) -> None:
        """Start anew what was killed. Raises DemoFailed for a process that has ended by itself."""
        for child in self.children:
            child.check()

    def until(self, what: str, look: Callable[[], Found | None]) -> Found:
        """Look again and again until there is something to see. Raises DemoFailed: time is up, or a process ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := look()):
            self.look_after()
            if time.monotonic() > deadline:
                raise DemoFailed(f"waited {PATIENCE_SECONDS:.0f} s in vain until {what}")
            time.sleep(POLL_SECONDS)
        return found


@contextmanager
def running(port: int, data_dir: Path | None, environment: Mapping[str, str] = EMPTY) -> Iterator[Site]:
    """Prepare the database, load the diagnosis codes, start service and worker, and end both with the block.

    Port 0 is one that is free. Without a data folder there is a throw-away one, which goes last together with the
    server in it; otherwise a server that this started is stopped. `environment` adds settings of service and worker.
    Raises DemoFailed (port taken, no start).
    """
    with ExitStack() as stack:
        folder = throw_away_folder(stack) if data_dir is None else data_dir.resolve()
        settings = settings_for(port or free_port(), folder)
        _wait_for_port(settings.port)
        _stop_what_we_start(stack, settings)
        prepare(settings)
        children = []
        given = environment_of(settings) | dict(environment)
        # The list of diagnosis codes takes seconds: the service starts meanwhile.
        codes = Child("codes", "load", "--if-missing", log=folder / "codes.log", environment=given)
        stack.callback(codes.end)
        for command in ("serve", "worker"):
            children.append(Child(command, log=folder / f"{command}.log", environment=given))
            stack.callback(children[-1].end)
        site = Site(settings, tuple(children))
        site.until("the service answers", lambda: _answers(site.base_url))
        codes.finish()
        yield site


def _stop_what_we_start(stack: ExitStack, settings: Settings) -> None:
    """A server that runs already is somebody else's to stop: another command's, or one left by a kill."""
    server = settings.embedded_server
    if server is not None and not server.is_alive():
        stack.callback(server.stop)


def throw_away_folder(stack: ExitStack) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="firstpass-demo-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the server's user passes through to its own folder below
    stack.callback(Child("clean", str(folder)).end)
    return folder


def settings_for(port: int, folder: Path) -> Settings:
    """An installation of the demo's own, whatever server the environment names."""
    return Settings(
        database_url="",
        data_dir=folder,
        key_directory=folder / "keys",
        host=HOST,
        port=port,
        public_url=f"http://{HOST}:{port}",
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The same settings for a child."""
    names = ("database_url", "data_dir", "key_directory", "host", "port", "public_url")
    return {name.upper(): str(getattr(settings, name)) for name in names}


def _answers(base_url: str) -> bool:
    try:
        answer = httpx.get(f"{base_url}/.well-known/oauth-authorization-server", timeout=2)
    except httpx.TransportError:
        return False
    return answer.is_success and answer.json()["issuer"] == base_url


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + LET_GO_SECONDS
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise DemoFailed(
                f"port {port} is taken, perhaps by a service that runs already: stop it,"
                ' or choose another port: make demo ARGS="--port 0"'
            )
        time.sleep(POLL_SECONDS)


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As the service binds: connections of the last one that linger in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
