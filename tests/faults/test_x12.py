"""Damaged files end in findings or a clean refusal, in bounded time and memory; the slow proof damages 10,000."""

import json
import random
import subprocess
import sys

import msgspec
import pytest

from api.x12 import acknowledge_group, check_file, read_file, write_999s
from api.x12.convert import check_report
from tests.faults.x12_damage import KINDS, damaged
from tests.faults.x12_guided import fuzz
from tests.faults.x12_target import survive
from tests.harness.processes import PROJECT
from tests.x12.builders import facts
from tests.x12.mutations import MUTATION_SETS

BASES = {name: entry.base() for name, entry in MUTATION_SETS.items()}
MARKER = b"QZXJQV7"


def test_damaged_files_of_all_sets_end_in_findings() -> None:
    command = [sys.executable, "-m", "tests.faults.x12_many", "500"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert {name: count["files"] for name, count in result["sets"].items()} == dict.fromkeys(BASES, 50)
    assert sum(count["not_x12"] for count in result["sets"].values()) < 100
    assert result["slowest_seconds"] < 2
    assert result["growth_mib"] < 64


def test_what_reaches_new_lines_is_damaged_further() -> None:
    run = fuzz(survive, list(BASES.values()), inputs=150, seed=1)
    assert len(run.corpus) > len(BASES)
    assert run.lines > 4_000


def test_the_fuzzer_tells_the_input_that_broke_something() -> None:
    def breaks(payload: bytes) -> None:
        assert payload.count(b"CLP*") == BASES["835"].count(b"CLP*")

    with pytest.raises(AssertionError) as caught:
        fuzz(breaks, [BASES["835"]], inputs=2_000, seed=1)
    assert "input: b'ISA" in caught.value.__notes__[0]


@pytest.mark.parametrize("kind", list(dict.fromkeys(KINDS)))
def test_each_kind_of_damage_does_damage(kind: object) -> None:
    chance = random.Random(1)  # noqa: S311 - the same in each run
    changed = 0
    for payload in BASES.values():
        broken = bytearray(payload)
        kind(broken, chance)  # type: ignore[operator]  # a parameter of many kinds
        changed += bytes(broken) != payload
    assert changed > len(BASES) // 2


@pytest.mark.parametrize("name", sorted(BASES))
def test_no_value_of_a_damaged_file_stands_in_a_finding_or_an_acknowledgement(name: str) -> None:
    chance = random.Random(7)  # noqa: S311 - the same in each run
    for _ in range(60):
        segments = BASES[name].split(b"~")
        inside = [
            at for at, segment in enumerate(segments) if segment[:3] not in {b"ISA", b"GS*", b"ST*", b"SE*", b"GE*"}
        ]
        at = chance.choice(inside[:-2] or inside)
        elements = segments[at].split(b"*")
        # HL01 is the file's own numbering, and what HL02 is expected to name.
        first = 2 if elements[0] == b"HL" else 1
        elements[chance.randrange(first, len(elements)) if len(elements) > first else 0] = MARKER
        segments[at] = b"*".join(elements)
        payload = b"~".join(segments)
        reports = [msgspec.json.encode(check_report(check_file(payload, "outbound")))]
        for group in read_file(payload).interchanges[0].groups:
            findings = {at: each.findings for at, each in enumerate(check_file(payload).transactions)}
            reports.append(write_999s([acknowledge_group(group, "0001", findings)], facts()))
        assert not [report for report in reports if MARKER in report]


def test_damage_is_the_same_in_each_run() -> None:
    chances = (random.Random(3) for _ in range(2))  # noqa: S311 - that is what is tested
    first, second = (damaged(BASES["835"], chance, list(BASES.values())) for chance in chances)
    assert first == second != BASES["835"]
