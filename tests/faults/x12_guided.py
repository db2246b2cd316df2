"""Fuzzing led by coverage: whatever reaches a line of the codec that none did before is damaged further.

No dependency, so it runs with the other tests; `tests.faults.x12_atheris` is the strong one.
"""

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

import api.x12
from tests.faults.x12_damage import damaged

_CODEC: Final = str(Path(api.x12.__file__).parent)
_Trace = Callable[[FrameType, str, Any], Any]


class Coverage:
    """Lines of the codec that were run. A function with no line left is no longer traced: it gets faster as it goes."""

    def __init__(self) -> None:
        self.lines = 0
        self._left: dict[CodeType, set[int]] = {}

    def new_lines(self, run: Callable[[], object]) -> int:
        """How many lines ran for the first time."""
        before = self.lines
        sys.settrace(self._enter)
        try:
            run()
        finally:
            sys.settrace(None)
        return self.lines - before

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> _Trace | None:
        code = frame.f_code
        left = self._left.get(code)
        if left is None:
            is_ours = code.co_filename.startswith(_CODEC)
            left = self._left[code] = {line for _, _, line in code.co_lines() if line} if is_ours else set()
        return self._step if left else None

    def _step(self, frame: FrameType, event: str, _argument: object) -> _Trace:
        if event == "line":
            left = self._left[frame.f_code]
            if frame.f_lineno in left:
                left.remove(frame.f_lineno)
                self.lines += 1
        return self._step


@dataclass
class Run:
    """What became of a run: inputs tried, inputs that reached something new, lines reached."""

    inputs: int = 0
    corpus: list[bytes] = field(default_factory=list)
    lines: int = 0


def fuzz(target: Callable[[bytes], object], seeds: Sequence[bytes], inputs: int, seed: int) -> Run:
    """Run `target` on so many inputs. What it raises is raised, with the input that did it in a note."""
    chance = random.Random(seed)  # noqa: S311 - the same inputs in each run
    coverage, run = Coverage(), Run(corpus=list(seeds))
    for payload in seeds:
        coverage.new_lines(lambda payload=payload: target(payload))  # type: ignore[misc]  # the loop's own payload
    for run.inputs in range(1, inputs + 1):
        payload = damaged(chance.choice(run.corpus), chance, seeds)
        try:
            found = coverage.new_lines(lambda payload=payload: target(payload))  # type: ignore[misc]  # as above
        except BaseException as error:
            error.add_note(f"input: {payload!r}")
            raise
        if found:
            run.corpus.append(payload)
    run.lines = coverage.lines
    return run
