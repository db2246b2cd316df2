"""The demo's books under a second opinion, as a person would ask for it: a script against what is running."""

import json
import os
import subprocess
import sys
from pathlib import Path

from api.kit.settings import Settings
from tests.demo.demos import SECONDS, serving
from tests.harness.processes import PROJECT
from tests.second_opinion.__main__ import DATABASE_URL, SECRET


def test_the_demos_books_are_what_the_bytes_and_rows_say(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, "--port", "0") as demo:
        assert demo.told["ok"], [stage for stage in demo.told["stages"] if not stage["ok"]]
        database_url = Settings(data_dir=data).role_url("backup")
        clients = [client for client in demo.told["clients"] if "practice_id" in client]
        assert len(clients) == 2
        for client in clients:
            order = [sys.executable, "-m", "tests.second_opinion", "--base-url", demo.told["base_url"]]
            script = subprocess.run(
                [*order, "--practice", client["practice_id"], "--client-id", client["client_id"]],
                cwd=PROJECT,
                env=os.environ | {SECRET: client["client_secret"], DATABASE_URL: database_url},
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            assert script.returncode in {0, 1}, script.stderr
            verdict = json.loads(script.stdout)
            assert (verdict["differences"], verdict["agrees"]) == ([], True)
            assert {"fee", "rate", "tie-out", "balance by bytes", "paid by bytes"} <= verdict["compared"].keys()
