"""The rules the readers of typed records note by themselves, where `check` has none of the same name."""

from typing import Final

from api.x12.check.rule import Rule, rule

_SOURCE: Final = "implementation guide; X12.6 application control structure"

READING: Final[tuple[Rule, ...]] = (
    rule("amount.unreadable", "an amount that takes part in no sum cannot be read", _SOURCE, element_code="6"),
    rule("date.unreadable", "an element is no date", _SOURCE, element_code="8"),
    rule(
        "element.dropped",
        "an element the guide does not use is filled, and no record keeps it",
        _SOURCE,
        is_general_knowledge=True,
        element_code="I10",
    ),
    rule("quantity.unreadable", "an element is no number", _SOURCE, element_code="6"),
    rule("claim.clm01", "CLM01 is missing", _SOURCE, segment_code="8", element_code="1"),
    rule("claim.health_code", "an HI of an 837I holds what is no code of the set; it is kept as it stood", _SOURCE),
    rule("claim.member_id", "the subscriber has no member id", _SOURCE, element_code="1"),
    rule("claim.no_line", "a claim has no service line", _SOURCE, segment_code="3"),
    rule("hl.level", "an HL stands under no valid parent", _SOURCE, segment_code="2"),
    rule("line.pointer", "a line points at no diagnosis", _SOURCE),
    rule("line.sequence", "LX01 does not count the lines", _SOURCE),
)
