"""Twenty kinds of single defects of a 999."""

from tests.x12.mutations.kinds import Kind, kind, mixed, uncounted

_SECOND = "AK2*837*0002"

KINDS_999: tuple[Kind, ...] = (
    uncounted("SE01 count wrong", ("envelope.se01", lambda d: d.put("SE", 1, "3"))),
    uncounted("SE02 differs from ST02", ("envelope.se02", lambda d: d.put("SE", 2, "0002"))),
    kind("ST03 missing or differs from GS08", "segment.st03", lambda d: d.put("ST", 3, "005010X231")),
    kind("AK1 missing", "segment.missing", lambda d: d.drop("AK1")),
    kind(
        "a 999 acknowledged: AK101 FA, AK201 999",
        "element.code",
        lambda d: d.put("AK1", 1, "FA"),
        lambda d: d.put(_SECOND, 1, "999"),
    ),
    kind("AK102 missing", "element.missing", lambda d: d.put("AK1", 2, "")),
    kind("AK202 missing", "element.missing", lambda d: d.put(_SECOND, 2, "")),
    mixed(
        "IK302 missing or no number",
        ("element.missing", lambda d: d.put("IK3", 2, "")),
        ("element.number", lambda d: d.put("IK3", 2, "2X")),
    ),
    kind("IK304 not in the list", "element.code", lambda d: d.put("IK3", 4, "9"), lambda d: d.put("IK3", 4, "I5")),
    mixed(
        "IK304 8 without IK4, IK4 without IK304 8",
        ("ack.element_errors", lambda d: d.drop("IK4")),
        ("ack.element_errors", lambda d: d.put("IK3", 4, "3")),
    ),
    mixed(
        "IK401 missing or no number",
        ("element.missing", lambda d: d.put("IK4", 1, "")),
        ("element.number", lambda d: d.put("IK4", 1, "X:3")),
    ),
    kind("IK403 not in the list", "element.code", lambda d: d.put("IK4", 3, "14"), lambda d: d.put("IK4", 3, "I5")),
    kind("IK5 missing", "segment.missing", lambda d: d.drop("IK5*A"), lambda d: d.drop("IK5*R")),
    kind("IK501 not in the list", "element.code", lambda d: d.put("IK5*R", 1, "P")),
    mixed(
        "IK501 A above errors",
        ("ack.set_status", lambda d: d.put("IK5*R", 1, "A").put("AK9", 4, "2").put("AK9", 1, "A")),
    ),
    kind("IK502 not in the list", "element.code", lambda d: d.put("IK5*R", 2, "14"), lambda d: d.put("IK5*R", 2, "99")),
    kind("AK9 missing", "segment.missing", lambda d: d.drop("AK9")),
    kind(
        "AK904 is not what was accepted",
        "ack.counts",
        lambda d: d.put("AK9", 4, "2"),
        lambda d: d.put("AK9", 4, "0").put("AK9", 1, "R"),
        lambda d: d.put("AK9", 3, "1"),
    ),
    kind(
        "AK901 is not what AK904 says",
        "ack.group_status",
        lambda d: d.put("AK9", 1, "A"),
        lambda d: d.put("AK9", 1, "R"),
        lambda d: d.put("AK9", 1, "E"),
    ),
    mixed(
        "AK903 missing, more received than claimed",
        ("element.missing", lambda d: d.put("AK9", 3, "")),
        ("ack.received", lambda d: d.put("AK9", 2, "1")),
    ),
    mixed(
        "trailing empty elements; unknown segment; segment out of place",
        ("element.trailing", lambda d: d.segments[d.at("IK3")].append("")),
        ("segment.unknown", lambda d: d.insert("AK1", "QQQ*1")),
        ("segment.not_in_set", lambda d: d.insert("AK1", "CLM*1*1")),
        ("segment.missing", lambda d: d.drop("IK3")),
    ),
    kind("a rejection without a reason", "ack.no_reason", lambda d: d.drop_loop("IK3", "IK5").put("IK5*R", 2, "")),
)
