"""The rules of structure: which segment may stand where, and how often. The automaton finds them."""

from typing import Final, NamedTuple

from api.x12.check.dictionary import SEGMENTS
from api.x12.check.report import Report
from api.x12.check.rule import Rule, rule
from api.x12.findings import segment_id
from api.x12.lexer import MAX_SEGMENT_BYTES, Batch

_SOURCE: Final = "implementation guide, loop and segment tables"
UNKNOWN: Final = rule("segment.unknown", "a segment id that no set has", _SOURCE, segment_code="1")
NOT_IN_SET: Final = rule("segment.not_in_set", "a segment that this set does not have", _SOURCE, segment_code="6")
PLACE: Final = rule("segment.place", "a segment stands in a loop that does not have it", _SOURCE, segment_code="2")
QUALIFIER: Final = rule(
    "segment.qualifier", "a segment with a qualifier that has no use here", _SOURCE, element_code="7"
)
SEGMENT_ORDER: Final = rule("segment.order", "a segment stands out of order", _SOURCE, segment_code="7")
SEGMENT_MISSING: Final = rule("segment.missing", "a required segment is missing", _SOURCE, segment_code="3")
SEGMENT_REPEATS: Final = rule("segment.repeats", "a segment repeats too often", _SOURCE, segment_code="5")
LOOP_MISSING: Final = rule("loop.missing", "a required loop is missing", _SOURCE, segment_code="I7")
LOOP_REPEATS: Final = rule("loop.repeats", "a loop repeats too often", _SOURCE, segment_code="4")
SEGMENT_TOO_LONG: Final = rule(
    "envelope.segment_too_long", "a segment is beyond the limit of length", "limit of this package"
)


class Trouble(NamedTuple):
    """Something wrong about where a segment stands; `detail` is the segment missed or the number allowed."""

    rule: Rule
    tag: str
    loop: str
    detail: str = ""
    element: str = ""


def misplaced(tag: str, key: str, loop: str, keys: frozenset[str] | None) -> Trouble:
    """A segment nothing takes; `keys` are the codes its tag has in the set, None when it has no such tag."""
    shown = segment_id(tag)
    if keys is None:
        return Trouble(NOT_IN_SET if tag in SEGMENTS else UNKNOWN, shown, loop)
    if key and key not in keys:
        return Trouble(QUALIFIER, shown, loop, element=f"{tag}03" if tag == "HL" else f"{tag}01")
    return Trouble(PLACE, shown, loop)


def note(report: Report, trouble: Trouble, position: int) -> None:
    """Report a trouble at the segment at which it shows."""
    what, loop = trouble.rule, trouble.loop or "header"
    if what in {SEGMENT_MISSING, LOOP_MISSING}:
        message = f"{trouble.detail} is missing in loop {loop}"
    elif what in {SEGMENT_REPEATS, LOOP_REPEATS}:
        message = f"{trouble.tag} may occur {trouble.detail} times in loop {loop}"
    else:
        message = f"{what.meaning} (loop {loop})"
    expected = trouble.detail if what in {SEGMENT_MISSING, LOOP_MISSING} else ""
    report.add(what, position, message, segment=trouble.tag, loop=loop, element=trouble.element, expected=expected)


def note_long_segments(report: Report, batch: Batch) -> None:
    """Report what is longer than any segment."""
    for position, piece in enumerate(batch.pieces, batch.position):
        if len(piece) > MAX_SEGMENT_BYTES:
            report.add(
                SEGMENT_TOO_LONG,
                position,
                segment=segment_id(piece.partition(report.delimiters.element)[0]),
                loop="header",
            )
