"""The X12 codec against streaming `str.split` over the same file, round by round in one run; pyx12 beside it.

`python -m tests.bench.x12` measures it alone.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from api.x12 import ClaimReader, RemittanceReader, check_file, read_file, write_claims
from tests.bench.facts import PROJECT
from tests.bench.x12_files import claim_batches, write_remittance
from tests.bench.x12_floor import split, split_segments
from tests.judges.pyx12_judge import judge
from tests.x12.builders import facts

REMITTANCE_CLAIMS = 15_000
PROFESSIONAL_CLAIMS = 12_000
WRITTEN_CLAIMS = 5_000
LONG_CLAIMS = 207_000  # 100 MB
JUDGED_CLAIMS = 150
ROUNDS = 7
Work = Callable[[Path], object]


def x12_codec() -> dict[str, Any]:
    """Ratios to the floor in processor time: the median of the rounds. Claims written a second; memory above imports
    for 100 MB. The files have a segment on each line.
    """
    with TemporaryDirectory() as folder:
        remittance, claims = Path(folder, "remittance.835"), Path(folder, "claims.837")
        write_remittance(remittance, REMITTANCE_CLAIMS)
        claims.write_bytes(write_claims(claim_batches(PROFESSIONAL_CLAIMS), facts()).replace(b"~", b"~\n"))
        results: dict[str, Any] = {}
        for name, path, read in (("835", remittance, _read_remittance), ("837p", claims, _read_claims)):
            works: dict[str, Work] = {"read": read, "check": _check}
            results |= _ratios(f"x12.{name}", path, works)
            # The same without line ends, which are quicker to split.
            path.write_bytes(path.read_bytes().replace(b"\n", b""))
            results |= _ratios(f"x12.{name}.one_line", path, works)
        results |= {"x12.837p.write_claims_per_s": _claims_written()}
        results |= _judged(Path(folder))
        long = Path(folder, "long.835")
        write_remittance(long, LONG_CLAIMS)
        return results | memory_peaks(long)


def _read_remittance(path: Path) -> int:
    claims = 0
    for transaction in read_file(path).transactions():
        reader = RemittanceReader(transaction)
        claims += sum(1 for _ in reader.claims())
        assert not reader.findings
    return claims


def _read_claims(path: Path) -> int:
    claims = 0
    for transaction in read_file(path).transactions():
        reader = ClaimReader(transaction)
        claims += sum(1 for _ in reader.claims())
        assert not reader.findings
    return claims


def _check(path: Path) -> int:
    result = check_file(path, "outbound")
    assert not result.is_blocked, (result.findings, [each.findings[:5] for each in result.transactions])
    return sum(transaction.claims for transaction in result.transactions)


def _segments(path: Path) -> int:
    return sum(1 for _ in split_segments(path))


def _seconds(work: Work, path: Path) -> float:
    started = time.process_time()
    work(path)
    return time.process_time() - started


def _ratios(name: str, path: Path, works: dict[str, Work]) -> dict[str, Any]:
    """Each round splits, then does each work, so that whatever slows the machine down slows all of them."""
    floors: dict[str, Work] = {"split": split, "segment_split": _segments}
    every = floors | works
    for work in every.values():
        work(path)
    rounds = [{key: _seconds(work, path) for key, work in every.items()} for _ in range(ROUNDS)]
    size = path.stat().st_size
    results: dict[str, Any] = {
        f"{name}.{key}_ratio_to_{floor}": round(median(taken[key] / taken[floor] for taken in rounds), 2)
        for floor in floors
        for key in works
    }
    speeds = {
        f"{name}.{floor}_mb_per_s": round(size / 1e6 / median(taken[floor] for taken in rounds)) for floor in floors
    }
    return results | speeds | {f"{name}.file_mb": round(size / 1e6, 1), f"{name}.segments": _segments(path)}


def _claims_written() -> int:
    batches = list(claim_batches(WRITTEN_CLAIMS))

    def written(_: Path) -> bytes:
        return write_claims(batches, facts())

    return round(WRITTEN_CLAIMS / median(_seconds(written, Path()) for _ in range(ROUNDS)))


def _judged(folder: Path) -> dict[str, Any]:
    """Pyx12 on a file of the same claims, a hundredth as long."""
    remittance, claims = folder / "short.835", folder / "short.837"
    write_remittance(remittance, JUDGED_CLAIMS)
    claims.write_bytes(write_claims(claim_batches(JUDGED_CLAIMS), facts()))
    results = {}
    for name, path in (("x12.835", remittance), ("x12.837p", claims)):
        payload = path.read_bytes()
        rounds = [(_seconds(split, path), _judge_seconds(payload)) for _ in range(3)]
        results[f"{name}.pyx12_ratio_to_split"] = round(median(taken / floor for floor, taken in rounds))
    return results


def _judge_seconds(payload: bytes) -> float:
    started = time.process_time()
    verdict = judge(payload)
    assert verdict.is_accepted, verdict.errors
    return time.process_time() - started


def memory_peaks(path: Path) -> dict[str, Any]:
    """Each in a process of its own: the highest its memory was, above what it was when everything was imported."""
    peaks = {work: _peak_mib(work, path) for work in ("read", "check", "command")}
    return {
        "x12.835.peak_mib_100mb": max(peaks.values()),
        "x12.835.peak_file_mb": round(path.stat().st_size / 1e6, 1),
        "x12.835.peaks_mib": peaks,
    }


def _peak_mib(work: str, path: Path) -> float:
    command = [sys.executable, "-m", "tests.bench.x12_memory", work, str(path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def main(arguments: Iterable[str]) -> None:
    """Print the results."""
    del arguments
    sys.stdout.write(orjson.dumps(x12_codec(), option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
