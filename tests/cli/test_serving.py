"""`make serve` on an empty folder: it prepares all it needs, and stops what it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from api.demo.process import free_port
from api.kit.postgres.server import EmbeddedServer
from tests.demo.demos import SECONDS, until
from tests.harness.processes import PROJECT


@contextmanager
def firstpass(data: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=PROJECT,
        env=os.environ | {"DATA_DIR": str(data), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).is_success
    except httpx.TransportError:
        return False


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    EmbeddedServer(tmp_path / "data").destroy()


def test_serving_prepares_an_empty_folder_and_stops_the_server_it_started(data: Path) -> None:
    port = str(free_port())
    with firstpass(data, "serve", "--prepare", "--port", port) as service:
        until(lambda: service.poll() is not None or answers(f"http://127.0.0.1:{port}"))
        assert service.poll() is None
        with psycopg.connect(EmbeddedServer(data).migration_url("firstpass")) as connection:
            [(codes,)] = connection.execute("select count(*) from code where set_name = 'icd10cm'").fetchall()
        assert codes > 74_000
        service.send_signal(signal.SIGTERM)
        output, _ = service.communicate(timeout=SECONDS)
    assert output == ""
    assert not EmbeddedServer(data).is_alive()


def test_a_server_that_ran_before_goes_on_until_it_is_told_to_stop(data: Path) -> None:
    server = EmbeddedServer(data, unsafe_fast=True)
    server.ensure_running()
    port = str(free_port())
    with firstpass(data, "migrate") as migrating:
        assert migrating.wait(SECONDS) == 0
    with firstpass(data, "serve", "--port", port) as service:
        until(lambda: service.poll() is not None or answers(f"http://127.0.0.1:{port}"))
        service.send_signal(signal.SIGINT)
        service.communicate(timeout=SECONDS)
    assert server.is_alive()
    for _ in range(2):
        with firstpass(data, "stop") as stopping:
            assert stopping.wait(SECONDS) == 0
        assert not server.is_alive()
