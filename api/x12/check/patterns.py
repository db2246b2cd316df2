"""A segment as one pattern: what matches is well formed, and needs no second look.

The pattern takes only what the element rules accept. It leaves out the rare and the complicated (a range of days,
elements under a syntax note): those do not match, and the element rules look at them one by one.
"""

import re
from collections.abc import Mapping
from typing import Final

from api.x12.check.grammar import Element, Seg
from api.x12.check.syntax import NEVER, notes_of, residual_notes
from api.x12.check.values import FORMATS, MONEY, RANGES, pattern, text_class
from api.x12.lexer import Delimiters

_CAS_FIRST: Final = 5
_TRIPLET: Final = 3
_FORMAT: Final = "1250"
_PERIOD: Final = "1251"


class Patterns:
    """Makes the patterns of segments under one set of delimiters."""

    def __init__(self, marks: Delimiters) -> None:
        self._element = re.escape(marks.element)
        self._component = re.escape(marks.component)
        self._repetition = re.escape(marks.repetition)
        self._characters = text_class(marks)

    def segment(self, use: Seg) -> str:
        """The pattern of a segment of any length."""
        elements = list(use.elements)
        while elements and elements[-1].usage == "N":
            elements.pop()
        blocked, pairs = residual_notes(use.tag, use.elements)
        if NEVER in blocked:
            return "(?!)"
        is_adjustment = use.tag == "CAS"
        tail = ""
        at = len(elements)
        while at >= 1:
            # CAS05 on: triplets, the amount required with the reason.
            if is_adjustment and at >= _CAS_FIRST:
                first = at - (at - _CAS_FIRST) % _TRIPLET
                reason, amount, quantity = map(self._value, elements[first - 1 : first + 2])
                sep = self._element
                tail = f"(?:{sep}{reason}{sep}{amount}(?:{sep}(?:{quantity})?+{tail})?+)?+"
                at = first - 1
                continue
            if at in pairs:
                sep, former, latter = self._element, self._value(elements[at - 2]), self._value(elements[at - 1])
                pair = f"{sep}(?:{former}{sep}{latter}|{sep}){tail}"
                tail = pair if any(later.usage == "R" for later in elements[at:]) else f"(?:{pair})?+"
                at -= 2
                continue
            tail = self._one(elements, at, tail, is_blocked=at in blocked)
            at -= 1
        return f"{use.tag}{tail}(?<!{self._element})"

    def usual(self, use: Seg, length: int, groups: tuple[int, ...], instead: Mapping[int, str]) -> str:
        """The pattern of a segment of one length, its last element filled: flat, so it is matched faster.

        `groups` are the elements to capture, `instead` holds narrower patterns for some. An element that a syntax note
        ties to another is filled as well.
        """
        tied = {number for kind, numbers in notes_of(use.tag) if kind in "PCL" for number in numbers}
        text = use.tag
        for number, element in enumerate(use.elements[:length], 1):
            before = use.elements[number - 2] if number > 1 else None
            if number in instead:
                value = instead[number]
            elif element.usage == "N":
                value = ""
            elif element.usage == "S" and number < length and number not in tied:
                value = f"(?:{self._value(element, before)})?+"
            else:
                value = self._value(element, before)
            text += f"{self._element}({value})" if number in groups else f"{self._element}{value}"
        return text

    def _one(self, elements: list[Element], at: int, tail: str, *, is_blocked: bool) -> str:
        element, sep = elements[at - 1], self._element
        if element.usage == "R":
            return f"{sep}{self._value(element, elements[at - 2] if at > 1 else None)}{tail}"
        is_last_required = any(later.usage == "R" for later in elements[at:])
        before = elements[at - 2] if at > 1 else None
        value = "" if is_blocked or element.usage == "N" else f"(?:{self._value(element, before)})?+"
        return f"{sep}{value}{tail}" if is_last_required else f"(?:{sep}{value}{tail})?+"

    def _value(self, element: Element, before: Element | None = None) -> str:
        value = self._composite(element.parts) if element.parts else self._simple(element, before, self._element)
        if element.may_repeat and self._repetition:
            value = f"{value}(?:{self._repetition}{value})*"
        return value

    def _composite(self, parts: tuple[Element, ...]) -> str:
        used = list(parts)
        while used and used[-1].usage == "N":
            used.pop()
        tail = ""
        for at in range(len(used), 0, -1):
            part = used[at - 1]
            value = self._simple(part, used[at - 2] if at > 1 else None, self._component)
            mark = self._component if at > 1 else ""
            if part.usage == "R":
                tail = f"{mark}{value}{tail}"
            else:
                inner = "" if part.usage == "N" else f"(?:{value})?+"
                needs = any(later.usage == "R" for later in used[at:])
                tail = f"{mark}{inner}{tail}" if needs or not mark else f"(?:{mark}{inner}{tail})?+"
        return f"{tail}(?<!{self._component})"

    def _period(self, before: Element | None, mark: str) -> str:
        """Element 1251, told by the format before it; a range, whose days have an order, is left to the rules."""
        forms = before.codes if before is not None and before.number == _FORMAT else frozenset()
        told = [form for form in sorted(forms) if form in FORMATS and form not in RANGES]
        if len(forms) == len(told) == 1:
            return FORMATS[told[0]]
        return f"(?:{'|'.join(f'(?<={mark}{form}{mark}){FORMATS[form]}' for form in told) or '(?!)'})"

    def _simple(self, element: Element, before: Element | None, mark: str) -> str:
        if element.codes:
            return alternatives(element.codes)
        data = element.data
        if data is None:
            return f"{self._characters}+"
        if data.number == _PERIOD:
            return self._period(before, mark)
        if data.number == MONEY:
            return r"-?(?:\d{1,15}+(?:\.\d{1,2}+)?+|\.\d{1,2}+)"
        return pattern(data, self._characters)


def compile_pattern(use: Seg, marks: Delimiters) -> re.Pattern[str]:
    """The compiled pattern of a segment under these delimiters."""
    return re.compile(Patterns(marks).segment(use), re.ASCII)


def alternatives(codes: frozenset[str]) -> str:
    """The codes as a tree by their first characters, so that each character is looked at once."""
    if len(codes) == 1:
        return re.escape(next(iter(codes)))
    heads: dict[str, set[str]] = {}
    for code in codes:
        heads.setdefault(code[:1], set()).add(code[1:])
    may_end = "" in heads
    heads.pop("", None)
    singles = [head for head, rests in heads.items() if rests == {""}]
    branches = [re.escape(head) + alternatives(frozenset(rests)) for head, rests in heads.items() if rests != {""}]
    if singles:
        branches.append("[" + "".join(map(re.escape, sorted(singles))) + "]")
    text = f"(?:{'|'.join(branches)})" if len(branches) > 1 or may_end else branches[0]
    return f"{text}?" if may_end else text
