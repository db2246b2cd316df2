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
    "eligibility",
    "coding",
    "submission",
    "acknowledgement",
    "adjudication",
    "posting",
    "denial",
    "patient_balance",
    "fees",
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
    # Ten of 01A pay 8000, three of them 4200 more; 03A 3920 + 6000; 04A, 05A 8000 once corrected; 08A 23000;
    # of 10A and 10C 4000 are left; 01C 9000.
    paid = 80_000 + 12_600 + 9_920 + 16_000 + 23_000 + 8_000 + 9_000
    assert (one["claims"], one["charged_cents"], one["insurance_paid_cents"]) == (24, 400_500, paid)
    # One of 01A, 03A, 04A, 05A, 08A, 10B, 01C.
    assert (two["claims"], two["charged_cents"], two["insurance_paid_cents"]) == (13, 217_500, 69_920)
    assert told["ledger_sum_cents"] == 0
    assert told["ledger_entries"] > 0


def test_the_fee_is_a_share_of_what_was_collected_and_ties(told: dict[str, Any]) -> None:
    one, two = told["practices"]
    # 5 % of insurance, 3 % of a copay of 2500 at the desk, 6 % of two by statement.
    assert one["fee_cents"] == 158_520 * 5 // 100 + 75 + 300
    assert two["fee_cents"] == 69_920 * 5 // 100 + 75 + 300
    assert told["fee_cents"] == one["fee_cents"] + two["fee_cents"]
    assert told["patient_paid_cents"] == 2 * 3 * 2_500
    assert told["fee_tie_out"] is one["fee_tie_out"] is two["fee_tie_out"] is True


def test_the_rates_are_those_of_the_definitions(told: dict[str, Any]) -> None:
    one, two = ({name: _ratio(rate) for name, rate in each["first_pass"].items()} for each in told["practices"])
    # Broken: 04A, 05A, 06A, 06B, 07A, 08A. 02A is resolved and not paid, 08A paid and not resolved.
    assert one == {
        "fprr": (15, 21),
        "fprr_strict": (14, 21),
        "fprr_any_payment": (16, 21),
        "fprr_by_line": (19, 27),
        "fpar": (20, 21),
        "idr_full": (4, 21),
        "idr_any_line": (5, 21),
        "idr_money": (4 * 15_000 + 28_500, 385_500),
    }
    assert two["fprr"] == (5, 10)
    assert _ratio(told["first_pass"]["fprr"]) == (20, 31)
    assert told["first_pass"]["fprr"]["rate_bps"] == 6452


def _ratio(rate: dict[str, Any]) -> tuple[int, int]:
    return rate["numerator"], rate["denominator"]


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
