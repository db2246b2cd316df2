"""Many damaged files, alone in a process so that its memory is theirs: `python -m tests.faults.x12_many 10000`.

Prints one JSON object. An input that breaks something is printed with what it broke, and the exit code is 1.
"""

import json
import random
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Final

from api.x12 import MAX_INTERCHANGES, MAX_TRANSACTIONS
from tests.faults.x12_damage import damaged
from tests.faults.x12_target import survive
from tests.x12.mutations import MUTATION_SETS

_KIB: Final = 1024
_HOSTILE_BYTES: Final = 1_000_000
_SEED: Final = 20_261_124


def hostile() -> dict[str, bytes]:
    """Files of a megabyte that ask for more than they are worth."""
    head, _, rest = MUTATION_SETS["835"].base().partition(b"ST*835*")
    claims = MUTATION_SETS["837P"].base().partition(b"HL*1*")[0]
    inquiry = MUTATION_SETS["271"].base().partition(b"EB*")[0]
    first = b"ST*835*" + rest.partition(b"LX*1~")[0]
    size = _HOSTILE_BYTES
    return {
        "no terminator": head + b"A" * size,
        "empty segments": head + b"~" * size,
        "empty elements": head + first + b"CLP" + b"*" * size + b"~",
        "one long element": head + first + b"CLP*" + b"9" * size + b"~",
        "long elements": head + first + (b"AMT*AU*" + b"9" * 30_000 + b"~") * (size // 30_000),
        "interchanges": head[:106] * MAX_INTERCHANGES,
        "groups": head[:106] + b"GS*HP~" * MAX_TRANSACTIONS,
        "transactions": head + b"ST*835*1~" * MAX_TRANSACTIONS,
        "too many transactions": head + b"ST*835*1~" * (size // 9),
        "payments": head + first + b"CLP*1*1*1*1~" * (size // 12),
        "adjustments": head + first + b"CLP*1*1*1*1~" + b"CAS*CO*45*1~" * (size // 12),
        "nested levels": claims + b"".join(b"HL*%d*%d*22*1~" % (at + 1, at) for at in range(size // 20)),
        "claims in one level": claims + b"HL*1**20*1~HL*2*1*22*0~SBR*P*18~" + b"CLM*1*1***11:B:1~" * (size // 18),
        "pointers": claims
        + b"HL*1**20*1~HL*2*1*22*0~CLM*1*1~LX*1~"
        + b"SV1*HC:1*1*UN*1***"
        + b"1:" * (size // 2)
        + b"~",
        "repetitions": inquiry + b"EB*1**" + b"30^" * 10_000 + b"~" + b"EB*1**30^33~" * (size // 12),
        "zeros": head + b"\x00" * size,
    }


def damage(files: int) -> dict[str, Any]:
    """Damage the file of each set in turn. What breaks is raised, with the input in a note."""
    chance = random.Random(_SEED)  # noqa: S311 - the same files in each run
    bases = {name: entry.base() for name, entry in MUTATION_SETS.items()}
    for payload in bases.values():
        survive(payload)  # whatever is compiled once is compiled now
    peak = _peak_mib()
    names, others = sorted(bases), list(bases.values())
    by_set = {name: {"files": 0, "not_x12": 0} for name in names}
    slowest = 0.0
    for number in range(files):
        name = names[number % len(names)]
        seconds, is_x12 = _timed(damaged(bases[name], chance, others))
        slowest = max(slowest, seconds)
        by_set[name]["files"] += 1
        by_set[name]["not_x12"] += not is_x12
    growth_mib = round(_peak_mib() - peak, 1)
    return {"files": files, "sets": by_set, "slowest_seconds": round(slowest, 3), "growth_mib": growth_mib}


def ask_too_much() -> dict[str, Any]:
    """Each of the hostile files: seconds by name."""
    peak = _peak_mib()
    seconds = {name: round(_timed(payload)[0], 2) for name, payload in hostile().items()}
    return {"hostile_seconds": seconds, "hostile_growth_mib": round(_peak_mib() - peak, 1)}


def _timed(payload: bytes) -> tuple[float, bool]:
    started = time.process_time()
    try:
        is_x12 = survive(payload)
    except BaseException as error:
        error.add_note(f"input: {payload[:4_000]!r}")
        raise
    return time.process_time() - started, is_x12


def _peak_mib() -> float:
    """VmHWM: unlike ru_maxrss it knows nothing of the process that started this one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / _KIB


def main(arguments: list[str]) -> int:
    """So many damaged files, then with `hostile` those."""
    try:
        result = damage(int(arguments[0])) | (ask_too_much() if "hostile" in arguments else {})
    except Exception:  # noqa: BLE001 - whatever broke is what this looks for
        traceback.print_exc()
        return 1
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
