"""Where a segment stands in its set: a grammar walked by looking things up.

A state is the loops that are open, with what has been seen in each. The step from a state by a segment is worked out
once, with all that is wrong about it, and then kept: a well-formed file is walked by one lookup a segment. A file that
visits very many states makes the table start again, so it stays small.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from api.x12.check.grammar import Grammar, Seg, walk
from api.x12.check.layout import Item, Layout, layout_of
from api.x12.check.structure import (
    LOOP_MISSING,
    LOOP_REPEATS,
    SEGMENT_MISSING,
    SEGMENT_ORDER,
    SEGMENT_REPEATS,
    Trouble,
    misplaced,
)

_MAX_STATES: Final = 4_096
# Up to the component separator, or to another character used in its place.
_FIRST_COMPONENT: Final = re.compile(r"[A-Z0-9 ]{0,30}")

Matcher = Callable[[str], object]
Steps = dict[str | None, Any]  # by tag a Step, or a table by key code; under None the frames


class Frame(NamedTuple):
    """An open loop: how far it has come, which items it has seen, how often those with a limit above one."""

    layout: Layout
    at: int
    seen: int
    counts: tuple[tuple[int, int], ...] = ()


Frames = tuple[Frame, ...]


class Step(NamedTuple):
    """What a segment leads to: the next state's steps, the form it must have, who takes it, what is wrong."""

    steps: Steps
    matches: Matcher
    hook: int
    troubles: tuple[Trouble, ...]
    use: Seg | None
    loop: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the automaton needs to know of a use: the pattern a good one matches, and the number of its hook."""

    matches: Matcher
    hook: int


def _anything(_piece: str) -> object:
    return True


class Automaton:
    """The states of one grammar under one set of delimiters."""

    def __init__(self, grammar: Grammar, forms: Mapping[Seg, Form]) -> None:
        self._grammar = grammar
        self._forms = forms
        self._keys: dict[str, frozenset[str]] = {}
        for _, use in walk(grammar.root):
            self._keys[use.tag] = self._keys.get(use.tag, frozenset()) | use.keys
        self._states: dict[Frames, Steps] = {}
        self._start: Frames = (Frame(layout_of(grammar.root), 0, 0),)

    def start(self) -> Steps:
        """The steps before ST."""
        return self._intern(self._start)

    def step(self, steps: Steps, elements: list[str]) -> Step:
        """The step a segment leads to, worked out and kept."""
        tag = elements[0]
        keys = self._keys.get(tag)
        if keys is None:
            return self._nowhere(steps, misplaced(tag, "", _loop_of(steps), None))
        if tag not in self._grammar.forked:
            step = steps[tag] = self._work_out(steps, tag, "")
            return step
        at = 3 if tag == "HL" else 1
        key = elements[at] if at < len(elements) else ""
        if tag in self._grammar.split_keys:
            key = _FIRST_COMPONENT.match(key)[0]  # type: ignore[index]  # the pattern matches nothing as well
        if key and key not in keys:
            return self._with_wrong_code(steps, tag, key)
        kept: Step | None = steps.get(f"{tag} {key}")
        if kept is None:
            kept = steps[f"{tag} {key}"] = self._work_out(steps, tag, key)
        if key and at == 1 and tag not in self._grammar.split_keys:
            steps.setdefault(tag, {})[key] = kept
        return kept

    def after(self, steps: Steps) -> Steps:
        """The steps behind a usual loop that was taken whole: what it must have has been seen."""
        frames: Frames = steps[None]
        frame = frames[-1]
        return self._intern((*frames[:-1], frame._replace(seen=frame.seen | frame.layout.required)))

    def finish(self, steps: Steps) -> list[Trouble]:
        """What is missing when the ST ends here."""
        frames: Frames = steps[None]
        return [trouble for frame in reversed(frames) for trouble in _missing(frame)]

    def _intern(self, frames: Frames) -> Steps:
        steps = self._states.get(frames)
        if steps is None:
            if len(self._states) >= _MAX_STATES:
                self._states.clear()
            steps = self._states[frames] = {None: frames}
        return steps

    def _work_out(self, steps: Steps, tag: str, key: str) -> Step:
        frames: Frames = steps[None]
        for move in (_forward, _backward_here, _into_unopened, _backward_above):
            found = move(frames, tag, key)
            if found is not None:
                return self._taken(*found)
        return self._nowhere(steps, misplaced(tag, key, _loop_of(steps), self._keys[tag]))

    def _with_wrong_code(self, steps: Steps, tag: str, key: str) -> Step:
        """The one thing with this tag that can come now, if there is one: its key code is wrong."""
        frames: Frames = steps[None]
        item = frames[-1].layout.find_only(tag, frames[-1].at)
        if item is None:
            return self._nowhere(steps, misplaced(tag, key, _loop_of(steps), self._keys[tag]))
        return self._taken(*_take(frames[:-1], frames[-1], item, []))

    def _taken(self, frames: Frames, use: Seg, loop: str, troubles: list[Trouble]) -> Step:
        form = self._forms[use]
        return Step(self._intern(frames), form.matches, form.hook, tuple(troubles), use, loop)

    def _nowhere(self, steps: Steps, trouble: Trouble) -> Step:
        return Step(steps, _anything, 0, (trouble,), None, trouble.loop)


def _loop_of(steps: Steps) -> str:
    frames: Frames = steps[None]
    return frames[-1].layout.loop.id


_Move = tuple[Frames, Seg, str, list[Trouble]]


def _forward(frames: Frames, tag: str, key: str) -> _Move | None:
    """The usual way: further on in this loop, or in a loop around it."""
    troubles: list[Trouble] = []
    for depth in range(len(frames) - 1, -1, -1):
        frame = frames[depth]
        item = frame.layout.find(tag, key, frame.at)
        if item is not None:
            return _take(frames[:depth], frame, item, troubles)
        troubles += _missing(frame)
    return None


def _backward_here(frames: Frames, tag: str, key: str) -> _Move | None:
    """Too late in its loop: out of order."""
    return _backward(frames, len(frames) - 1, tag, key)


def _backward_above(frames: Frames, tag: str, key: str) -> _Move | None:
    """Too late in a loop around this one."""
    for depth in range(len(frames) - 2, -1, -1):
        found = _backward(frames, depth, tag, key)
        if found is not None:
            return found
    return None


def _backward(frames: Frames, depth: int, tag: str, key: str) -> _Move | None:
    frame = frames[depth]
    item = frame.layout.find(tag, key, 0)
    if item is None:
        return None
    troubles = [trouble for above in reversed(frames[depth + 1 :]) for trouble in _missing(above)]
    order = Trouble(SEGMENT_ORDER, tag, item.loop_id or frame.layout.loop.id)
    return _take(frames[:depth], frame, item, [*troubles, order], stays=True)


def _into_unopened(frames: Frames, tag: str, key: str) -> _Move | None:
    """A loop whose first segment is missing: CLP without LX, SV1 without LX."""
    troubles: list[Trouble] = []
    for depth in range(len(frames) - 1, -1, -1):
        frame = frames[depth]
        path = frame.layout.find_inside(tag, key, frame.at)
        if path:
            below, inside = frames[:depth], frame
            for item in path[:-1]:
                below, _, loop, troubles = _take(below, inside, item, troubles)
                troubles.append(Trouble(SEGMENT_MISSING, item.use.tag, loop, item.name))
                below, inside = below[:-1], below[-1]
            return _take(below, inside, path[-1], troubles)
        troubles += _missing(frame)
    return None


def _take(below: Frames, frame: Frame, item: Item, troubles: list[Trouble], *, stays: bool = False) -> _Move:
    """Count an item in its loop, and open it when it is a loop."""
    bit = 1 << item.index
    counts = dict(frame.counts)
    is_over = False
    if item.repeats == 1:
        is_over = bool(frame.seen & bit)
    elif item.repeats:
        number = counts.get(item.index, 0) + 1
        is_over = number > item.repeats
        counts[item.index] = min(number, item.repeats + 1)
    loop = item.loop_id or frame.layout.loop.id
    if is_over:
        rule = LOOP_REPEATS if item.loop_id else SEGMENT_REPEATS
        troubles.append(Trouble(rule, item.use.tag, loop, str(item.repeats)))
    at = frame.at if stays else item.group
    moved = Frame(frame.layout, at, frame.seen | bit, tuple(sorted(counts.items())))
    frames = (*below, moved)
    if item.layout is not None:
        frames = (*frames, Frame(item.layout, 0, 1))
    return frames, item.use, loop, troubles


def _missing(frame: Frame) -> tuple[Trouble, ...]:
    """What a loop lacks when it ends."""
    return _lacking(frame.layout, frame.layout.required & ~frame.seen) if frame.layout.required & ~frame.seen else ()


@lru_cache(maxsize=4_096)
def _lacking(layout: Layout, bits: int) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(
            LOOP_MISSING if item.loop_id else SEGMENT_MISSING, item.use.tag, item.loop_id or layout.loop.id, item.name
        )
        for item in layout.items
        if bits >> item.index & 1
    )
