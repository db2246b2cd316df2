# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Segments to bytes: counts computed, control numbers given, nothing written that a reader could take apart
wrongly.

The text of a written element is the basic and extended character set of X12 without the four delimiters. A
delimiter or foreign character in data is refused by name of loop and element, never dropped or replaced.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from api.x12.lexer import ENCODING, Delimiters
from api.x12.versions import Guide

# A segment on its way out: id, then elements; a tuple of texts is a composite, a tuple of tuples repeats.
OutElement = str | tuple[str | tuple[str, ...], ...]
OutSegment = tuple[OutElement, ...]
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$:*~^`]")
_CONTROL_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class CannotWrite(ValueError):
    """Data that X12 cannot carry: names the loop and element; never quotes the value, which may be PHI."""

    def __init__(self, loop: str, element: str, reason: str) -> None:
        self.loop = loop
        self.element = element
        self.reason = reason
        super().__init__(f"{loop or 'envelope'} {element}: {reason}")


class Loop(msgspec.Struct, frozen=True):
    """Says which loop the segments that follow belong to, so that a refusal can name it."""

    id: str


class InterchangeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller decides about an ISA and its GS. Control numbers come from the caller's own
    sequence.
    """

    sender: str  # ISA06
    receiver: str  # ISA08
    created: datetime  # ISA09, ISA10, GS04, GS05
    control_number: str  # ISA13, up to 9 digits
    group_control: str  # GS06, up to 9 digits
    usage: str = "P"  # ISA15: P or T
    sender_qualifier: str = "ZZ"  # ISA05
    receiver_qualifier: str = "ZZ"  # ISA07
    application_sender: str = ""  # GS02, ISA06 when empty
    application_receiver: str = ""  # GS03, ISA08 when empty
    acknowledgement_requested: bool = False  # ISA14: asks for a TA1


class OutTransaction(msgspec.Struct, frozen=True):
    """One ST: its control number and its body, without ST and SE."""

    control_number: str
    body: Iterable[OutSegment | Loop]


def write_interchange(
    facts: InterchangeFacts,
    guide: Guide,
    transactions: Iterable[OutTransaction],
    delimiters: Delimiters | None = None,
) -> bytes:
    """One ISA, one GS and the STs given. Raises CannotWrite."""
    marks = delimiters or Delimiters()
    pieces = [isa_text(facts, marks)]
    encode = _Encoder(marks)
    if min(map(len, (facts.application_sender or facts.sender, facts.application_receiver or facts.receiver))) < 2:
        raise CannotWrite("", "GS02", "at least 2 characters are required, in GS03 too")
    created = facts.created
    pieces.append(
        encode(
            (
                "GS",
                guide.functional_id,
                facts.application_sender or facts.sender,
                facts.application_receiver or facts.receiver,
                created.strftime("%Y%m%d"),
                created.strftime("%H%M%S"),
                control_number("GS06", facts.group_control),
                "X",
                guide.version,
            )
        )
    )
    count = 0
    for transaction in transactions:
        pieces.extend(_transaction_texts(encode, guide, transaction))
        count += 1
    pieces.append(encode(("GE", str(count), facts.group_control)))
    pieces.append(encode(("IEA", "1", control_number("ISA13", facts.control_number).zfill(9))))
    return (marks.segment.join(pieces) + marks.segment).encode(ENCODING)


def _transaction_texts(encode: "_Encoder", guide: Guide, transaction: OutTransaction) -> Iterator[str]:
    control = transaction.control_number
    encode.loop = "ST"
    if not 4 <= len(control) <= 9:
        raise CannotWrite("ST", "ST02", "4 to 9 characters are required")
    # The 835 has no ST03 [P].
    yield encode(("ST", guide.set_id, control) + (() if guide.set_id == "835" else (guide.version,)))
    count = 2
    for item in transaction.body:
        if isinstance(item, Loop):
            encode.loop = item.id
        else:
            yield encode(item)
            count += 1
    yield encode(("SE", str(count), control))


def isa_text(facts: InterchangeFacts, delimiters: Delimiters) -> str:
    """The ISA without its terminator: 105 characters. Raises CannotWrite."""
    if not delimiters.are_distinct:
        raise CannotWrite("", "ISA", "the delimiters are not distinct")
    elements = (
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        facts.sender_qualifier,
        facts.sender.ljust(15),
        facts.receiver_qualifier,
        facts.receiver.ljust(15),
        facts.created.strftime("%y%m%d"),
        facts.created.strftime("%H%M"),
        delimiters.repetition or "U",
        "00501",
        control_number("ISA13", facts.control_number).zfill(9),
        "1" if facts.acknowledgement_requested else "0",
        facts.usage,
        delimiters.component,
    )
    for at, width in ((5, 2), (6, 15), (7, 2), (8, 15), (15, 1)):
        if len(elements[at]) != width or _breaks(elements[at], delimiters):
            raise CannotWrite("", f"ISA{at:02d}", "does not fit its element")
    return delimiters.element.join(elements)


def control_number(element: str, value: str) -> str:
    """A control number of 1 to 9 digits, as given. Raises CannotWrite."""
    if not _CONTROL_NUMBER.fullmatch(value):
        raise CannotWrite("", element, "1 to 9 digits are required")
    return value


def can_write(value: str, delimiters: Delimiters | None = None) -> bool:
    """Whether a value may stand in an element: X12 characters only, none of them a delimiter."""
    return not _breaks(value, delimiters or Delimiters())


def _breaks(value: str, delimiters: Delimiters) -> bool:
    marks = (delimiters.element, delimiters.repetition, delimiters.component, delimiters.segment)
    return any(mark and mark in value for mark in marks) or bool(_FOREIGN.search(value))


class _Encoder:
    """Joins elements, drops the empty ones at the end, refuses what would break the segment."""

    def __init__(self, delimiters: Delimiters) -> None:
        self._element = delimiters.element
        self._component = delimiters.component
        self._repetition = delimiters.repetition
        marks = f"{delimiters.element}{delimiters.repetition}{delimiters.component}{delimiters.segment}"
        self._refused = re.compile(f"{_FOREIGN.pattern}|[{re.escape(marks)}]")
        self.loop = ""

    def __call__(self, segment: OutSegment) -> str:
        # One search a segment; which element it was is asked only when there is something to refuse.
        if not segment[0] or segment[0].__class__ is not str or self._refused.search(_characters(segment)):
            self._refuse(segment)
        texts = [e if isinstance(e, str) else self._join(e) for e in segment]
        while texts and not texts[-1]:
            texts.pop()
        return self._element.join(texts)

    def _join(self, element: tuple[str | tuple[str, ...], ...]) -> str:
        """A composite, or the repetitions of an element, each without empty ones at the end."""
        component = self._component
        try:
            return component.join(element).rstrip(component)  # type: ignore[arg-type]  # nearly always a composite
        except TypeError:
            return self._repeat(element)

    def _repeat(self, element: tuple[str | tuple[str, ...], ...]) -> str:
        component = self._component
        if len(element) > 1 and not self._repetition:
            raise CannotWrite(self.loop, "ISA11", "names no repetition separator, and an element repeats")
        parts = (part if isinstance(part, str) else component.join(part).rstrip(component) for part in element)
        text = self._repetition.join(parts)
        return text.rstrip(self._repetition) if self._repetition else text

    def _refuse(self, segment: OutSegment) -> None:
        if not segment[0] or not isinstance(segment[0], str):
            raise CannotWrite(self.loop, "segment", "has an id that is none")
        for at, element in enumerate(segment):
            if self._refused.search(_text(element)):
                raise CannotWrite(self.loop, f"{segment[0]}{at:02d}", "holds a delimiter or a foreign character")


def _characters(segment: OutSegment) -> str:
    """All characters of a segment, for the search of what may not stand in it."""
    try:
        return "".join(map("".join, segment))  # type: ignore[arg-type]  # nearly always texts and tuples of texts
    except TypeError:  # an element repeats
        return "".join(map(_text, segment))


def _text(element: OutElement) -> str:
    """All characters of an element."""
    return element if isinstance(element, str) else "".join(map(_text, element))
