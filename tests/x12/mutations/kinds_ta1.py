"""The kinds of single defects a TA1 can have: five elements in an envelope."""

from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_TA1 = "TA1*000000101"

KINDS_TA1: tuple[Kind, ...] = (
    mixed(
        "TA101 not 9 digits",
        ("element.short", lambda d: d.put(_TA1, 1, "101")),
        ("element.long", lambda d: d.put(_TA1, 1, "0000000101")),
        ("element.number", lambda d: d.put(_TA1, 1, "ABC000101")),
    ),
    kind("TA101 missing", "element.missing", lambda d: d.put(_TA1, 1, "")),
    kind("TA102 no date", "element.date", lambda d: d.put(_TA1, 2, "260230"), lambda d: d.put(_TA1, 2, "20260106")),
    kind("TA102 missing", "element.missing", lambda d: d.put(_TA1, 2, "")),
    kind("TA103 no time", "element.time", lambda d: d.put(_TA1, 3, "2460"), lambda d: d.put(_TA1, 3, "930")),
    kind("TA103 missing", "element.missing", lambda d: d.put(_TA1, 3, "")),
    kind("TA104 not in the list", "element.code", lambda d: d.put(_TA1, 4, "X"), lambda d: d.put(_TA1, 4, "P")),
    kind("TA104 missing", "element.missing", lambda d: d.put(_TA1, 4, "")),
    kind("TA105 not in the list", "element.code", lambda d: d.put(_TA1, 5, "032"), lambda d: d.put(_TA1, 5, "A24")),
    kind("TA105 missing", "element.missing", lambda d: d.put(_TA1, 5, "")),
    mixed(
        "TA105 too short or too long",
        ("element.short", lambda d: d.put(_TA1, 5, "24")),
        ("element.long", lambda d: d.put(_TA1, 5, "0024")),
    ),
    kind("accepted, and yet with a reason", "ta1.status", lambda d: d.put(_TA1, 4, "A")),
    kind(
        "rejected, and yet without a reason",
        "ta1.status",
        lambda d: d.put(_TA1, 5, "000"),
        lambda d: d.put(_TA1, 5, "000").put(_TA1, 4, "E"),
    ),
    kind("a sixth element", "element.too_many", lambda d: d.put(_TA1, 6, "X")),
    kind("trailing empty elements", "element.trailing", lambda d: d.segments[d.at(_TA1)].append("")),
    kind("components where there are none", "element.components", lambda d: d.put(_TA1, 5, "024:1")),
    kind(
        "an acknowledgement that asks to be acknowledged",
        "ta1.acknowledgement_requested",
        lambda d: d.put("ISA", 14, "1"),
    ),
    uncounted("IEA01 count wrong", ("envelope.iea01", lambda d: d.put("IEA", 1, "1"))),
    uncounted("IEA02 differs from ISA13", ("envelope.iea02", lambda d: d.put("IEA", 2, "000000203"))),
    uncounted("IEA missing", ("envelope.iea_missing", lambda d: d.drop("IEA"))),
    kind("ISA13 not 9 digits", "interchange.isa13", lambda d: d.put("ISA", 13, "ABC000202").put("IEA", 2, "ABC000202")),
)
