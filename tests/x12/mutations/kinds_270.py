"""Twenty-two kinds of single defects of a 270."""

from api.x12 import write_270s
from tests.x12.builders import facts
from tests.x12.eligibility.builders import rich_inquiry
from tests.x12.mutations.draft import Draft
from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_CHILD = "NM1*03"


def base_270() -> bytes:
    """A subscriber asked about with every segment, and a dependent under another one."""
    return write_270s([rich_inquiry()], facts())


def _nameless(draft: Draft) -> Draft:
    """A patient with neither id nor birth date."""
    return draft.put("NM1*IL", 9, "").put("NM1*IL", 8, "").drop("DMG")


KINDS_270: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    uncounted("SE02 differs from ST02", ("envelope.se02", lambda d: d.put("SE", 2, "0002"))),
    kind(
        "ST03 missing or differs from GS08",
        "segment.st03",
        lambda d: d.put("ST", 3, ""),
        lambda d: d.put("ST", 3, "005010X212"),
    ),
    mixed("a 271 in its group, or a 270 in another one", ("envelope.functional_id", lambda d: d.put("GS", 1, "HB"))),
    mixed(
        "BHT01 or BHT02 not in the list, BHT04 no date",
        ("element.code", lambda d: d.put("BHT", 1, "0019")),
        ("element.code", lambda d: d.put("BHT", 2, "11")),
        ("element.date", lambda d: d.put("BHT", 4, "20260230")),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*4", 1, "5"), lambda d: d.put("HL*2", 1, "1")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*4", 2, "3"), lambda d: d.put("HL*5", 2, "2")),
    kind(
        "HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*4", 4, "0"), lambda d: d.put("HL*2", 4, "0")
    ),
    kind("HL04=1 without children", "hl.children_missing", lambda d: d.put("HL*3", 4, "1")),
    mixed(
        "payer missing, or its id",
        ("loop.missing", lambda d: d.drop("NM1*PR")),
        ("element.missing", lambda d: d.put("NM1*PR", 9, "")),
        ("element.code", lambda d: d.put("NM1*PR", 8, "ZZ")),
    ),
    kind("provider's NPI fails Luhn", "npi.checksum", lambda d: d.put("NM1*1P", 9, "1234567890")),
    mixed(
        "subscriber or dependent without NM1",
        ("loop.missing", lambda d: d.drop_loop("NM1*IL", "HL*4")),
        ("loop.missing", lambda d: d.drop_loop(_CHILD, "SE")),
    ),
    mixed(
        "TRN of an answer, without its originator, or one of an unknown kind",
        ("element.code", lambda d: d.put("TRN", 1, "2")),
        ("element.missing", lambda d: d.put("TRN", 3, "")),
        ("trace.originator", lambda d: d.put("TRN", 3, "7123456789")),
    ),
    kind("a trace number twice", "trace.repeated", lambda d: d.put("TRN", 2, "20260106000001", 2)),
    mixed(
        "birth date unreadable, or after the day asked about",
        ("element.date", lambda d: d.put("DMG", 2, "19800231")),
        ("inquiry.born_later", lambda d: d.put("DMG", 2, "20260107")),
    ),
    kind(
        "sex or relationship not in the list",
        "element.code",
        lambda d: d.put("DMG", 3, "X"),
        lambda d: d.put("INS*N", 2, "99"),
    ),
    kind("a patient who cannot be found", "inquiry.search", _nameless, lambda d: _nameless(d).put("NM1*IL", 4, "")),
    kind(
        "nothing is asked about a patient",
        "inquiry.nothing_asked",
        lambda d: d.drop_loop("EQ", "HL*4"),
        lambda d: d.drop("EQ", 2),
    ),
    mixed(
        "service type unknown, or neither service type nor procedure",
        ("element.code", lambda d: d.put("EQ", 1, "98^QQ^44")),
        ("element.code", lambda d: d.put("EQ", 1, "31")),
        ("element.conditional", lambda d: d.put("EQ", 1, "").put("EQ", 3, "FAM")),
        ("element.repeats", lambda d: d.put("EQ", 3, "FAM^IND")),
    ),
    mixed(
        "plan date with another qualifier or format, or backwards",
        ("element.code", lambda d: d.put("DTP", 1, "472")),
        ("element.code", lambda d: d.put("DTP", 2, "DT")),
        ("element.date", lambda d: d.put("DTP", 2, "RD8").put("DTP", 3, "20260106-20260105")),
    ),
    kind(
        "reference qualifier not in the list",
        "element.code",
        lambda d: d.put("REF*9F", 1, "ZZ"),
        lambda d: d.put("REF*6P", 1, "ZZ"),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*6P")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*6P", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*6P", "CLM*1*1")),
        ("segment.order", lambda d: d.swap("DMG", "INS*Y")),
    ),
)
