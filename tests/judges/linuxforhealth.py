"""An independent judge of 270, 271, 276 and 277 files: linuxforhealth-x12, in an environment of its own (pydantic 1).

`ensure` makes that environment, as the slow proofs do; tests that find none skip. The judge can model nothing without
an error, so its count of transactions is part of the verdict. It is known to be wrong about valid files: it wants one
subscriber an information receiver, EQ01 beside EQ02, a number in EB09, LS and LE around III; it does not know the PER
of a 271's 2100A.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = _ROOT / "build" / "linuxforhealth-venv"
_PYTHON = _ENVIRONMENT / "bin" / "python"
_READS = Path(__file__).with_name("linuxforhealth_reads.py")
# It asks for any pydantic and only works with 1.
_REQUIREMENTS = ("linuxforhealth-x12==0.57.0", "pydantic<2")
_MADE = _ENVIRONMENT / "made.stamp"


class Verdict(NamedTuple):
    """Accepted or not, how many transactions it modelled, and what it said."""

    is_accepted: bool
    models: int
    errors: list[str]


def is_there() -> bool:
    """Whether the environment has been made."""
    return _MADE.is_file()


needs_judge = pytest.mark.skipif(
    not is_there(),
    reason="no build/linuxforhealth-venv: `make proof` makes it, or python -m tests.judges.linuxforhealth",
)


def ensure() -> None:
    """Make the environment unless it is there."""
    if is_there():
        return
    venv.create(_ENVIRONMENT, with_pip=True, clear=True)
    pip = [str(_PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, *_REQUIREMENTS], check=True, stdout=sys.stderr)
    _MADE.touch()


def judge_all(payloads: list[bytes]) -> list[Verdict]:
    """The verdicts on several files, in one process: starting it takes longer than judging."""
    texts = json.dumps([payload.decode("latin-1") for payload in payloads])
    answer = subprocess.run([str(_PYTHON), "-I", str(_READS)], input=texts, capture_output=True, text=True, check=True)
    return [Verdict(each["ok"], each["models"], each["errors"]) for each in json.loads(answer.stdout)]


def judge(payload: bytes) -> Verdict:
    """The verdict on one file."""
    (verdict,) = judge_all([payload])
    return verdict


if __name__ == "__main__":
    ensure()
