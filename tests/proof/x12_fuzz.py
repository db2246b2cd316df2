"""Ten thousand damaged files, files that ask for too much, and fuzzing led by coverage: nothing ends but cleanly."""

import json
import subprocess
import sys
from typing import Any

from tests.bench.facts import PROJECT
from tests.faults import x12_atheris
from tests.faults.x12_guided import fuzz
from tests.faults.x12_target import survive
from tests.proof.registry import proof
from tests.x12.mutations import MUTATION_SETS

FILES = 10_000
GUIDED_INPUTS = 1_000
ATHERIS_SECONDS = 90
MOST_SECONDS, MOST_HOSTILE_SECONDS = 2, 30
MOST_MIB, MOST_HOSTILE_MIB = 64, 512


@proof("x12.fuzz")
def damaged_files() -> dict[str, Any]:
    """Files of all sets with flipped bytes, cuts, other delimiters, misplaced segments; then megabytes of excess."""
    command = [sys.executable, "-m", "tests.faults.x12_many", str(FILES), "hostile"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"ok": False, "failure": done.stderr[-4_000:]}
    result: dict[str, Any] = json.loads(done.stdout)
    is_bounded = (
        result["slowest_seconds"] < MOST_SECONDS
        and result["growth_mib"] < MOST_MIB
        and max(result["hostile_seconds"].values()) < MOST_HOSTILE_SECONDS
        and result["hostile_growth_mib"] < MOST_HOSTILE_MIB
    )
    return result | {"ok": is_bounded}


@proof("x12.coverage_guided")
def guided() -> dict[str, Any]:
    """By atheris, and by our own fuzzer, which needs nothing installed."""
    seeds = {name: entry.base() for name, entry in MUTATION_SETS.items()}
    own = fuzz(survive, list(seeds.values()), GUIDED_INPUTS, seed=20_261_124)
    result: dict[str, Any] = {"inputs": own.inputs, "corpus": len(own.corpus), "lines": own.lines}
    try:
        x12_atheris.ensure()
    except subprocess.CalledProcessError:
        return result | {"atheris": "has no build here"}
    found = x12_atheris.fuzz(seeds, ATHERIS_SECONDS)
    atheris = {"inputs": found.inputs, "covered": found.covered, "failure": found.failure}
    return result | {"atheris": atheris, "ok": found.inputs > 0 and not found.failure}
