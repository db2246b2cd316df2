"""The demo under kill -9: whatever is killed whenever, its document is that of an undisturbed run."""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.demo_kills import ORDER, Kill, Run, comparable, differences, moment, moments, play
from tests.proof.registry import proof

KILLS = 20
SEED = 20_261_124
RUNS = 3
MOST_RUNS = 6
"""A stage may be over before its moment comes; it is tried again in a run of its own."""


@proof("demo.kill_9")
def kill_9() -> dict[str, Any]:
    """`demo.kills` of service or worker, each stage among them; `demo.unequal` runs that told something else: 0."""
    chance = random.Random(SEED)  # noqa: S311 - the same moments in each run
    undisturbed = _play([])
    if undisturbed.code != 0:
        raise AssertionError(undisturbed.said)
    planned = moments(KILLS, chance, undisturbed.seconds)
    todo = [planned[start::RUNS] for start in range(RUNS)]
    runs: list[Run] = []
    while todo and len(runs) < MOST_RUNS:
        runs.append(_play(todo.pop(0)))
        if not todo:
            missed = [moment(stage, chance, undisturbed.seconds) for stage in _missed(runs)]
            todo = [missed] if missed else []
    killed = [kill for run in runs for kill in run.killed]
    unequal = [run for run in runs if run.code != 0 or _told(undisturbed, run)]
    return {
        "demo.kills": len(killed),
        "demo.unequal": len(unequal),
        "seed": SEED,
        "runs": len(runs),
        "by_victim": Counter(kill.victim for kill in killed),
        "by_stage": {stage: sum(kill.stage == stage for kill in killed) for stage in ORDER},
        "differences": [f"{run.killed}: {_told(undisturbed, run) or run.said}" for run in unequal],
        "ok": not unequal and len(killed) >= KILLS and not _missed(runs),
    }


def _play(kills: list[Kill]) -> Run:
    with tempfile.TemporaryDirectory(prefix="firstpass-proof-") as folder:
        Path(folder).chmod(0o711)  # the user of the database server passes through
        run = play(Path(folder), kills)
    sys.stdout.write(f"demo: exit {run.code}; planned {kills}; struck {run.killed}\n")
    return run


def _told(undisturbed: Run, run: Run) -> list[str]:
    return list(differences(comparable(undisturbed.document), comparable(run.document)))


def _missed(runs: list[Run]) -> list[str]:
    """Stages in which nothing was killed, and one for each kill that came too late."""
    killed = [kill.stage for run in runs for kill in run.killed]
    missed = [stage for stage in ORDER if stage not in killed]
    return missed + ["adjudication"] * max(0, KILLS - len(killed) - len(missed))
