"""`firstpass x12 show`: what a file says, in words; who it is about only when asked."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.cli.x12 import screen
from api.x12 import Adjustment, ProviderAdjustment, write_remittances
from tests.cli.x12 import SETS, base, lines, written, x12
from tests.x12.builders import claim_payment, facts, remittance, service_payment
from tests.x12.samples import needs_samples, sample


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for row in rows for each in (row, *_rows(row.get("rows", [])))]


def _words(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["kind"], row.get("name", ""), row.get("words", "")


@pytest.mark.parametrize("name", SETS)
def test_a_file_of_each_set_is_shown(name: str, tmp_path: Path) -> None:
    file = written(tmp_path, "file.x12", base(name))
    done = x12("show", file)
    assert done.exit_code == 0, done.stdout
    assert "interchange" in done.stdout
    as_json = x12("show", "--json", file)
    assert as_json.exit_code == 0
    (line,) = lines(as_json)
    told = line["answers"] if name == "TA1" else line["transactions"][0]["rows"]
    assert told


def test_an_835_shows_why_and_how_it_balances(tmp_path: Path) -> None:
    denied = service_payment(paid_cents=0, adjustments=[Adjustment("CO", "16", 15_000)])
    pairs = [
        ProviderAdjustment(provider_id="1234567893", fiscal_date=None, code="WO", reference="ICN7", cents=3_000),
        ProviderAdjustment(provider_id="1234567893", fiscal_date=None, code="L6", reference="ICN8", cents=-500),
    ]
    payload = write_remittances(
        [remittance([claim_payment(), claim_payment("CLM0002", paid_cents=0, services=[denied])], pairs)], facts()
    )
    file = written(tmp_path, "file.835", payload)
    (line,) = lines(x12("show", "--json", file))
    (transaction,) = line["transactions"]
    assert transaction["facts"]["check_or_EFT"] == "EFT0001"
    rows = _rows(transaction["rows"])
    told = {_words(row) for row in rows}
    assert ("claim", "CLM0001", "processed as primary") in told
    assert ("adjustment", "CO-45", "contractual: above the fee schedule or contract") in told
    assert ("adjustment", "PR-3", "the patient owes: copay") in told
    assert ("adjustment", "CO-16", "contractual: information missing or wrong, see the remarks") in told
    assert ("provider adjustment", "WO", "overpayment recovery, takes from the check") in told
    assert ("provider adjustment", "L6", "interest, adds to the check") in told
    assert ("balance", "", "balances at line, claim and check") in told
    assert {row["kind"]: row["cents"]["paid"] for row in transaction["rows"][-1]["rows"]} == {
        "claims paid": 8_000,
        "provider adjustments": -2_500,
        "check": 5_500,
        "difference": 0,
    }
    shown = x12("show", file).stdout
    for text in ("EFT0001", "55.00", "CO-45", "-30.00", "balances at line, claim and check"):
        assert text in shown


def test_an_835_that_does_not_balance_says_where(tmp_path: Path) -> None:
    file = written(tmp_path, "off.835", base("835").replace(b"CLP*CLM0001*1*150*80*", b"CLP*CLM0001*1*150*81*"))
    done = x12("show", file)
    assert done.exit_code == 1
    assert "does not balance: 1 at the claim, 1 at the check" in " ".join(done.stdout.split())


@pytest.mark.parametrize("name", sorted(set(SETS) - {"999", "TA1"}))
def test_who_it_is_about_is_masked_unless_asked_for(name: str, tmp_path: Path) -> None:
    file = written(tmp_path, "file.x12", base(name))
    identities = {
        part.decode()
        for segment in base(name).split(b"~")
        if (elements := segment.split(b"*"))[:2] in ([b"NM1", b"QC"], [b"NM1", b"IL"], [b"NM1", b"03"])
        for part in (elements[3:5] + elements[9:10])
        if len(part) > 2
    }
    assert identities
    for arguments in ((), ("--json",)):
        masked, open_ = x12("show", file, *arguments).stdout, x12("show", file, "--phi", *arguments).stdout
        assert "***" in masked
        assert not identities & set(re.findall(r"\w+", masked))
        assert identities & set(re.findall(r"\w+", open_))


def test_diagnoses_and_birth_dates_of_a_claim_are_masked(tmp_path: Path) -> None:
    file = written(tmp_path, "file.837", base("837P"))
    masked, open_ = x12("show", file).stdout, x12("show", file, "--phi").stdout
    for segment, element in ((b"HI*", 1), (b"DMG*", 2)):
        text = next(part for part in base("837P").split(b"~") if part.startswith(segment)).split(b"*")[element].decode()
        value = text.split(":")[-1]
        shown = f"{value[:4]}-{value[4:6]}-{value[6:]}" if segment == b"DMG*" else value
        assert shown in open_
        assert shown not in masked


def test_a_narrow_screen_keeps_the_amounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "_WIDTH_OF_A_PIPE", 80)
    shown = x12("show", written(tmp_path, "file.835", base("835"))).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "processed as" in shown
    assert "80.00" in shown


def test_an_unsupported_version_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "old.835", base("835").replace(b"005010X221A1", b"004010X091A1"))
    done = x12("show", file)
    assert done.exit_code == 1
    assert "version 4010, which is refused" in " ".join(done.stdout.split())


def test_a_fault_of_the_envelope_is_shown_once(tmp_path: Path) -> None:
    group = base("835").split(b"GE*")[0]
    second = group[group.index(b"ST*835") :].replace(b"ST*835*0001", b"ST*835*0002").replace(b"*0001~", b"*0002~")
    file = written(tmp_path, "two.835", base("835").replace(b"GE*1*", second + b"GE*9*"))
    done = x12("show", file)
    assert done.stdout.count("envelope.ge01") == 1


@needs_samples
def test_a_271_says_its_benefits_in_words() -> None:
    shown = x12("show", str(sample("demo-file/demo.271"))).stdout
    words = " ".join(shown.split())
    assert "coverage active" in words
    assert "copay $30.00 (visit) for" in words
    assert "out of network" in words
    assert "SMITH" not in shown


@needs_samples
def test_a_277ca_says_its_reasons_in_words() -> None:
    shown = x12("show", str(sample("x12_277CA_rejected.txt"))).stdout
    assert "rejected, information is invalid: NPI (billing provider)" in " ".join(shown.split())


@needs_samples
def test_a_rejected_999_names_segment_and_place() -> None:
    (line,) = lines(x12("show", "--json", str(sample("x12_999_rejected.txt"))))
    rows = _rows(line["transactions"][0]["rows"])
    assert _words(rows[0]) == ("set", "837 0028", "rejected: segments in error")
    assert rows[1]["facts"]["position"] == 17
    assert json.dumps(line)
