"""`firstpass x12 check`: exit codes, the JSON of each file, what stands on a terminal."""

import json
import sys
from pathlib import Path

import pytest

from api.cli.x12.files import InputFile
from api.x12 import check_file, write_remittances
from tests.bench.x12 import memory_peaks
from tests.bench.x12_files import write_remittance
from tests.cli.x12 import SETS, base, changed, lines, written, x12
from tests.x12.builders import claim_payment, facts, remittance

UNBALANCED = changed("835", b"CLP*CLM0001*1*150*80*", b"CLP*CLM0001*1*150*81*")
FIVE_DIGIT_ZIP = changed("837P", b"122070001", b"12207")


@pytest.mark.parametrize("name", SETS)
def test_a_valid_file_of_each_set_is_clean(name: str, tmp_path: Path) -> None:
    file = written(tmp_path, "file.x12", base(name))
    for profile in ("inbound", "outbound"):
        done = x12("check", file, "--profile", profile)
        assert done.exit_code == 0, done.stdout


def test_what_blocks_exits_with_1_and_what_warns_with_0(tmp_path: Path) -> None:
    assert x12("check", written(tmp_path, "unbalanced.835", UNBALANCED)).exit_code == 1
    zip_file = written(tmp_path, "zip.837", FIVE_DIGIT_ZIP)
    assert x12("check", zip_file).exit_code == 0
    assert x12("check", zip_file, "--profile", "outbound").exit_code == 1


def test_what_is_not_x12_exits_with_2_and_keeps_no_other_file_from_its_turn(tmp_path: Path) -> None:
    good = written(tmp_path, "good.835", base("835"))
    done = x12("check", "--json", str(tmp_path / "absent"), written(tmp_path, "bad", b"%PDF-1.4"), str(tmp_path), good)
    assert done.exit_code == 2
    assert [line["file"] for line in lines(done)] == [good]
    assert "absent: No such file" in done.stderr
    assert "bad: not X12" in done.stderr


def test_each_file_is_one_object_on_a_line_with_these_keys(tmp_path: Path) -> None:
    files = [written(tmp_path, "a.835", UNBALANCED), written(tmp_path, "b.837", base("837P"))]
    done = x12("check", "--json", *files)
    first, second = lines(done)
    assert done.exit_code == 1
    for line in (first, second):
        assert list(line) == ["file", "transactions", "findings"]
        for transaction in line["transactions"]:
            assert list(transaction) == ["set", "version", "control_number", "claims", "blocking", "findings"]
    assert [line["file"] for line in (first, second)] == files
    (remitted,), (claimed,) = first["transactions"], second["transactions"]
    assert (remitted["set"], remitted["version"], remitted["blocking"]) == ("835", "005010X221A1", True)
    assert (claimed["set"], claimed["claims"], claimed["blocking"]) == ("837P", 4, False)
    finding = next(each for each in remitted["findings"] if each["rule"] == "balance.claim")
    assert finding["difference_cents"] == -100
    assert finding["source"]
    assert first["findings"] == []


def test_findings_of_the_envelope_stand_apart(tmp_path: Path) -> None:
    (line,) = lines(x12("check", "--json", written(tmp_path, "cut.835", base("835").replace(b"GE*1*", b"GE*2*"))))
    assert [finding["rule"] for finding in line["findings"]] == ["envelope.ge01"]
    assert [(each["blocking"], each["findings"]) for each in line["transactions"]] == [(True, [])]


def test_no_value_of_the_file_is_repeated(tmp_path: Path) -> None:
    broken = base("837P").replace(b"*MI*", b"*MI*SECRET-ID\x01*").replace(b"D8*19", b"D8*SECRETDAY19")
    file = written(tmp_path, "phi.837", broken)
    for arguments in ((), ("--json",)):
        done = x12("check", file, *arguments)
        assert "SECRET" not in done.stdout + done.stderr


def test_standard_input_is_a_dash() -> None:
    done = x12("check", "--json", "-", stdin=base("835"))
    assert done.exit_code == 0
    assert lines(done)[0]["file"] == "-"


def test_a_terminal_shows_each_transaction_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    shown = x12("check", written(tmp_path, "a.835", UNBALANCED)).stdout
    assert "blocked" in shown
    assert "balance.claim" in shown
    assert "balance.check" in shown


def test_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    broken = base("835").replace(b"ST*835*0001", b"ST*835*\x1b[31m1").replace(b"NM1*QC", b"N\x1b]0;owned\x07*QC")
    file = written(tmp_path, "escape\x1b[2J.835", broken)
    for command in ("check", "show"):
        assert "\x1b" not in x12(command, file).stdout


def test_a_profile_that_is_none_is_refused(tmp_path: Path) -> None:
    done = x12("check", written(tmp_path, "a.835", base("835")), "--profile", "sideways")
    assert done.exit_code == 2
    assert "inbound" in done.stderr


def test_a_big_file_is_watched_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [claim_payment(f"CLM{number:05d}") for number in range(12_000)]
    path = written(tmp_path, "big.835", write_remittances([remittance(claims)], facts()))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with InputFile(path).open("checking") as stream:
        result = check_file(stream)
    assert not result.is_blocked
    assert result.transactions[0].claims == 12_000
    assert json.loads(x12("check", "--json", path).stdout)["transactions"][0]["claims"] == 12_000


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = tmp_path / "long.835"
    write_remittance(path, 20_000)
    assert path.stat().st_size > 9_000_000
    peaks = memory_peaks(path)["x12.835.peaks_mib"]
    assert set(peaks) == {"read", "check", "command"}
    assert max(peaks.values()) < 32
