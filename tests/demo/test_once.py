"""`make demo ARGS="--once --json"`: every stage, one document, nothing left."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.demo.demos import SECONDS, left_of, start, until

STAGES = [
    "token",
    "registration",
    "coding",
    "submission",
    "acknowledgement",
    "adjudication",
    "posting",
    "first_pass",
]


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo makes its throw-away folder."""
    return tmp_path_factory.mktemp("once")


@pytest.fixture(scope="module")
def told(temporary: Path) -> dict[str, Any]:
    """What one run printed on standard output, all of it."""
    process = start("--once", "--json", TMPDIR=str(temporary))
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    document: dict[str, Any] = json.loads(output)
    return document


def test_every_stage_did_its_work_as_read_back(told: dict[str, Any]) -> None:
    assert [stage["name"] for stage in told["stages"]] == STAGES
    assert [stage for stage in told["stages"] if not stage["ok"] or not all(stage["checks"].values())] == []


def test_every_stage_tells_what_it_made(told: dict[str, Any]) -> None:
    for stage in told["stages"]:
        assert {"name", "ok", "ids", "cents"} <= set(stage)
        assert stage["ids"], stage["name"]
        assert all(stage["ids"].values()), stage["name"]
    by_name = {stage["name"]: stage["ids"] for stage in told["stages"]}
    assert by_name["posting"]["remittance"] == by_name["adjudication"]["remittance"]
    assert len(by_name["posting"]["replay"]) == len(by_name["posting"]["remittance"])


def test_the_money_is_what_the_sandbox_payer_publishes(told: dict[str, Any]) -> None:
    one, two = told["practices"]
    # 20 claims of 15000, six of them with a second line of 6000; fourteen are paid 8000, four of those 4200 more.
    assert (one["claims"], one["charged_cents"], one["insurance_paid_cents"]) == (20, 336_000, 128_800)
    assert (two["claims"], two["charged_cents"], two["insurance_paid_cents"]) == (7, 117_000, 44_200)
    assert told["ledger_sum_cents"] == 0
    assert told["ledger_entries"] > 0


def test_the_rates_are_those_of_the_definition(told: dict[str, Any]) -> None:
    one, two = (practice["first_pass"] for practice in told["practices"])
    assert (one["numerator"], one["denominator"], one["rate_bps"], one["pending"]) == (16, 18, 8889, 2)
    assert (two["numerator"], two["denominator"], two["rate_bps"], two["pending"]) == (6, 7, 8571, 0)


def test_no_secret_is_printed_by_a_run_that_ends(told: dict[str, Any]) -> None:
    assert "clients" not in told


def test_nothing_is_left(told: dict[str, Any], temporary: Path) -> None:
    assert told["ok"]
    assert list(temporary.iterdir()) == []
    assert left_of(temporary) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, number: signal.Signals, code: int) -> None:
    process = start("--once", TMPDIR=str(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Serving on")
    process.send_signal(number)
    process.communicate(timeout=SECONDS)
    assert process.returncode == code
    until(lambda: not left_of(tmp_path))
    assert list(tmp_path.iterdir()) == []
