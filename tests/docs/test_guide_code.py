"""Every code block of the guide is run in order, as a reader would run it, against the service and a worker."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api import wiring
from api.docs.guide import PAGES
from tests.docs.guide_code import Block, Reader, blocks, unlike
from tests.harness.processes import PROJECT
from tests.harness.world import World

FIRST = "start"
COMPARED = {"start": 2, "first-claim": 14, "remittances": 13, "corrections": 23, "sandbox": 7, "rates": 5, "fees": 9}
"""How many values each page shows, so that none is passed over unseen."""


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """The service on a port of its own, with a worker beside it; its address."""
    config = uvicorn.Config(world.app, port=0, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    serving = asyncio.create_task(server.serve([socket]))
    working = asyncio.create_task(wiring.work(world.settings, world.services))
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        working.cancel()
        await asyncio.gather(serving, working, return_exceptions=True)


def shell(world: World, folder: Path) -> Any:
    """Runs the guide's commands in a folder, on the installation of the world."""
    settings = world.settings
    here = {
        "DATABASE_URL": settings.database_url,
        "DATABASE_ROLE_SECRET": settings.database_role_secret.get_secret_value(),
        "DATA_DIR": str(settings.data_dir),
        "KEY_DIRECTORY": str(settings.key_directory),
        "PYTHONPATH": str(PROJECT),
    }

    def run(code: str) -> None:
        code = code.replace(".venv/bin/python", sys.executable)
        command = ["/bin/bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(command, cwd=folder, env=os.environ | here, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("page", [name for name in PAGES if name != FIRST])
async def test_the_code_of_a_page_comes_to_what_it_shows(
    world: World, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not blocks(page):
        assert page not in COMPARED
        return
    monkeypatch.chdir(tmp_path)  # the pages read the file that their first command has written
    async with served(world) as address:
        reader = Reader(shell(world, tmp_path), address)
        try:
            assert await asyncio.to_thread(reader.read, FIRST) == COMPARED[FIRST]
            assert await asyncio.to_thread(reader.read, page) == COMPARED[page]
        finally:
            reader.close()


class TestReader:
    """A reader that overlooks a difference would make every page right."""

    def read(self, *found: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> int:
        monkeypatch.setattr(
            "tests.docs.guide_code.blocks", lambda _: [Block(language, code, 1) for language, code in found]
        )
        return Reader(lambda _: None, "").read("page")

    @pytest.mark.parametrize("code", ["1 + 1  # → 3", "1 + 1\n# → 3", "x = 1  # → 1"])
    def test_a_value_that_is_not_as_shown_fails(self, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(AssertionError):
            self.read(("python", code), monkeypatch=monkeypatch)

    def test_a_language_that_nobody_runs_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(AssertionError, match="nobody runs"):
            self.read(("text", "hello"), monkeypatch=monkeypatch)

    def test_values_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shown = (("python", "x = 2\nx  # → 2\n[x]"), ("json", "[2]"))
        assert self.read(*shown, monkeypatch=monkeypatch) == 2

    @pytest.mark.parametrize(
        ("shown", "found", "where"),
        [
            ({"a": 1}, {"a": 1, "b": 2}, None),
            ({"a": "…"}, {"a": [1]}, None),
            ({"a": 1}, {}, "/a is not there"),
            ({"a": [1]}, {"a": [1, 2]}, "/a: [1, 2] is not [1]"),
            ({"a": False}, {"a": 0}, "/a: 0 is not False"),
            ([1, {"b": 2}], [1, {"b": 3}], "/1/b: 3 is not 2"),
        ],
    )
    def test_what_is_shown_has_to_be_there(self, shown: Any, found: Any, where: str | None) -> None:
        assert unlike(shown, found, "") == where
