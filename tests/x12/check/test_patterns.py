"""The fast look and the careful one agree: what a pattern takes, no element rule objects to."""

import random
import re

import pytest

from api.x12 import Delimiters
from api.x12.check import SETS, Report, TransactionSet
from api.x12.check.elements import ElementCheck
from api.x12.check.grammar import Element, Seg, walk
from api.x12.check.patterns import compile_pattern
from api.x12.codes import CodeSets

_MARKS = Delimiters()
_VALUES = {"N0": "12", "R": "12.5", "ID": "AB", "AN": "TEXT", "DT": "20260105", "TM": "0930"}
_WRONG = [
    "",
    "X",
    "-1",
    "1.234",
    "é",
    "20260230",
    "A:B",
    "A^B",
    "9" * 300,
    "D8",
    " ",
    ".",
    "-",
    "20260105-20260104",
    "00",
]


def _value(element: Element, draw: random.Random, before: str) -> str:
    if element.parts:
        values: list[str] = []
        for part in element.parts:
            values.append(_value(part, draw, values[-1] if values else ""))
        return ":".join(values).rstrip(":")
    if element.usage == "N" or (element.usage == "S" and draw.random() < 0.5):
        return ""
    if element.codes:
        return draw.choice(sorted(element.codes))
    assert element.data is not None
    if element.data.number == "1251":
        return {"RD8": "20260105-20260106", "TM": "0930", "DT": "202601050930"}.get(before, "20260105")
    text = _VALUES[element.data.kind]
    return text.ljust(element.data.shortest, "0")[: max(element.data.longest, 1)]


def _elements(use: Seg, draw: random.Random) -> list[str]:
    values = [use.tag]
    for element in use.elements:
        values.append(_value(element, draw, values[-1]))
    while not values[-1]:
        values.pop()
    return values


def _faults(use: Seg, elements: list[str]) -> list[str]:
    report = Report(_MARKS, "outbound", CodeSets())
    ElementCheck(report).check(use, "", elements, 1)
    return [finding.rule for finding in report.findings]


@pytest.mark.parametrize("known", SETS, ids=lambda known: known.grammar.name)
def test_what_a_pattern_takes_no_rule_objects_to(known: TransactionSet) -> None:
    draw = random.Random(4)  # noqa: S311 - a test draws the same each time
    taken = 0
    for _, use in walk(known.grammar.root):
        pattern = compile_pattern(use, _MARKS)
        for _ in range(60):
            elements = _elements(use, draw)
            for _ in range(draw.choice((0, 0, 1, 2))):
                at = draw.randrange(1, len(elements) + 1)
                elements[at : at + 1] = [draw.choice(_WRONG)]
            text = "*".join(elements)
            if pattern.fullmatch(text):
                taken += 1
                assert _faults(use, elements) == [], text
    assert taken > 500 or known.grammar.name in {"999", "277CA"}


@pytest.mark.parametrize("known", SETS, ids=lambda known: known.grammar.name)
def test_well_formed_segments_are_taken_by_the_pattern_or_pass_the_rules(known: TransactionSet) -> None:
    draw = random.Random(5)  # noqa: S311 - as above
    for _, use in walk(known.grammar.root):
        pattern = compile_pattern(use, _MARKS)
        for _ in range(20):
            elements = _elements(use, draw)
            text = "*".join(elements)
            if not pattern.fullmatch(text):
                # A syntax note may be broken by a random draw; nothing else may.
                assert set(_faults(use, elements)) <= {"element.conditional", "element.exclusion"}, text


def test_a_pattern_has_no_way_to_take_long() -> None:
    for known in SETS:
        for _, use in walk(known.grammar.root):
            pattern = compile_pattern(use, _MARKS)
            for filler in ("*" * 4_000, "A" * 30_000, "*A" * 4_000, ":" * 4_000, "*9.9" * 2_000):
                assert pattern.fullmatch(f"{use.tag}{filler}!") is None or not re.search("[*:]", filler)
