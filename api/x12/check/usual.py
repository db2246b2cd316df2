"""The usual form of a loop as one pattern: what most claims look like, recognized whole.

A claim that has the usual form and adds up needs no look at its segments: one match takes it. A pattern is made of the
segments of the grammar, in the order of the guide, so it takes only what the walk would take without a finding; what
else a rule asks of such a claim is asked by the set's `UsualForm`. Everything unusual, and everything wrong, is walked.
"""

import re
from typing import NamedTuple, Protocol

from api.x12.check.grammar import Grammar, Seg, walk
from api.x12.check.patterns import Patterns
from api.x12.check.values import text_class
from api.x12.lexer import Delimiters


class UsualForm(Protocol):
    """Takes the usual claims of one ST."""

    def run(self, text: str, at: int) -> int:
        """Take claims from `at`, where one opens, as long as they are usual; returns where that ends."""


class Part(NamedTuple):
    """A segment of a usual loop: `place` is loop and segment (`2100/NM1*QC`), `length` the number of its elements.

    `least` and `most` say how often it stands, `groups` which elements to capture; `instead` holds narrower patterns
    than the grammar's for some elements, and under 0 one for the whole segment. In these `<e>` and `<c>` are the
    element and component separators, `<t>` is a character of text.
    """

    place: str
    length: int
    least: int = 0
    most: int = 1
    groups: tuple[int, ...] = ()
    instead: tuple[tuple[int, str], ...] = ()


Parts = tuple["Part | tuple[Part, ...]", ...]


def usual_pattern(grammar: Grammar, marks: Delimiters, parts: Parts, until: str = "") -> re.Pattern[str]:
    """The parts one after the other, each with its terminator, and what must come next.

    Parts in a tuple of their own are a loop that may be left out.
    """
    signs = {"<e>": re.escape(marks.element), "<c>": re.escape(marks.component), "<t>": text_class(marks)}
    end = re.escape(marks.segment)
    patterns = Patterns(marks)

    def text_of(part: Part) -> str:
        instead = {number: _signed(pattern, signs) for number, pattern in part.instead}
        body = instead.get(0) or patterns.usual(find_use(grammar, part.place), part.length, part.groups, instead)
        # Possessive: a segment that fits is taken, and never given back.
        repeats = "" if (part.least, part.most) == (1, 1) else f"{{{part.least},{part.most}}}+"
        return f"(?:{body}{end}){repeats}" if repeats else body + end

    text = "".join(
        text_of(part) if isinstance(part, Part) else f"(?:{''.join(map(text_of, part))})?+" for part in parts
    )
    return re.compile(text + _signed(until, signs), re.ASCII)


def _signed(pattern: str, signs: dict[str, str]) -> str:
    for sign, text in signs.items():
        pattern = pattern.replace(sign, text)
    return pattern


def find_use(grammar: Grammar, place: str) -> Seg:
    """The use of a segment at `loop/TAG` or `loop/TAG*code`. Raises LookupError."""
    loop_id, _, name = place.partition("/")
    tag, _, code = name.partition("*")
    for loop, use in walk(grammar.root):
        if loop.id == loop_id and use.tag == tag and (not code or code in use.keys):
            return use
    raise LookupError(place)
