"""Run the proofs, or those named as arguments, and keep the results in `build/proof.json`.

A run of some keeps what the file says of the others: each result tells the commit and the time of its own run.
"""

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from tests.bench.facts import PROJECT, facts, write
from tests.proof.registry import PROOFS


def main(names: list[str]) -> int:
    """0 when every proof holds."""
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if not file.stem.startswith(("_", "test_")):
            import_module(f"tests.proof.{file.stem}")
    unknown = set(names) - set(PROOFS)
    if unknown:
        sys.stderr.write(f"no such proof: {', '.join(sorted(unknown))}; there are: {', '.join(sorted(PROOFS))}\n")
        return 2
    results = {name: _run(name) for name in sorted(names or PROOFS)}
    kept = {name: result for name, result in _before().items() if name in PROOFS and name not in results}
    # A figure that a proof names in full stands beside the proofs too.
    together = kept | results
    figures = {name: value for result in together.values() for name, value in result.items() if "." in name}
    sys.stdout.write(f"{write('proof', together | figures)}\n")
    return 0 if all(result["ok"] for result in results.values()) else 1


def _before() -> dict[str, Any]:
    file = PROJECT / "build" / "proof.json"
    found: dict[str, Any] = orjson.loads(file.read_bytes()) if file.exists() else {}
    return found


def _run(name: str) -> dict[str, Any]:
    started = time.monotonic()
    try:
        result: dict[str, Any] = {"ok": True} | PROOFS[name]()
    except Exception as error:  # noqa: BLE001 - one that fails must not keep the others from being run
        result = {"ok": False, "failure": f"{type(error).__name__}: {error}"}
    result["seconds"] = round(time.monotonic() - started, 1)
    result |= {name: value for name, value in facts().items() if name in {"commit", "measured_at"}}
    sys.stdout.write(f"{'ok    ' if result['ok'] else 'FAILED'} {name} {result}\n")
    return result


sys.exit(main(sys.argv[1:]))
