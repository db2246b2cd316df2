"""Kill -9 of the demo's service or worker at random moments, and what must not be seen of it in the document.

What is compared is the whole document that `demo --once --json` prints: every check, count and cent of each stage and
practice, the rates, the ledger, the fees. Of ids, which differ in any two runs, how many there are of each kind and
which are the same: each is replaced by its place in the order of appearance.
"""

import json
import os
import random
import re
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Final

from api.demo.vertical import STAGES
from tests.demo.demos import left_of, start, until

PATIENCE_SECONDS: Final = 900
"""Of a whole run: each lost job takes the worker up to 40 s to find, and the machine may be busy."""
LOOK_AGAIN_SECONDS: Final = 0.02
VICTIMS: Final = ("serve", "worker")
ORDER: Final = tuple(STAGES)
LATEST_SHARE: Final = 0.9
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DONE: Final = re.compile(r"^\s+(?:ok|failed)\s+(\w+)\s")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kill:
    """So many seconds into a stage, kill -9 the service (`serve`) or the worker."""

    stage: str
    after: float
    victim: str


@dataclass(frozen=True, slots=True)
class Run:
    """A demo that has ended: its exit code, its document, how long each stage took, where it was struck, its words."""

    code: int
    document: Json
    seconds: dict[str, float]
    killed: list[Kill]
    said: str


class _Watched:
    """A demo that runs: its stages as they are done, and its processes."""

    def __init__(self, folder: Path) -> None:
        self._process = start("--once", "--json", TMPDIR=str(folder))
        self._output: list[str] = []
        self._errors: list[str] = []
        self._marks: list[tuple[str, float]] = []
        self._told = Condition()
        self._is_over = False
        self._readers = [Thread(target=self._read_output), Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            self._output.extend(lines)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._errors.append(line)
                done = _DONE.match(line)
                if line.startswith("Serving on") or done:
                    with self._told:
                        self._marks.append((done[1] if done else "", time.monotonic()))
                        self._told.notify_all()
        with self._told:
            self._is_over = True
            self._told.notify_all()

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    @property
    def stage(self) -> str:
        """The one that is being played; empty before the first and after the last."""
        done = len(self._marks) - 1
        return ORDER[done] if 0 <= done < len(ORDER) else ""

    def began(self, stage: str) -> float | None:
        """When the stage began, once it has."""
        place = ORDER.index(stage)
        return self._marks[place][1] if len(self._marks) > place else None

    def wait_for(self, stage: str) -> float | None:
        """When the stage began, as soon as it has; None when the demo is over before."""
        with self._told:
            self._told.wait_for(lambda: self._is_over or self.began(stage) is not None, PATIENCE_SECONDS)
        return self.began(stage)

    def wait_until_over(self, seconds: float) -> bool:
        """Whether it is over within so many seconds."""
        with self._told:
            return self._told.wait_for(lambda: self._is_over, seconds)

    def child(self, command: str) -> int | None:
        """The living process of the demo that runs the command."""
        for each in Path("/proc").glob("[0-9]*"):
            try:
                words = (each / "cmdline").read_bytes().split(b"\0")
                parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it ended while we looked
                continue
            # The parent: between fork and exec a child still has the demo's own command line.
            if parent == self._process.pid and words[-2:-1] == [command.encode()]:
                return int(each.name)
        return None

    def end(self, killed: list[Kill]) -> Run:
        """Wait until it has ended by itself."""
        self._process.wait(PATIENCE_SECONDS)
        for reader in self._readers:
            reader.join()
        output = "".join(self._output)
        times = [at for _, at in self._marks]
        seconds = {name: times[at + 1] - times[at] for at, (name, _) in enumerate(self._marks[1:])}
        document = json.loads(output) if output else {}
        return Run(self._process.returncode, document, seconds, killed, "".join(self._errors))

    def stop(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.runs:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE_SECONDS)


def play(folder: Path, kills: Sequence[Kill] = ()) -> Run:
    """Run the demo with its throw-away data in `folder`, killing what is to be killed; nothing is left of it."""
    demo = _Watched(folder)
    try:
        inorder = sorted(kills, key=lambda kill: (ORDER.index(kill.stage), kill.after))
        run = demo.end([struck for kill in inorder if (struck := _strike(demo, kill))])
    finally:
        demo.stop()
    until(lambda: not left_of(folder))
    return run


def _strike(demo: _Watched, kill: Kill) -> Kill | None:
    """Kill when its moment has come and the victim lives; where it struck, or nothing when the demo was over before."""
    planned = demo.wait_for(kill.stage)
    wait = planned + kill.after - time.monotonic() if planned is not None else 0.0
    while not demo.wait_until_over(max(0.0, wait)):
        victim, stage = demo.child(kill.victim), demo.stage
        began = demo.began(stage) if stage else None
        if victim is not None and began is not None:
            struck = Kill(stage, round(time.monotonic() - began, 2), kill.victim)
            os.kill(victim, signal.SIGKILL)
            return struck
        wait = LOOK_AGAIN_SECONDS  # the victim of the last kill is not back yet
    return None


def moments(count: int, chance: random.Random, seconds: Mapping[str, float]) -> list[Kill]:
    """So many kills at random moments: one in each stage, the others where an undisturbed run spends its time."""
    others = chance.choices(ORDER, [seconds[each] for each in ORDER], k=max(0, count - len(ORDER)))
    return [moment(stage, chance, seconds) for stage in (*ORDER[:count], *others)]


def moment(stage: str, chance: random.Random, seconds: Mapping[str, float]) -> Kill:
    """A random moment of a stage that takes so many seconds when nothing disturbs it."""
    return Kill(stage, round(chance.uniform(0, LATEST_SHARE) * seconds[stage], 2), chance.choice(VICTIMS))


def comparable(document: Json) -> Json:
    """The document with each id replaced by its place in the order of appearance."""
    places: dict[str, str] = {}
    text = _ID.sub(lambda found: places.setdefault(found[0], f"#{len(places) + 1}"), json.dumps(document))
    told: Json = json.loads(text)
    return told


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one | other:
            yield from differences(one.get(name), other.get(name), f"{path}/{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (mine, yours) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, yours, f"{path}/{at}")
    elif one != other:
        yield f"{path}: {one} became {other}"
