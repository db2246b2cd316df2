"""A demo that keeps serving: used, killed, started again, stopped."""

import socket
from pathlib import Path
from typing import Any

import httpx

from api.kit.postgres.server import EmbeddedServer
from tests.demo.demos import SECONDS, Demo, left_of, serving, start, until

Client = dict[str, Any]


def test_after_a_kill_its_processes_end_and_the_same_data_serves_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, "--port", "0") as killed:
        killed.kill()
    until(lambda: all("postgres" in process for process in left_of(data)))
    with serving(data, "--port", killed.told["base_url"].rpartition(":")[2]) as again:
        assert [stage for stage in again.told["stages"] if not stage["ok"]] == []
        assert again.told["base_url"] == killed.told["base_url"]
        organization, before, _, _ = killed.told["clients"]
        assert len(_get(again, before, f"/v1/practices/{before['practice_id']}/claims")["items"]) == 24
        _each_client_reads_its_own(again)
        assert _status(again, organization, f"/v1/practices/{again.told['practices'][0]['id']}/claims") == 404
        assert again.interrupt() == 0
    # The second run found PostgreSQL running, so it is not its own to stop.
    assert EmbeddedServer(data).is_alive()
    EmbeddedServer(data).stop()
    assert left_of(tmp_path) == []


def _each_client_reads_its_own(demo: Demo) -> None:
    organization, one, two, partner = demo.told["clients"]
    practices = _get(demo, organization, f"/v1/organizations/{organization['organization_id']}/practices")
    assert [each["id"] for each in practices["items"]] == [each["id"] for each in demo.told["practices"]]
    for client, claims in ((one, 24), (two, 13)):
        assert len(_get(demo, client, f"/v1/practices/{client['practice_id']}/claims")["items"]) == claims
    assert _get(demo, partner, f"/v1/partners/{partner['partner_id']}/first-pass-rates")["items"]


def test_a_taken_port_is_told_in_a_sentence_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        process = start("--port", port, "--data-dir", str(tmp_path / "data"))
        output, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert f"port {port} is taken" in output
    assert "Traceback" not in output
    assert list(tmp_path.iterdir()) == []


def _get(demo: Demo, client: Client, path: str) -> dict[str, Any]:
    answer = _ask(demo, client, path)
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body


def _status(demo: Demo, client: Client, path: str) -> int:
    return _ask(demo, client, path).status_code


def _ask(demo: Demo, client: Client, path: str) -> httpx.Response:
    with httpx.Client(base_url=demo.told["base_url"]) as http:
        form = {"grant_type": "client_credentials"}
        token = http.post("/oauth/token", data=form, auth=(client["client_id"], client["client_secret"])).json()
        return http.get(path, headers={"Authorization": f"Bearer {token['access_token']}"})
