"""The language a transaction set is described in: loops, segments, elements, each on a line a reader can check.

    loop("2100", "S", 0,
        seg("CLP", "R", 1, "R R=1,2,3,4 R R S R R S S S S S S S"),
        seg("NM1", "R", 1, "R=QC R=1 S S S N S S=MI,34 S", name="Patient Name"),
        loop("2110", "S", 999, seg("SVC", "R", 1, "R(R=HC,AD R S S S S S) R R S S S(R R S S S S S) S")))

A segment lists its elements in order: R required, S situational, N not used; what is left off at the end is not used.
`=` gives the codes (`_` stands for a blank), `=@name` a named list of `api.x12.codes`; a composite holds its components
in parentheses; `^` says that an element may repeat. Types and lengths come from the data dictionary. `repeats` is 0
when there is no limit.

Neighbors with the same tag may come in any order among themselves (all REF of a loop, the loops 2310A to F); all else
comes in the order given. Where a tag is used several times, its codes tell which is meant (`key`): the first coded
element, HL by HL03, HI by its qualifier.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from api.x12.check.dictionary import COMPOSITES, ELEMENTS, SEGMENTS, DataElement
from api.x12.codes import code_list

Usage = Literal["R", "S", "N"]
_USAGES: Final[dict[str, Usage]] = {"R": "R", "S": "S", "N": "N"}
_TOKEN: Final = re.compile(r"([RSN])(\^)?(?:=([^\s()]+))?(\()?")
UNLIMITED: Final = 0


@dataclass(frozen=True, slots=True)
class Element:
    """An element or, with `parts`, a composite, as a guide uses it."""

    number: str  # in the data dictionary
    usage: Usage
    data: DataElement | None = None
    codes: frozenset[str] = frozenset()
    list_name: str = ""
    parts: tuple["Element", ...] = ()
    may_repeat: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Seg:
    """A segment as a guide uses it in one loop."""

    tag: str
    usage: Usage
    repeats: int
    elements: tuple[Element, ...]
    name: str = ""

    @property
    def key_at(self) -> int:
        """The element whose codes tell this use from another one."""
        return 3 if self.tag == "HL" else 1

    @property
    def keys(self) -> frozenset[str]:
        """The codes that tell this use of the tag; of a composite the codes of its first component."""
        if self.key_at > len(self.elements):
            return frozenset()
        element = self.elements[self.key_at - 1]
        return element.parts[0].codes if element.parts else element.codes

    @property
    def id(self) -> str:
        """`REF*EI`: the tag and the first of its key codes."""
        keys = sorted(self.keys)
        return f"{self.tag}*{keys[0]}" if keys else self.tag


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A loop: its first segment opens it."""

    id: str
    usage: Usage
    repeats: int
    items: tuple["Seg | Loop", ...]

    @property
    def trigger(self) -> Seg:
        """The segment that opens the loop."""
        first = self.items[0]
        return first if isinstance(first, Seg) else first.trigger

    @property
    def tag(self) -> str:
        """The tag of the segment that opens the loop."""
        return self.trigger.tag


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """A transaction set: its name as the rules say it (835, 837P), the guide, and everything from ST to SE."""

    name: str
    guide: str
    root: Loop
    has_map: bool = True  # a map of the guide confirms what it does not use [P]; models of it do not tell [L]
    forked: frozenset[str] = field(default_factory=frozenset)  # tags used with different key codes
    split_keys: frozenset[str] = field(default_factory=frozenset)  # of these, those whose key is a first component


def seg(tag: str, usage: Usage, repeats: int, elements: str, name: str = "") -> Seg:
    """A segment; see the module. Raises ValueError when the text does not fit the dictionary."""
    numbers = SEGMENTS[tag]
    found, rest = _parse(elements, numbers, tag)
    if rest.strip():
        raise ValueError(f"{tag}: cannot read {rest!r}")
    return Seg(tag, usage, repeats, found, name)


def loop(loop_id: str, usage: Usage, repeats: int, *items: Seg | Loop) -> Loop:
    """A loop with its segments and the loops inside it, in order."""
    return Loop(loop_id, usage, repeats, items)


def grammar(name: str, guide: str, *items: Seg | Loop, has_map: bool = True) -> Grammar:
    """A transaction set: what stands between ST and SE. The envelope answers for ST03, which the 835 does not have."""
    root = Loop("", "R", 1, (seg("ST", "R", 1, "R R S"), *items, seg("SE", "R", 1, "R R")))
    uses: dict[str, set[frozenset[str]]] = {}
    for _, use in walk(root):
        uses.setdefault(use.tag, set()).add(use.keys)
    forked = frozenset(tag for tag, keys in uses.items() if len(keys) > 1)
    split = frozenset(use.tag for _, use in walk(root) if use.tag in forked and use.elements[use.key_at - 1].parts)
    return Grammar(name, guide, root, has_map, forked, split)


def walk(root: Loop) -> list[tuple[Loop, Seg]]:
    """Every use of a segment with its loop, in order."""
    found: list[tuple[Loop, Seg]] = []
    for item in root.items:
        if isinstance(item, Loop):
            found += walk(item)
        else:
            found.append((root, item))
    return found


def _parse(text: str, numbers: tuple[str, ...], where: str) -> tuple[tuple[Element, ...], str]:
    """Read tokens until the text or a closing parenthesis ends; the numbers left over are not used."""
    found: list[Element] = []
    text = text.lstrip()
    while text and not text.startswith(")"):
        match = _TOKEN.match(text)
        if match is None or len(found) >= len(numbers):
            raise ValueError(f"{where}: cannot read {text!r}")
        number = numbers[len(found)]
        usage, may_repeat, codes, opening = match.groups()
        text = text[match.end() :]
        parts: tuple[Element, ...] = ()
        if opening:
            parts, text = _parse(text, COMPOSITES[number], f"{where}{len(found) + 1:02d}")
            text = text.removeprefix(")")
        found.append(_element(number, _USAGES[usage], codes or "", parts, may_repeat=bool(may_repeat)))
        text = text.lstrip()
    found += [_element(number, "N", "", (), may_repeat=False) for number in numbers[len(found) :]]
    return tuple(found), text


def _element(number: str, usage: Usage, codes: str, parts: tuple[Element, ...], *, may_repeat: bool) -> Element:
    named = codes.removeprefix("@") if codes.startswith("@") else ""
    plain = frozenset(codes.replace("_", " ").split(",")) if codes else frozenset()
    known = code_list(named).codes if named else plain
    return Element(number, usage, ELEMENTS.get(number), known, named, parts, may_repeat)
