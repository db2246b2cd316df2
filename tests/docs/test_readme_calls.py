"""The calls of the README, run as they stand by a shell against a demo that serves."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.demo.demos import Demo, serving
from tests.harness.processes import PROJECT

BLOCKS = re.findall(r"```bash\n(.*?)```", (PROJECT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
SERVED_BY_DEFAULT = "http://127.0.0.1:8000"
FAILING = 'curl() { command curl --fail-with-body --no-progress-meter "$@"; }\n'


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_calls_of_the_readme_work_as_they_stand(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--port", "0") as demo:
        preamble, *calls = BLOCKS
        assert SERVED_BY_DEFAULT in preamble
        preamble = FAILING + preamble.replace(SERVED_BY_DEFAULT, demo.told["base_url"])
        billed, waiting, rates = (_run(preamble + call, _variables(demo)) for call in calls)
    assert (billed["state"], billed["charge_cents"]) == ("ready", 15000)
    assert waiting["items"] == []
    assert {cell["suppressed_reason"] for cell in rates["items"]} == {None, "fewer_than_11"}


def _variables(demo: Demo) -> dict[str, str]:
    staff, ehr, _, portal = demo.told["clients"]
    logins = {name: f"{client['client_id']}:{client['client_secret']}" for name, client in _named(staff, ehr, portal)}
    return logins | {
        "ORGANIZATION": staff["organization_id"],
        "PRACTICE": ehr["practice_id"],
        "PARTNER": portal["partner_id"],
    }


def _named(*clients: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(zip(("STAFF", "EHR", "PORTAL"), clients, strict=True))


def _run(script: str, variables: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    body: dict[str, Any] = json.loads(done.stdout)
    return body
