"""The rules of the envelope, which reading the index of a file already finds (`api.x12.scan`)."""

from api.x12.check.rule import rule

_SOURCE = "X12.5 interchange control structures; 005010 guides, appendix C"
_GS = "implementation guides, functional group header [M]"

for _id, _meaning in (
    ("isa_width", "the elements of the ISA have lost their fixed widths"),
    ("delimiters", "the delimiters are not four distinct characters"),
    ("iea_missing", "IEA is missing"),
    ("iea01", "IEA01 is not the number of groups"),
    ("iea02", "IEA02 differs from ISA13"),
    ("gs_missing", "an ST stands outside a GS"),
    ("ge_missing", "GE is missing"),
    ("ge01", "GE01 is not the number of transactions"),
    ("ge02", "GE02 differs from GS06"),
):
    rule(f"envelope.{_id}", _meaning, _SOURCE)
for _id, _meaning, _code in (
    ("se_missing", "SE is missing", "2"),
    ("se01", "SE01 is not the number of segments", "4"),
    ("se02", "SE02 differs from ST02", "3"),
    ("st02_repeated", "ST02 is used twice in its group", "23"),
    ("functional_id", "ST01 does not belong in its group", "1"),
):
    rule(f"envelope.{_id}", _meaning, _SOURCE, transaction_code=_code)
rule("envelope.segment_too_long", "a segment is beyond the limit of length", "limit of this package")
rule("envelope.too_many_elements", "a segment has more elements than any segment has", "limit of this package")
rule("version.unsupported", "a version that is not read: 4010, or one that is unknown", _GS, transaction_code="1")
rule("group.functional_id", "GS01 is not a known group", _GS)
rule("segment.st03", "ST03 is missing or differs from GS08", _GS, transaction_code="I6")
rule("segment.empty", "a segment is empty", _SOURCE, segment_code="1")
rule("segment.outside", "segments stand where no transaction is open", _SOURCE, segment_code="2")
rule("segment.unterminated", "the last segment has no terminator", _SOURCE)
rule("interchange.isa13", "ISA13 is not 9 digits", _SOURCE)
rule("interchange.outside", "bytes stand outside an interchange", _SOURCE)
