"""The TA1: one interchange accepted (A), accepted with errors (E) or rejected (R). No GS, no ST.

A TA1 is never acknowledged, nor is a 999.
"""

from typing import Final

import msgspec

from api.x12.envelope import Interchange
from api.x12.findings import is_blocked
from api.x12.lexer import ENCODING, Delimiters, Segment
from api.x12.writer import InterchangeFacts, isa_text

# TA105 for the envelope findings an ISA or IEA can have [P]. 025 is a duplicate, which only the receiver
# knows.
_CODES: Final = {
    "envelope.iea02": "001",
    "envelope.delimiters": "004",
    "envelope.isa_width": "022",
    "interchange.isa13": "018",
    "envelope.iea01": "021",
    "envelope.iea_missing": "023",
    "envelope.unterminated": "023",
    "envelope.segment_too_long": "022",
}


class InterchangeAcknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """TA1 inside an ISA/IEA of its own; date and time echo the ISA that is answered."""

    control_number: str  # TA101 = ISA13 answered
    date: str  # TA102 = ISA09
    time: str  # TA103 = ISA10
    status: str  # TA104: A E R
    code: str = "000"  # TA105: 000 to 031


def read_ta1s(interchange: Interchange) -> list[InterchangeAcknowledgement]:
    """The TA1 segments of an interchange; one file may answer several."""
    return [_read(segment) for segment in interchange.acknowledgements]


def _read(segment: Segment) -> InterchangeAcknowledgement:
    return InterchangeAcknowledgement(
        control_number=segment.get(1),
        date=segment.get(2),
        time=segment.get(3),
        status=segment.get(4),
        code=segment.get(5),
    )


def _printable(text: str) -> str:
    """What is echoed, without the control characters that a damaged ISA may hold and no file of ours may."""
    return "".join(" " if character < " " or character == "\x7f" else character for character in text)


def acknowledge_interchange(interchange: Interchange, *, reject_code: str = "") -> InterchangeAcknowledgement:
    """The TA1 that follows from the findings of an ISA and its IEA; `reject_code` rejects for a reason of
    one's own.
    """
    found = interchange.own_findings
    code = reject_code or next((_CODES[finding.rule] for finding in found if finding.rule in _CODES), "000")
    status = "R" if reject_code or is_blocked(found) else "A" if code == "000" else "E"
    return InterchangeAcknowledgement(
        control_number=_printable(interchange.control_number),
        date=_printable(interchange.date),
        time=_printable(interchange.time),
        status=status,
        code=code,
    )


def write_ta1s(
    acknowledgements: list[InterchangeAcknowledgement],
    facts: InterchangeFacts,
    delimiters: Delimiters | None = None,
) -> bytes:
    """One interchange that holds nothing but TA1 segments. Raises CannotWrite."""
    marks = delimiters or Delimiters()
    rows = [marks.element.join(("TA1", a.control_number, a.date, a.time, a.status, a.code)) for a in acknowledgements]
    trailer = marks.element.join(("IEA", "0", facts.control_number.zfill(9)))
    return (marks.segment.join([isa_text(facts, marks), *rows, trailer]) + marks.segment).encode(ENCODING)
