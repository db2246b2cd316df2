"""The codec under atheris (libFuzzer), in an environment of its own: `python -m tests.faults.x12_atheris 60`.

`ensure` makes the environment, as the slow proofs do. What the fuzzer keeps is in `build/atheris`, so that each run
starts where the last one stopped; an input that breaks something is there too, as `crash-...`.
"""

import re
import subprocess
import sys
import venv
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

_ROOT: Final = Path(__file__).resolve().parents[2]
_ENVIRONMENT: Final = _ROOT / "build" / "atheris-venv"
_PYTHON: Final = _ENVIRONMENT / "bin" / "python"
_CORPUS: Final = _ROOT / "build" / "atheris"
_MADE: Final = _ENVIRONMENT / "made.stamp"
_ATHERIS: Final = "atheris==3.0.0"
_LONGEST_INPUT: Final = 20_000


class Fuzzed(NamedTuple):
    """What a run did: inputs, features covered (as libFuzzer counts them), what it broke, empty when nothing."""

    inputs: int
    covered: int
    failure: str


def ensure() -> None:
    """Make the environment unless it is there. Raises CalledProcessError where atheris has no build."""
    if _MADE.is_file():
        return
    venv.create(_ENVIRONMENT, with_pip=True, clear=True)
    pip = [
        str(_PYTHON),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary=:all:",
    ]
    subprocess.run([*pip, _ATHERIS, f"msgspec=={version('msgspec')}"], check=True, stdout=sys.stderr)
    _MADE.touch()


def fuzz(seeds: Mapping[str, bytes], seconds: int) -> Fuzzed:
    """Fuzz for so long, from the seeds and from what earlier runs found."""
    _CORPUS.mkdir(parents=True, exist_ok=True)
    for name, payload in seeds.items():
        (_CORPUS / f"seed-{name}").write_bytes(payload)
    command = [str(_PYTHON), "-m", "tests.faults.x12_atheris_target", str(_CORPUS), f"-max_total_time={seconds}"]
    limits = [f"-max_len={_LONGEST_INPUT}", "-timeout=20", "-rss_limit_mb=1024", f"-artifact_prefix={_CORPUS}/"]
    done = subprocess.run([*command, *limits], cwd=_ROOT, capture_output=True, text=True, check=False)
    counted = re.findall(r"#(\d+)\s+\w+\s+cov: (\d+)", done.stderr)
    inputs, covered = (int(number) for number in counted[-1]) if counted else (0, 0)
    return Fuzzed(inputs, covered, "" if done.returncode == 0 else done.stderr[-2_000:])


def main() -> Any:
    """Fuzz for the seconds of the first argument."""
    from tests.x12.mutations import MUTATION_SETS  # noqa: PLC0415 - the environment of the fuzzer has no pyx12

    ensure()
    result = fuzz({name: entry.base() for name, entry in MUTATION_SETS.items()}, int(sys.argv[1]))
    sys.stdout.write(f"{result}\n")
    return 1 if result.failure else 0


if __name__ == "__main__":
    sys.exit(main())
