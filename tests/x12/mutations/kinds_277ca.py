"""Twenty kinds of single defects of a 277CA."""

from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

KINDS_277CA: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    kind("ST03 missing or differs from GS08", "segment.st03", lambda d: d.put("ST", 3, "")),
    kind(
        "BHT01, BHT02 or BHT06 not in the list",
        "element.code",
        lambda d: d.put("BHT", 1, "0019"),
        lambda d: d.put("BHT", 2, "00"),
        lambda d: d.put("BHT", 6, "CH"),
    ),
    kind("HL01 not sequential", "hl.sequence", lambda d: d.put("HL*4", 1, "5")),
    kind("HL02 no valid parent", "hl.parent", lambda d: d.put("HL*4", 2, "2"), lambda d: d.put("HL*5", 2, "4")),
    kind("HL04=0 with children", "hl.children_denied", lambda d: d.put("HL*2", 4, "0")),
    mixed(
        "HL04=1 without children",
        ("hl.children_missing", lambda d: d.drop_loop("HL*4", "HL*5").drop_loop("HL*5", "SE")),
    ),
    kind(
        "HL03 not in the list",
        "segment.qualifier",
        lambda d: d.put("HL*4", 3, "22"),
        lambda d: d.put("HL*3", 3, "23"),
    ),
    mixed(
        "2100A missing, or its id",
        ("loop.missing", lambda d: d.drop("NM1*PR")),
        ("element.missing", lambda d: d.put("NM1*PR", 9, "")),
    ),
    kind("DTP*050 or DTP*009 missing", "segment.missing", lambda d: d.drop("DTP*050"), lambda d: d.drop("DTP*009")),
    mixed(
        "TRN or TRN02 missing",
        ("element.missing", lambda d: d.put("TRN*2*CLM0001", 2, "")),
        ("segment.missing", lambda d: d.drop("TRN*2*CLM0002")),
        ("segment.missing", lambda d: d.drop("TRN*2*BATCH0001")),
    ),
    kind("claim STC missing", "segment.missing", lambda d: d.drop("STC*A2:20"), lambda d: d.drop("STC*A7:562:85")),
    kind(
        "status category not in the list",
        "element.code",
        lambda d: d.put("STC*A2:20", 1, "A9:20"),
        lambda d: d.put("STC*A7:562:85", 10, "ZZ:164:IL"),
    ),
    kind(
        "status code not in the list",
        "element.code",
        lambda d: d.put("STC*A2:20", 1, "A2:9999"),
        lambda d: d.put("STC*A2:20", 1, "A2:020"),
    ),
    kind("status entity not in the list", "element.code", lambda d: d.put("STC*A7:562:85", 1, "A7:562:XX")),
    kind(
        "STC03 against its category",
        "status.action",
        lambda d: d.put("STC*A2:20", 3, "U"),
        lambda d: d.put("STC*A7:562:85", 3, "WQ"),
        lambda d: d.put("STC*A1:19", 3, "U"),
    ),
    mixed(
        "STC02 or STC04 missing or unreadable",
        ("element.date", lambda d: d.put("STC*A2:20", 2, "20261301")),
        ("element.missing", lambda d: d.put("STC*A2:20", 2, "")),
        ("element.missing", lambda d: d.put("STC*A2:20", 4, "")),
        ("element.number", lambda d: d.put("STC*A2:20", 4, "1O0")),
    ),
    mixed(
        "counts under the wrong qualifier, or not those of the claims",
        ("segment.qualifier", lambda d: d.put("QTY*90", 1, "XX")),
        ("segment.place", lambda d: d.put("QTY*90", 1, "QA")),
        ("counts.claims", lambda d: d.put("QTY*QA", 2, "3")),
        ("counts.claims", lambda d: d.put("QTY*AA", 2, "0")),
    ),
    mixed(
        "claim DTP*472 missing or no date",
        ("segment.missing", lambda d: d.drop("DTP*472")),
        ("element.date", lambda d: d.put("DTP*472", 3, "20260230")),
    ),
    kind("provider NPI fails Luhn", "npi.checksum", lambda d: d.put("NM1*85", 9, "1234567890")),
    mixed(
        "line without SVC, STC or charge",
        ("segment.missing", lambda d: d.drop("STC*A7:562:85", 2)),
        ("money.missing", lambda d: d.put("SVC", 2, "")),
    ),
    kind("a claim accepted below a rejected receiver", "status.cascade", lambda d: d.put("STC*A1:19", 1, "A3:19")),
    mixed(
        "trailing empty elements; unknown segment; segment out of order",
        ("element.trailing", lambda d: d.segments[d.at("REF*1K")].append("")),
        ("segment.unknown", lambda d: d.insert("REF*1K", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("REF*1K", "CLM*1*1")),
        ("segment.order", lambda d: d.swap("REF*1K", "DTP*472")),
    ),
)
