"""The rules of the envelope, which reading the index of a file already finds (`api.x12.scan`)."""

from typing import Final

from api.x12.check.rule import Rule, rule

_SOURCE: Final = "X12.5 interchange control structures; 005010 guides, appendix C"
_GS: Final = "implementation guides, functional group header [M]"
_LIMIT: Final = "limit of this package"

ENVELOPE: Final[tuple[Rule, ...]] = (
    rule("envelope.isa_width", "the elements of the ISA have lost their fixed widths", _SOURCE),
    rule("envelope.delimiters", "the delimiters are not four distinct characters", _SOURCE),
    rule("envelope.iea_missing", "IEA is missing", _SOURCE),
    rule("envelope.iea01", "IEA01 is not the number of groups", _SOURCE),
    rule("envelope.iea02", "IEA02 differs from ISA13", _SOURCE),
    rule("envelope.gs_missing", "an ST stands outside a GS", _SOURCE),
    rule("envelope.ge_missing", "GE is missing", _SOURCE),
    rule("envelope.ge01", "GE01 is not the number of transactions", _SOURCE),
    rule("envelope.ge02", "GE02 differs from GS06", _SOURCE),
    rule("envelope.se_missing", "SE is missing", _SOURCE, transaction_code="2"),
    rule("envelope.se01", "SE01 is not the number of segments", _SOURCE, transaction_code="4"),
    rule("envelope.se02", "SE02 differs from ST02", _SOURCE, transaction_code="3"),
    rule("envelope.st02_repeated", "ST02 is used twice in its group", _SOURCE, transaction_code="23"),
    rule("envelope.functional_id", "ST01 does not belong in its group", _SOURCE, transaction_code="1"),
    rule("envelope.too_many_elements", "a segment has more elements than any segment has", _LIMIT),
    rule("envelope.control_character", "a control character stands in the data", _SOURCE),
    rule("version.unsupported", "a version that is not read: 4010, or one that is unknown", _GS, transaction_code="1"),
    rule("group.functional_id", "GS01 is not a known group", _GS),
    rule("segment.st03", "ST03 is missing or differs from GS08", _GS, transaction_code="I6"),
    rule("segment.empty", "a segment is empty", _SOURCE, segment_code="1"),
    rule("segment.outside", "segments stand where no transaction is open", _SOURCE, segment_code="2"),
    rule("envelope.unterminated", "the last segment has no terminator: the file may be cut", _SOURCE),
    rule("interchange.isa13", "ISA13 is not 9 digits", _SOURCE),
    rule("interchange.outside", "bytes stand outside an interchange", _SOURCE),
)
