"""An attacker who keeps every release, to every partner, and knows the rule: what follows about what was not shown.

A release shows no total and no margin: the only sums that can be taken apart are those of one cell over time. So the
search goes over each cell's releases, with three beliefs about what may happen to it in between.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

from api.portal import rules

LEAVING = 0.1
Count = tuple[int, int]
"""Numerator and denominator."""
Told = Count | str
"""What a release says of a cell: its count, or why it is suppressed."""
Belief = Callable[[Count, Count], bool]
Rule = Callable[[Count, Sequence[Count | None]], str | None]

BELIEFS: Mapping[str, Belief] = {
    "claims only come, and stay as they are": lambda before, now: (
        now[0] >= before[0] and now[1] - now[0] >= before[1] - before[0]
    ),
    "claims only come, and are corrected": lambda before, now: now[1] >= before[1],
    "anything may happen": lambda _, __: True,
}


def product_rule(count: Count, earlier: Sequence[Count | None]) -> str | None:
    """What the product says of a cell after all that it has said of it."""
    return rules.suppression(*count, earlier)


def threshold_alone(count: Count, earlier: Sequence[Count | None]) -> str | None:
    """A rule that looks at each release by itself: what a search that finds nothing is measured against."""
    del earlier
    return rules.FEWER_THAN_11 if count[1] < rules.THRESHOLD else None


def told(history: Sequence[Count], rule: Rule = product_rule) -> tuple[Told, ...]:
    """What the releases say of one cell, one after the other."""
    said: list[Told] = []
    for count in history:
        reason = rule(count, [None if isinstance(each, str) else each for each in said])
        said.append(count if reason is None else reason)
    return tuple(said)


@dataclass(slots=True)
class Found:
    """`recovered`: suppressed cells of which the denominator follows, and differences of fewer than the threshold."""

    views: int = 0
    suppressed: int = 0
    recovered: list[str] = field(default_factory=list)


def search_all(belief: Belief, *, threshold: int, size: int, releases: int, rule: Rule = product_rule) -> Found:
    """Every history of up to `size` claims there can be, under a small threshold; exact.

    Histories that look the same in the releases are one view: what all of them agree on, the attacker knows.
    """
    known: dict[tuple[Told, ...], list[int | None]] = {}
    with patch.object(rules, "THRESHOLD", threshold):
        for history in _histories([(n, d) for d in range(size + 1) for n in range(d + 1)], releases, belief):
            facts = _facts(history)
            agreed = known.setdefault(told(history, rule), facts)
            for number, fact in enumerate(facts):
                if agreed[number] != fact:
                    agreed[number] = None
    found = Found()
    for view, agreed in known.items():
        shown = [each[1] for each in view if not isinstance(each, str)]
        if max(shown, default=0) > size - threshold:
            continue  # what is ruled out here is ruled out by the size of the search
        found.views += 1
        found.suppressed += sum(isinstance(each, str) for each in view)
        found.recovered += [f"{view}: {each}" for each in _recovered(view, agreed, threshold)]
    return found


def _facts(history: Sequence[Count]) -> list[int | None]:
    """Denominators, then the difference of each two."""
    counts = [denominator for _, denominator in history]
    later = ((one, other) for at, one in enumerate(counts) for other in counts[at + 1 :])
    return [*counts, *(other - one for one, other in later)]


def _histories(states: Sequence[Count], releases: int, belief: Belief) -> Iterator[tuple[Count, ...]]:
    if releases == 0:
        yield ()
        return
    for history in _histories(states, releases - 1, belief):
        for state in states:
            if not history or belief(history[-1], state):
                yield (*history, state)


def _recovered(view: Sequence[Told], agreed: Sequence[int | None], threshold: int) -> Iterator[str]:
    for told_of, fact in zip(view, agreed, strict=False):
        if isinstance(told_of, str) and fact is not None:
            yield f"a suppressed cell is {fact}"
    for difference in agreed[len(view) :]:
        if difference is not None and 0 < abs(difference) < threshold:
            yield f"{difference} claims came in between"


def shown_again(count: Count, earlier: Sequence[Count | None]) -> str | None:
    """The product's rule but for one thing: a number is shown again whatever came after it."""
    return None if count in earlier else rules.suppression(*count, earlier)


def attack(view: Sequence[Told], belief: str, *, most: int, rule: Rule = product_rule) -> list[str]:
    """The same for one view under the real threshold: counts that fit each release, and those before and after it.

    `most` is more than any cell holds. Nothing follows from a belief that the releases contradict.
    """
    before: list[Count | None] = []
    fitting = []
    for each in view:
        fits = {(n, d) for d in range(most + 1) for n in range(d + 1) if (rule((n, d), before) or (n, d)) == each}
        fitting.append(fits)
        before.append(None if isinstance(each, str) else each)
    for order in (range(1, len(view)), range(len(view) - 2, -1, -1)):
        for at in order:
            is_forward = order.step > 0
            beside = fitting[at - 1] if is_forward else fitting[at + 1]
            fitting[at] = _reachable(fitting[at], beside, belief, is_forward=is_forward)
    return [
        f"{view}: a suppressed cell is {next(iter(counts))[1]}"
        for each, counts in zip(view, fitting, strict=True)
        if isinstance(each, str) and len({d for _, d in counts}) == 1
    ]


def _reachable(counts: set[Count], beside: set[Count], belief: str, *, is_forward: bool) -> set[Count]:
    """Those with a neighbor in time that the belief allows: the least, or the most, of them is enough to ask."""
    names = list(BELIEFS)
    if belief == names[2]:
        return counts
    if belief == names[1]:
        edge = min((d for _, d in beside), default=0) if is_forward else max((d for _, d in beside), default=0)
        return {(n, d) for n, d in counts if (d >= edge if is_forward else d <= edge)}
    allowed = BELIEFS[belief]
    corners = _corners(beside, is_forward=is_forward)
    if is_forward:
        return {count for count in counts if any(allowed(corner, count) for corner in corners)}
    return {count for count in counts if any(allowed(count, corner) for corner in corners)}


def _corners(counts: set[Count], *, is_forward: bool) -> list[Count]:
    """For each numerator the fewest, or the most, others: who fits one of these numerators fits that one."""
    edge: dict[int, int] = {}
    for n, d in counts:
        edge[n] = min(edge.get(n, d), d) if is_forward else max(edge.get(n, d), d)
    return list(edge.items())


def generated(chance: random.Random, *, releases: int) -> list[Count]:
    """A cell over time: claims come, some are corrected, rarely some leave the month."""
    n, f = chance.choice(((0, 0), (3, 2), (9, 1), (20, 4), (35, 6)))
    history = []
    for _ in range(releases):
        n += chance.choice((0, 0, 0, 1, 2, 5, 11, 14))
        f += chance.choice((0, 0, 0, 1, 1, 3))
        moved = min(n, chance.choice((0, 0, 0, 1, 2)))
        n, f = n - moved, f + moved
        if chance.random() < LEAVING:
            n = max(0, n - 1)
        history.append((n, n + f))
    return history
